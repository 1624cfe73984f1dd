"""Cleaning rules of an outlet: which selectors are taken, and what they do to a body."""

import random
import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.markup import Found, Removed, render
from articles.markup.rules import (
    MAX_LENGTH,
    MAX_SELECTORS,
    NO_RULES,
    Fault,
    Rules,
    Why,
    faults,
    selectors,
)

# Which selectors are taken


@pytest.mark.parametrize(
    "selector",
    [
        ".more",
        "#imu",
        "div.card.post-sidebar",
        ".中文",
        "*.x",
        "[hidden]",
        '[id^="dfp-ad-"]',
        "[id^=dfp-ad-]",
        "a[href*='subscribe.example' i]",
        "div > p + p",
        ".article .share",
        "ul>li:last-child",
        "p:not(.a):first-child",
        'div:has(> a[href="https://feed.example"])',
        "hr:has(+ div > a.x)",
        'p:lexbor-contains("版权声明")',
        "p:empty",
    ],
)
def test_a_selector_is_taken(selector: str) -> None:
    assert faults(selector) == []
    assert selectors(selector) == (selector,)
    LexborHTMLParser("<p>").css(selector)


@pytest.mark.parametrize(
    ("selector", "why"),
    [
        ("div..x", Why.NOT_UNDERSTOOD),
        ("> p", Why.NOT_UNDERSTOOD),
        ("a, b", Why.NOT_UNDERSTOOD),
        ("p::before", Why.NOT_UNDERSTOOD),
        ("p:hover", Why.NOT_UNDERSTOOD),
        (".a{color:red}", Why.NOT_UNDERSTOOD),
        ("/* only a comment, not closed", Why.NOT_UNDERSTOOD),
        # What stays open would take in the selectors behind it.
        ("[a", Why.NOT_UNDERSTOOD),
        ('[a="b', Why.NOT_UNDERSTOOD),
        ("p:not(a", Why.NOT_UNDERSTOOD),
        ("div\\", Why.NOT_UNDERSTOOD),
        # The time of these grows faster than the tree.
        (".a div div", Why.TOO_SLOW),
        ("a > b > c > d > e > f > g", Why.TOO_SLOW),
        (".a ~ div", Why.NOT_UNDERSTOOD),
        ("p:has(.x)", Why.NOT_UNDERSTOOD),
        ("p:has(> a) > b", Why.NOT_UNDERSTOOD),
        (":has(:has(a))", Why.NOT_UNDERSTOOD),
        ("p:nth-child(2 of .a)", Why.NOT_UNDERSTOOD),
        ("." + "x" * MAX_LENGTH, Why.TOO_LONG),
        ("*", Why.EVERYTHING),
        ("BODY", Why.EVERYTHING),
        ("div > *", Why.EVERYTHING),
    ],
)
def test_a_selector_is_not_taken_and_why(selector: str, why: Why) -> None:
    assert faults(selector) == [Fault(1, selector[:MAX_LENGTH], why)]
    assert selectors(selector) == ()


def test_lines_are_counted_with_those_that_say_nothing() -> None:
    text = ".a  /* why */\r\n\r\n  /* a remark */\n.b..\n  .c\t\n"
    assert selectors(text) == (".a", ".c")
    assert faults(text) == [Fault(4, ".b..", Why.NOT_UNDERSTOOD)]


def test_more_selectors_than_are_taken_end_the_reading() -> None:
    text = "\n".join(f".c{number}" for number in range(10_000))
    assert len(selectors(text)) == MAX_SELECTORS
    assert faults(text) == [Fault(MAX_SELECTORS + 1, ".c50", Why.TOO_MANY)]


def test_no_text_takes_long_or_ends_in_an_error_and_what_is_taken_can_be_joined() -> None:
    letters, chance = "ab.#[]=\">+ *:()'-~|^$i/\\,\n\x00é中", random.Random(20261125)
    tree = LexborHTMLParser("<p class=a><b id=b>x</b></p>")
    made = ["".join(chance.choices(letters, k=chance.randint(1, 60))) for _ in range(5_000)]
    made += [piece * 200 for piece in ("a", "a-", "[a", "a:not(", ".a>", "a ", "(", '"', "*")]
    began = time.perf_counter()
    for text in made:
        for selector in selectors(text):
            both = tree.css(f"{selector}, b")  # joined, it still ends where it ended
            assert len(both) == len(tree.css(selector)) + len(tree.css("b"))
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("html", ["<div><i>" * 300, "<div class=q><i>x</i></div>" * 5_000])
@pytest.mark.parametrize(
    "selector",
    [".n div", ".n div > i", ".n > i > div i", "div:has(> .n)", ":has(> * > .n)", "i + i + i"],
)
def test_what_is_taken_is_found_soon(html: str, selector: str) -> None:
    began = time.perf_counter()
    render(html, rules=Rules(remove=selectors(selector)))
    assert selectors(selector)
    assert time.perf_counter() - began < 5


