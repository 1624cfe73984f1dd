"""Addresses: two spellings of one page are one, and a title becomes a slug that keeps its letters."""

import re
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.addresses import (
    SLUG_LENGTH,
    as_uri,
    digest,
    host_of,
    new_post_key,
    normalise,
    post_key,
    slugify,
)

PAGE = "https://tide.example/2026/harbour"
NO_ADDRESSES = [
    "",
    "harbour",
    "/2026/harbour",
    "//tide.example/harbour",
    "ftp://tide.example/harbour",
    "javascript:alert(1)",
    "mailto:desk@tide.example",
    "https://",
    "https:///harbour",
    "https://tide.example:port/harbour",
    "https://tide.example:99999/harbour",
    "http://[::1",
]


@pytest.mark.parametrize(
    "spelling",
    [
        PAGE,
        f"  {PAGE}\n",
        "http://tide.example/2026/harbour",
        "HTTPS://WWW.Tide.Example/2026/harbour",
        "http://tide.example:80/2026/harbour",
        "https://tide.example:443/2026/harbour",
        "https://tide.example//2026///harbour/",
        f"{PAGE}#comments",
        f"{PAGE}?utm_source=feed&utm_medium=rss",
        f"{PAGE}?fbclid=abc&at_campaign=x",
        "https://reader:secret@tide.example/2026/harbour",
        "https://tide.example/2026/%68arbour",
        "https://tide.example/%32026/harbour",
        f"{PAGE}?__twitter_impression=true&ref_src=twsrc&mtm_campaign=x&_hsenc=y",
    ],
)
def test_all_spellings_of_a_page_have_one_normal_form(spelling: str) -> None:
    assert normalise(spelling) == PAGE


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("https://tide.example", "https://tide.example/"),
        ("https://tide.example:8443/a", "https://tide.example:8443/a"),
        (f"{PAGE}?page=2&utm_source=x", f"{PAGE}?page=2"),
        (f"{PAGE}?b=2&a=1", f"{PAGE}?b=2&a=1"),
        (f"{PAGE}?draft=", f"{PAGE}?draft="),
        (f"{PAGE}?q=潮", f"{PAGE}?q=%E6%BD%AE"),
        ("https://tide.example/Harbour", "https://tide.example/Harbour"),
        ("https://潮汐.example/潮", "https://潮汐.example/%E6%BD%AE"),
        ("https://tide.example/%e6%bd%ae", "https://tide.example/%E6%BD%AE"),
        ("https://tide.example/a%2fb%20c", "https://tide.example/a%2Fb%20c"),
        ("https://tide.example/a b\u3000c", "https://tide.example/a%20b%E3%80%80c"),
        ("https://tide.example/a:b;c=(d)~%", "https://tide.example/a:b;c=(d)~%25"),
        ("https://tide.example/%b9%fa", "https://tide.example/%B9%FA"),
        (f"{PAGE}?q=%b9%fa", f"{PAGE}?q=%B9%FA"),
        (f"{PAGE}?q=a%20b&q=a+b", f"{PAGE}?q=a+b&q=a+b"),
        (f"{PAGE}?source=rss&ref=2&id=3", f"{PAGE}?source=rss&ref=2&id=3"),
    ],
)
def test_what_tells_pages_apart_is_kept(address: str, normal: str) -> None:
    assert normalise(address) == normal


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_web_address_has_neither_form_nor_host(text: str) -> None:
    assert normalise(text) == ""
    assert host_of(text) == ""


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (PAGE, "tide.example"),
        ("https://www.tide.example/", "tide.example"),
        ("HTTPS://News.TIDE.example:8443/a", "news.tide.example"),
        ("https://wwwtide.example/", "wwwtide.example"),
    ],
)
def test_the_host_names_the_outlet(address: str, host: str) -> None:
    assert host_of(address) == host


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(_TEXT | st.builds("https://tide.example/{}?{}#{}".format, _TEXT, _TEXT, _TEXT))
@example("HTTP://0/\x0c?")
@example("https://tide.example/潮\u3000")
@example("https://tide.example/%%37%38?%%37%38")
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal


