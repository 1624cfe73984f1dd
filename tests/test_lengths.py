"""A summary is whole sentences where they fit, and reading takes the minutes that people take."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import reading_minutes, render
from articles.markup.lengths import SUMMARY_LENGTH, is_dateline, summarised

LONG = "潮" * 100


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (f"{LONG}。{LONG}", f"{LONG}。"),
        (f"{LONG}！？{LONG}", f"{LONG}！？"),
        (f"他说：“{LONG}。”{LONG}", f"他说：“{LONG}。”"),
        (f"（{LONG}。）{LONG}", f"（{LONG}。）"),
        (f"{LONG}。{'汐' * 30}。{LONG}", f"{LONG}。{'汐' * 30}。"),
        (f"{'潮' * 159}。{LONG}", f"{'潮' * 159}。"),
        (f"{'潮' * 160}。{LONG}", "潮" * 159 + "…"),
        (f"一。{LONG * 2}", f"一。{'潮' * 157}…"),
        (f"{'tide ' * 20}ends. {'harbour ' * 30}", f"{'tide ' * 20}ends."),
        (f"{'tide ' * 20}“ends!” {'harbour ' * 30}", f"{'tide ' * 20}“ends!”"),
        ("一。二", "一。二"),
        (" 一\n二 ", "一 二"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_summary_ends_with_a_sentence_that_leaves_half_of_it(text: str, summary: str) -> None:
    assert summarised(text) == summary


@pytest.mark.parametrize("words", ["Mr. Tan", "J. Tan", "3.5 miles", "tide.example", "No. 5"])
def test_not_every_full_stop_ends_a_sentence(words: str) -> None:
    text = f"{'tide ' * 20}by {words} {'x' * 99}"
    assert summarised(text) == f"{text[:159]}…"


@given(st.text() | st.text("潮。！.!?”) \n", min_size=200))
def test_a_summary_is_one_line_from_the_beginning(text: str) -> None:
    summary = summarised(text)
    line = " ".join(text.split())
    assert len(summary) <= SUMMARY_LENGTH
    assert line.startswith(summary.removesuffix("…"))
    assert summary == line or len(summary) >= SUMMARY_LENGTH // 2


@pytest.mark.parametrize(
    "line",
    [
        "13/04/2021 - 10:59",
        "2020-08-27T05:29:37",
        "2020-09-18T00:41:43Z",
        "林小满（摘编）2020-12-27T14:52:56.253Z",
        "Fri, 28 May 2021 16:08:29 GMT",
        "Oct 8th 2020",
        "2021年6月18日 10时5分",
        "最近更新： 2021年6月18日",
        "46 分钟前",
        "3小時前",
        "作者：林小满",
        "文／林小满",
        "责任编辑：林小满#",
        "By Lin Xiaoman, harbour desk",
    ],
)
def test_dates_and_bylines_are_no_summary(line: str) -> None:
    assert is_dateline(line)
    assert render(f"<p>{line}</p><p>渡轮停航。</p>").summary == "渡轮停航。"


@pytest.mark.parametrize(
    "line",
    [
        "（潮汐社記者林小滿14日電）渡輪停航。",
        "【潮汐报2026年11月14日讯】渡轮停航。",
        "2026年渡轮停航",
        "By noon the ferry had left.",
        "By noon on 14 November the harbour was empty and the ferry had left for good",
        "作者：" + "潮" * 60,
        "文章说渡轮停航",
        "",
    ],
)
def test_the_first_words_of_a_report_are_its_summary(line: str) -> None:
    assert not is_dateline(line)
    assert render(f"<p>{line}</p>").summary == line


def test_headings_captions_and_players_are_no_summary() -> None:
    body = (
        "<h2>港口</h2><figure><img src=/a.jpg><figcaption>渡轮</figcaption></figure>"
        "<iframe src='https://vimeo.com/1' title='海'></iframe><p>停航。</p><h3>以后</h3><p>复航。"
    )
    assert render(body, base_url="https://tide.example/").summary == "停航。复航。"


@pytest.mark.parametrize(
    ("html", "minutes"),
    [
        ("", 1),
        ("<p>潮</p>", 1),
        (f"<p>{'潮' * 330 * 4}</p>", 4),
        (f"<p>{'潮，' * 330 * 4}</p>", 4),
        (f"<p>{'tide ' * 238 * 3}</p>", 3),
        ("<p>tide</p>" * 238 * 3, 3),
        (f"<p>{'潮' * 660}</p><p>{'tide ' * 476}</p>", 4),
        ("<p>" + "don’t well-known " * 238 + "</p>", 2),
        (f"<p>{'항구 ' * 238 * 2}</p>", 2),
        (f"<p>{'しお' * 330}</p>", 2),
        (f"<p><a href='{'https://tide.example/' * 999}'>潮</a></p>", 1),
    ],
)
def test_reading_takes_the_minutes_of_its_characters_and_its_words(html: str, minutes: int) -> None:
    assert reading_minutes(html) == minutes


def test_a_long_line_costs_what_it_is_long() -> None:
    began = time.monotonic()
    for line in ("1" * 200_000, "a." * 100_000, "。" * 200_000, "”" * 200_000):
        is_dateline(line)
        summarised(line)
        reading_minutes(line)
    assert time.monotonic() - began < 5
