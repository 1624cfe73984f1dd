"""One file to one Draft: what each field of the front matter becomes, and what is rejected."""

import datetime as dt
import zlib

import pytest

from articles.importing.dates import parse_date
from articles.importing.draft import MAX_BYTES, Draft, Rejected, content_hash, read
from articles.importing.fields import words
from tests.archive import ADDRESS, post

PATH = "_posts/2026-11-14-港口夜间停航.md"


def draft(text: str, path: str = PATH) -> Draft:
    result = read(text.encode(), path)
    assert isinstance(result, Draft), result
    return result


def test_a_post_of_the_archive_becomes_a_draft() -> None:
    made = draft(post())
    assert made.title == "港口夜间停航"
    assert made.published_at == dt.datetime(2026, 11, 14, 1, 58, 29, 677000, tzinfo=dt.UTC)
    assert made.byline == "林小满"
    assert made.source == "潮汐日报"
    assert made.host == "tide.example"
    assert made.source_url == ADDRESS
    assert made.tags == ("潮汐日报", "天气")
    assert made.crawled_at == dt.datetime(2026, 11, 14, 1, 58, 29, 677000, tzinfo=dt.UTC)
    assert made.language == "zh-Hans"
    assert made.extra == {"layout": "post"}
    assert made.body == "<p>台风将在星期五抵达。</p>"
    assert made.text == "台风将在星期五抵达。"
    assert made.public
    assert not made.allow_comments
    assert made.warnings == ()


def test_the_bytes_of_the_file_are_kept() -> None:
    data = post().replace("\n", "\r\n").encode()
    made = read(data, PATH)
    assert isinstance(made, Draft)
    assert zlib.decompress(made.packed) == data
    assert made.hash == content_hash(data)
    assert made.size == len(data)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"  港口  夜间 停航 "', "港口  夜间 停航"),
        ('"港口\\"夜间\\"停航"', '港口"夜间"停航'),
        ("'#潮 | 汐：🎉'", "#潮 | 汐：🎉"),
        ('"粮&quot;价"', '粮"价'),
        ('"<b>粮</b>价"', "粮价"),
        ("2024", "2024"),
        ("H&M 潮", "H&M 潮"),
    ],
)
def test_a_title_is_what_the_file_says_as_plain_text(written: str, title: str) -> None:
    assert draft(f"---\ntitle: {written}\ndate: 2026-01-02\n---\ntext").title == title


def test_a_title_that_had_entities_is_kept_as_written_too() -> None:
    assert draft('---\ntitle: "a&quot;b"\n---\n').extra["title"] == "a&quot;b"


def test_the_name_of_the_file_gives_title_and_date_where_the_fields_do_not() -> None:
    made = draft("---\nlayout: post\n---\ntext", "_posts/2026-3-7-潮汐表.md")
    assert made.title == "潮汐表"
    assert made.published_at == dt.datetime(2026, 3, 7, tzinfo=dt.UTC)


def test_without_any_date_it_is_a_draft_and_said() -> None:
    made = draft("---\ntitle: a\n---\ntext", "notes/a.md")
    assert made.published_at is None
    assert not made.public
    assert made.warnings == ("there is no date: imported as a draft",)


def test_an_ordinary_blog_has_categories_as_tags_and_no_outlet() -> None:
    made = draft("---\ntitle: a\ndate: 2026-01-02\ncategories: garden tools\ntags: [spade]\n---\nb")
    assert made.tags == ("spade", "garden", "tools")
    assert made.source == ""


def test_two_addresses_of_one_page_make_one_identity() -> None:
    other = "http://www.tide.example:80/2026/11/harbour/?utm_source=x#top"
    assert draft(post(address=other)).key == draft(post()).key
    assert draft(post(address=ADDRESS + "?page=2")).key != draft(post()).key


def test_without_an_address_the_path_is_the_identity() -> None:
    text = "---\ntitle: a\ndate: 2026-01-02\n---\nb"
    assert draft(text, "a/b.md").key == draft(text, "a/b.md").key != draft(text, "a/c.md").key