def test_rules_come_from_texts_by_their_kind() -> None:
    rules = Rules.of({"remove": ".a\n.b", "credits": ".c", "unknown": ".d"})
    assert rules == Rules(remove=(".a", ".b"), credits=(".c",))
    assert Rules.of({}) == NO_RULES


# What they do to a body


def test_what_is_removed_goes_with_all_it_holds() -> None:
    html = '<p>船停了。</p><div class="more">更多<b>新闻</b></div><p>完</p>'
    assert render(html, rules=Rules(remove=(".more", "b"))).html == "<p>船停了。</p>\n<p>完</p>"
    assert "更多" in render(html).html


def test_the_body_itself_stays_where_a_rule_names_it() -> None:
    html = '<body class="x" hidden>船停了。<b>去</b></body>'
    assert render(html, rules=Rules(remove=(".x", "b"))).text == "船停了。"


def test_what_rules_removed_is_told_once_for_each_element() -> None:
    found = Found()
    html = (
        '<div class="more">更多 <i>新闻</i><img src="/a.png"></div><p>完</p><div class="more"></div>'
        '<div class="sharedaddy"><i>分享</i></div>'
    )
    rendered = render(html, rules=Rules(remove=(".more", "i")), found=found)
    assert found.removed == [Removed(".more", "更多 新闻", 1), Removed(".more", "", 0)]
    assert rendered == render(html, rules=Rules(remove=(".more", "i")))


@pytest.mark.parametrize(
    ("html", "byline"),
    [
        ('<p class="by">林小满</p>', "林小满"),
        ('<p class="by"> </p><p class="by">阿海</p>', "阿海"),
        ('<p class="by">文／ <a href="/a">林小满</a></p>', "林小满"),
        ('<p class="by">作者：林小满</p>', "林小满"),
        ('<p class="by">By: Lin &amp; Hai</p>', "Lin & Hai"),
        ('<p class="by">林小满<br>2026-11-14T01:58:29Z</p>', "林小满"),
        ('<p class="by"><br>2026-11-14</p>', ""),
        ("<p>林小满</p>", ""),
    ],
)
def test_the_author_is_found_and_stays_in_the_body(html: str, byline: str) -> None:
    rendered = render(html, rules=Rules(bylines=(".by",)))
    assert rendered.byline == byline
    assert rendered.html == render(html).html


def test_the_author_is_found_in_what_is_removed() -> None:
    html = '<div class="meta"><b class="by">林小满</b> 3 分钟</div><p>文</p>'
    rendered = render(html, rules=Rules(remove=(".meta",), bylines=(".by",)))
    assert (rendered.byline, rendered.text) == ("林小满", "文")


def test_captions_and_credits_of_an_outlet_are_those_of_the_picture_before_them() -> None:
    html = (
        '<p><img src="https://tide.example/a.png"></p><div class="ts">港口</div>'
        '<div class="who">图片来源：林小满</div><p class="ts">不是图说</p>'
    )
    rules = Rules(captions=("div.ts",), credits=(".who",))
    (picture,) = render(html, rules=rules).pictures
    assert (picture.caption, picture.credit) == ("港口", "林小满")
    (plain,) = render(html).pictures
    assert (plain.caption, plain.credit) == ("", "")


def test_a_credit_is_known_by_a_label_that_is_removed() -> None:
    html = '<img src="https://tide.example/a.png"><p><b class="label">Photo by </b>林小满</p>'
    (picture,) = render(
        html, rules=Rules(remove=(".label",), credits=("p:has(> .label)",))
    ).pictures
    assert picture.credit == "林小满"


def test_a_body_without_rules_is_made_as_ever() -> None:
    html = '<p class="by">林小满</p><div class="more">更多</div>'
    assert render(html, rules=NO_RULES) == render(html)
    assert render(html).byline == ""