_RESERVED = "/?#[]@!$&'()*+,;=:%"  # RFC 3986 §2.2: escaped, these mean something else


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=_RESERVED)))
def test_escaped_or_not_a_page_is_one(text: str) -> None:
    escaped = "".join(f"%{byte:02x}" for byte in text.encode())
    spellings = {f"{PAGE}/a{name}?q={name}" for name in (text, escaped, escaped.upper())}
    assert len({normalise(address) for address in spellings}) == 1


@given(st.binary(max_size=6), st.binary(max_size=6))
def test_bytes_that_name_an_article_are_told_apart(one: bytes, two: bytes) -> None:
    pages = {normalise(f"{PAGE}?id={quote(value)}") for value in (one, two)}
    assert len(pages) == len({one, two})


def test_a_post_is_known_by_its_page_wherever_its_file_lies() -> None:
    assert post_key(PAGE, "a.md") == post_key(f"{PAGE}/?utm_source=x", "b.md")
    assert post_key(PAGE) != post_key(f"{PAGE}?page=2")


@pytest.mark.parametrize("address", ["", "harbour", "javascript:void(0)"])
def test_a_post_without_an_address_is_known_by_its_path(address: str) -> None:
    assert post_key(address, "a.md") == post_key("", "a.md") != post_key("", "b.md")


def test_a_path_is_the_same_whichever_way_its_accents_are_composed() -> None:
    assert post_key("", "caf\u00e9.md") == post_key("", "cafe\u0301.md")


def test_no_path_is_taken_for_an_address() -> None:
    assert post_key("", PAGE) != post_key(PAGE)


def test_posts_written_here_never_share_a_key() -> None:
    keys = {new_post_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(re.fullmatch(r"[0-9a-f]{32}", key) for key in keys)


@given(st.text(st.characters(), max_size=40))
def test_a_digest_is_32_digits_and_the_same_each_time(text: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", digest(text))
    assert digest(text) == digest(text) != digest(text + "a")


def test_a_digest_stands_half_a_character_that_a_broken_file_held() -> None:
    assert digest("\ud83c") != digest("\udf89")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Harbour closed, again!", "harbour-closed-again"),
        ("港口夜间停航：渡轮改道", "港口夜间停航-渡轮改道"),
        ("  --潮　汐--  ", "潮-汐"),
        ("ＡＢＣ１２３", "abc123"),
        ("tide_table", "tide-table"),
        ("Café Ñandú", "café-ñandú"),
        ("Приливы и отливы", "приливы-и-отливы"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("สวัสดี", "สวัสดี"),
        ("خزّاف الحيّ", "خزّاف-الحيّ"),
        ("云海之上 ⛰\ufe0f", "云海之上"),
        ("\u0301 a", "a"),
        ("C++", "c"),
        ("【】", ""),
        ("🎉🎉", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_the_letters_of_every_script(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_a_slug_is_cut_without_a_hyphen_at_its_end() -> None:
    assert slugify("潮汐 潮汐", length=3) == "潮汐"
    assert slugify("潮" * 500) == "潮" * SLUG_LENGTH


@given(st.text())
def test_a_slug_is_one_step_of_an_address_and_its_own_slug(text: str) -> None:
    slug = slugify(text)
    assert len(slug) <= SLUG_LENGTH
    assert not re.search(r"[\s/?#%&.:<>\"']|--|^-|-$", slug)
    assert slugify(slug) == slug


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("https://tide.example/a/?b=c&d=%E6%B8%AF#e", "https://tide.example/a/?b=c&d=%E6%B8%AF#e"),
        ("https://tide.example/港 口", "https://tide.example/%E6%B8%AF%20%E5%8F%A3"),
        ("https://tide.example/70%%20%", "https://tide.example/70%25%20%25"),
        ('https://[::1]/"<>[]?[]#[]#', "https://[::1]/%22%3C%3E%5B%5D?%5B%5D#%5B%5D%23"),
        ("/港口?a", "/%E6%B8%AF%E5%8F%A3?a"),
        ("mailto:lin <a@b>", "mailto:lin%20%3Ca@b%3E"),
    ],
)
def test_an_address_is_written_in_ascii(address: str, uri: str) -> None:
    assert as_uri(address) == uri
    assert as_uri(uri) == uri