@pytest.mark.parametrize(
    ("written", "allowed"), [("True", True), ("yes", True), ("false", False), ("", False)]
)
def test_the_comments_switch_is_read(written: str, allowed: bool) -> None:
    assert draft(f"---\ntitle: a\ncomments: {written}\n---\n").allow_comments is allowed


def test_a_byline_is_plain_text_and_what_the_file_says_is_kept_beside_it() -> None:
    made = draft("---\ntitle: a\nauthor: Lin &#38; <b>Song</b>\n---\n")
    assert made.byline == "Lin & Song"
    assert made.extra == {"author": "Lin &#38; <b>Song</b>"}
    assert draft("---\ntitle: a\nauthor: Lin & Song\n---\n").extra == {}


def test_front_matter_that_no_column_holds_is_kept() -> None:
    made = draft("---\ntitle: a\nseries: {name: tides, part: 3}\nmood: calm\nauthor: [x, y]\n---\n")
    assert made.extra == {
        "series": {"name": "tides", "part": "3"},
        "mood": "calm",
        "author": ["x", "y"],
    }


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-14T01:58:29Z", "2026-11-14T01:58:29+00:00"),
        ("2026-11-14T01:58:29.677Z", "2026-11-14T01:58:29.677000+00:00"),
        ("2026-11-14T09:58:29+08:00", "2026-11-14T09:58:29+08:00"),
        ("2026-11-14 09:58:29 +0800", "2026-11-14T09:58:29+08:00"),
        ("2026-11-14 09:58", "2026-11-14T09:58:00+00:00"),
        ("2026-11-14", "2026-11-14T00:00:00+00:00"),
        ("2026/11/14", "2026-11-14T00:00:00+00:00"),
        ("Sat, 14 Nov 2026 09:58:29 +0800", "2026-11-14T09:58:29+08:00"),
    ],
)
def test_a_date_is_read_to_the_second_with_its_zone(written: str, moment: str) -> None:
    assert parse_date(written) == dt.datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "written",
    [
        "soon",
        "",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-01:00",
        "2026-13-01",
        "0999-05-05",
        "9999-01-01",
    ],
)
def test_what_is_no_moment_is_no_date(written: str) -> None:
    assert parse_date(written) is None


def test_a_date_that_is_none_is_said_and_the_name_of_the_file_helps() -> None:
    made = draft(post(date="soon"))
    assert made.published_at == dt.datetime(2026, 11, 14, tzinfo=dt.UTC)
    assert made.warnings == ("the date 'soon' is none that is known",)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (["a", " b ", "a", ""], ["a", "b"]),
        ("a, b c", ["a", "b c"]),
        ("a b", ["a", "b"]),
        ("", []),
        (None, []),
        ({"a": "b"}, []),
    ],
)
def test_names_are_read_from_lists_and_strings(value: object, names: list[str]) -> None:
    assert words(value) == names


def test_a_byte_that_is_not_utf8_costs_no_post() -> None:
    data = post().encode().replace("台风".encode(), b"\xb8\xe7")
    made = read(data, PATH)
    assert isinstance(made, Draft)
    assert "�" in made.text
    assert made.warnings == ("line 15: a byte that is not UTF-8 was replaced",)


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"# notes", 1, "no front matter"),
        (b"---\ntitle: [a\n---\n", 3, "not YAML"),
        (b"---\ntitle: a\n---\n" + b"x" * MAX_BYTES, 0, "more than a post can have"),
        (b"---\ntitle: a\n---\n" + b"<div>" * 200_000, 0, "more than 40,000 tags"),
    ],
)
def test_a_file_that_is_no_post_is_rejected_with_its_reason(
    data: bytes, line: int, reason: str
) -> None:
    result = read(data, "a.md")
    assert isinstance(result, Rejected)
    assert result.line == line
    assert reason in result.reason
