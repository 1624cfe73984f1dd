"""Every tool's way to write a post comes to the same Draft, and nothing of its metadata is dropped."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.draft import Draft, Rejected, read
from articles.importing.fields import FALSE, NOTHING, TRUE
from articles.importing.frontmatter import FrontMatterError, begins, split
from articles.importing.sources import InputError, found, post_files
from articles.models import Image, OldAddress, Post
from tests.archive import run, write
from tests.desk import png

# Tool -> a post of the same meaning, and where it lies.
SAME: dict[str, tuple[str, str]] = {
    "jekyll": (
        "_posts/2026-11-14-tide-tables.md",
        ("---\ntitle: 潮汐表\ndate: 2026-11-14 09:58:29 +0800\nauthor: 林小满\ntags: harbour tide\n"
        "description: 新的潮汐表。\npermalink: /old/tide.html\nmood: calm\n---\n"
        "涨潮 *早*。{% include share.html %}\n"),
    ),
    "hugo, toml": (
        "posts/tide.md",
        ('+++\ntitle = "潮汐表"\ndate = 2026-11-14T09:58:29+08:00\nauthor = "林小满"\n'
        'tags = ["harbour", "tide"]\ndescription = "新的潮汐表。"\naliases = ["/old/tide.html"]\n'
        'mood = "calm"\n+++\n涨潮 *早*。{{< share >}}\n'),
    ),
    "hugo, json": (
        "posts/tide.md",
        ('{\n  "title": "潮汐表", "date": "2026-11-14T09:58:29+08:00", "author": "林小满",\n'
        '  "tags": ["harbour", "tide"], "summary": "新的潮汐表。", "url": "/old/tide.html",\n'
        '  "mood": "calm"\n}\n\n涨潮 *早*。{{% share %}}\n'),
    ),
    "zola": (
        "news/tide.md",
        ('+++\ntitle = "潮汐表"\ndate = 2026-11-14T01:58:29Z\nauthors = "林小满"\n'
        'description = "新的潮汐表。"\npath = "/old/tide.html"\nmood = "calm"\n'
        '[taxonomies]\ntags = ["harbour", "tide"]\n+++\n涨潮 *早*。{{ share(on="all") }}\n'),
    ),
    "hexo": (
        "source/_posts/tide.md",
        ("title: 潮汐表\ndate: 2026/11/14 01:58:29\nauthor: 林小满\ntags:\n- harbour\n- tide\n"
        "excerpt: 新的潮汐表。\npermalink: old/tide.html\nmood: calm\n---\n涨潮 *早*。{% share %}\n"),
    ),
    "hexo, json": (
        "source/_posts/tide.md",
        ('"title": "潮汐表",\n"date": "2026-11-14 01:58:29",\n"author": "林小满",\n'
        '"tags": ["harbour", "tide"],\n"excerpt": "新的潮汐表。",\n"permalink": "/old/tide.html",\n'
        '"mood": "calm"\n;;;\n涨潮 *早*。{% share %}\n'),
    ),
    "pelican": (
        "content.md",
        ("Title: 潮汐表\nDate: 2026-11-14 01:58:29\nAuthor: 林小满\nTags: harbour, tide\n"
        "Summary: 新的潮汐表。\nUrl: /old/tide.html\nMood: calm\n\n涨潮 *早*。{% share %}\n"),
    ),
}  # fmt: skip


def draft(text: str, path: str = "a.md") -> Draft:
    result = read(text.encode(), path)
    assert isinstance(result, Draft), result
    return result


@pytest.mark.parametrize("tool", SAME)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_tool_s_post_becomes_the_same_draft(tool: str, line_end: str) -> None:
    path, text = SAME[tool]
    made = draft(text.replace("\n", line_end), path)
    assert made.title == "潮汐表"
    assert made.published_at == dt.datetime(2026, 11, 14, 1, 58, 29, tzinfo=dt.UTC)
    assert made.public
    assert made.byline == "林小满"
    assert made.tags == ("harbour", "tide")
    assert made.summary == "新的潮汐表。"
    assert made.permalinks == ("/old/tide.html",)
    assert made.body == "<p>涨潮 <em>早</em>。</p>"
    assert made.extra == {"mood": "calm"}
    removed = "include" if tool == "jekyll" else "share"
    assert [warning.partition("removed: ")[2] for warning in made.warnings] == [removed]


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        (
            "+++\na = 1.50\nb = true\nd = 2026-11-14\nt = 2026-11-14T01:02:03Z\n[extra]\nn = [7]\n+++\nx",
            {"a": "1.50", "b": "true", "d": "2026-11-14", "t": "2026-11-14T01:02:03+00:00",
             "extra": {"n": ["7"]}},
            "x",
        ),
        (
            '\ufeff{"a": 1.50, "b": true, "n": null, "x": {"y": [1]}}\nbody',
            {"a": "1.50", "b": "true", "n": "null", "x": {"y": ["1"]}},
            "\nbody",
        ),
        (";;;\n\"title\": \"a\",\n;;;\nb", {"title": "a"}, "b"),
        ("title: a\nb: yes\n---\nc\n---\n", {"title": "a", "b": "yes"}, "c\n---\n"),
        (
            "Title: a: b\nTags: open sea, tide\nSummary: one\n    two\n\nc\n\nd: e",
            {"title": "a: b", "tags": ["open sea", "tide"], "summary": "one two"},
            "c\n\nd: e",
        ),
        ('---\na: "\\0b"\n---\n', {"a": "b"}, ""),
        ('{"a": "\\ud800b"}', {"a": "b"}, ""),
    ],
)  # fmt: skip
def test_each_dialect_is_read_in_one_shape(text: str, fields: dict[str, Any], body: str) -> None:
    parts = split(text)
    assert parts.fields == fields
    assert parts.body == body
    assert begins(text)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("+++\ntitle = 'a'\n", 1, "three plus signs"),
        ("+++\ntitle = 'a'\nb = \n+++\n", 3, "not TOML"),
        ('\n{"title": "a",\n"b" "c"}', 3, "not JSON"),
        (";;;\n\"title\": \"a\"\n", 1, "three semicolons"),
        ("+++\n" + "a." * 40_000 + "b = 1\n+++\n", 2, "1,000 dots"),
        ("+++\n" + "a." * 200 + "b = 1\n+++\n", 2, "levels deep"),
        ('{"a": ' + "[" * 100_000, 1, "levels deep"),
        ('{"a": [' + "1," * 20_000 + "1]}", 1, "more than 10,000 values"),
        ("---\na: " + "x" * 1_000_100 + "\n---\n", 1, "not closed"),
        ("Note: this is prose\nTitle: too\n\ntext", 1, "no front matter"),
        ("{% raw %}\n", 1, "no front matter"),
        ("A heading\n---\ntext", 1, "no front matter"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        split(text)
    assert reason in caught.value.reason
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ("date: 2026-01-02\npublished: false", "a.md"),
        ("date: 2026-01-02\ndraft: true", "a.md"),
        ("date: 2026-01-02\nStatus: draft", "a.md"),
        ("date: 2026-01-02\nstatus: hidden", "a.md"),
        ("date: 2026-01-02", "_drafts/a.md"),
    ],
)
def test_what_was_not_published_is_a_draft_and_said(fields: str, path: str) -> None:
    made = draft(f"---\ntitle: a\n{fields}\n---\n", path)
    assert not made.public
    assert made.published_at
    assert made.warnings == ("it was not published: imported as a draft",)


@pytest.mark.parametrize(
    ("fields", "tags"),
    [
        ("tags: a, b c", ("a", "b c")),
        ("tags: a b", ("a", "b")),
        ("tag: open sea", ("open sea",)),
        ("category: open sea", ("open sea",)),
        ("categories: [[a, b], [a, c]]\ntags: d", ("d", "a", "b", "c")),
        ("tags: ~\ncategories: null", ()),
        ("Tags: [a]", ("a",)),
        ("taxonomies: {tags: [a], categories: [b]}", ("a", "b")),
    ],
)
def test_names_are_found_in_every_form_of_list(fields: str, tags: tuple[str, ...]) -> None:
    assert draft(f"---\ntitle: a\ndate: 2026-01-02\n{fields}\n---\n").tags == tags


@pytest.mark.parametrize(
    ("fields", "permalinks", "kept"),
    [
        ("permalink: /old/%E6%BD%AE.html", ("/old/潮.html",), ["permalink"]),
        ("permalink: about/", ("/about/",), []),
        ("permalink: /:year/:title/", (), ["permalink"]),
        ("permalink: pretty", (), ["permalink"]),
        ("permalink: https://tide.example/a?b=1", ("/a",), ["permalink"]),
        ("aliases: [/a/, /b/, c]\nurl: /d/", ("/d/", "/a/", "/b/"), ["aliases"]),
        ("redirect_from: /a/", ("/a/",), []),
        ("permalink: /" + "a" * 500, (), ["permalink"]),
        ("permalink: /", (), ["permalink"]),
    ],
)
def test_old_addresses_are_kept_and_patterns_are_none(
    fields: str, permalinks: tuple[str, ...], kept: list[str]
) -> None:
    made = draft(f"---\ntitle: a\ndate: 2026-01-02\n{fields}\n---\n")
    assert made.permalinks == permalinks
    assert list(made.extra) == kept


def test_a_bundle_is_named_by_its_folder_and_answers_at_its_old_address() -> None:
    made = draft("---\nlastmod: 2026-02-01\n---\nx", "content/news/2026-01-02-tide/index.md")
    assert made.title == "tide"
    assert made.published_at == dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    assert made.permalinks == ("/news/2026-01-02-tide/",)
    assert made.extra == {"lastmod": "2026-02-01"}


@pytest.mark.parametrize(
    ("fields", "text", "summary"),
    [
        ("mood: calm", "one\n\n<!--more-->\n\ntwo", "one"),
        ("mood: calm", "one\n\n<!-- more -->\n\ntwo", "one"),
        ("excerpt_separator: <!-- cut -->", "one\n\n<!-- cut -->\n\ntwo", "one"),
        ("summary: said", "one\n\n<!--more-->\n\ntwo", "said"),
        ("mood: calm", "<!--more-->\n\ntwo", "two"),
        ("description: '<b>bold</b> words'", "one", "bold words"),
    ],
)
def test_the_summary_is_the_author_s_where_there_is_one(
    fields: str, text: str, summary: str
) -> None:
    made = draft(f"---\ntitle: a\ndate: 2026-01-02\n{fields}\n---\n{text}")
    assert made.summary == summary
    assert "more" not in made.text


def test_a_player_and_photos_reach_the_body() -> None:
    made = draft(
        "---\ntitle: a\nphotos: [/sea.jpg]\n---\ntext\n\n{{< youtube abcdefghijk >}}\n\nmore *text*"
    )
    still = "https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg"
    assert [picture.url for picture in made.pictures] == ["/sea.jpg", still]
    assert "https://www.youtube.com/watch?v=abcdefghijk" in made.body
    assert "<em>text</em>" in made.body


def test_a_file_named_html_holds_no_markdown() -> None:
    made = draft("---\ntitle: a\n---\n    four *spaces*", "a.html")
    assert made.body == "<p>four *spaces*</p>"


def test_a_file_in_another_encoding_is_read_and_said() -> None:
    text = "---\ntitle: 渔港今天不开\ndate: 2026-01-02\n---\n大家在家里等消息。"
    made = read(text.encode("gb18030"), "a.md")
    assert isinstance(made, Draft)
    assert made.title == "渔港今天不开"
    assert made.warnings == ("read as GB18030",)


@pytest.mark.django_db
def test_every_old_address_leads_to_the_post(tmp_path: Path) -> None:
    run(
        write(
            tmp_path,
            {"a.md": '+++\ntitle = "a"\ndate = 2026-01-02\naliases = ["/b/", "/c/"]\n+++\nx'},
        )
    )
    assert set(OldAddress.objects.values_list("path", flat=True)) == {"/b/", "/c/"}
    assert {old.post for old in OldAddress.objects.all()} == {Post.objects.get()}


FRONT = "---\ntitle: a\n---\n"
DATED = "---\ntitle: a\ndate: 2026-01-02\n---\n"


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("a.mkdn", "no front matter", True),
        ("a.html", FRONT, True),
        ("a.txt", "+++\ntitle = 'a'\n+++\n", True),
        ("a.htm", "<html>", False),
        ("a.txt", "----- a rule\n", False),
        ("index.html", FRONT, False),
        ("2026/index.html", DATED, True),
        ("news/_index.md", FRONT, False),
        ("news/_index.md", DATED, True),
        ("news/tide/index.md", FRONT, True),
        ("robots.txt", "---\nlayout: null\n---\nUser-agent: *", False),
        ("_layouts/post.html", FRONT, False),
        ("archetypes/default.md", FRONT, False),
        ("README.md", "# a", False),
        ("README.md", FRONT, True),
        ("a.rst", FRONT, False),
    ],
)
def test_what_is_a_post_is_told_from_name_and_first_bytes(
    tmp_path: Path, name: str, text: str, taken: bool
) -> None:
    assert [file.path for file in post_files(write(tmp_path, {name: text}))] == [name] * taken


@pytest.mark.parametrize(
    ("written", "slug"),
    [("own-words", "own-words"), ("Own Words!", "own-words"), ("~", ""), ("[a]", "")],
)
def test_the_slug_that_an_author_chose_is_taken_and_kept(written: str, slug: str) -> None:
    made = draft(f"---\ntitle: a\ndate: 2024-01-02\nslug: {written}\n---\nx", "a.md")
    assert made.slug == slug
    assert "slug" in made.extra


def test_a_slug_is_the_end_of_the_address_that_hugo_gave() -> None:
    made = draft("---\ndate: 2024-01-02\nslug: own\n---\nx", "content/news/tide/index.md")
    assert "/news/own/" in made.permalinks


@pytest.mark.django_db
def test_the_pictures_of_a_bundle_are_stored(tmp_path: Path) -> None:
    text = '---\ntitle: a\ndate: 2024-01-02\n---\n![](sea.png)\n\n{{< figure src="images/sky.png" >}}\n'
    bundle = "content/news/tide"
    run(write(tmp_path, {f"{bundle}/index.md": text, f"{bundle}/sea.png": png("navy"),
                         f"{bundle}/images/sky.png": png("red"), "hugo.toml": ""}))  # fmt: skip
    assert Image.objects.exclude(file="").count() == 2


def test_a_page_can_be_named_itself(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": FRONT, "b.html": "<p>"})
    with found(tmp_path / "a.html") as place:
        assert [file.path for file in place.files] == ["a.html"]
    with pytest.raises(InputError, match="neither a post"), found(tmp_path / "b.html"):
        pass


# Nothing is dropped

NAMES = st.sampled_from(
    ["title", "date", "author", "authors", "tags", "tag", "categories", "category", "taxonomies",
     "summary", "description", "lang", "permalink", "aliases", "draft", "published", "status",
     "comments", "from", "Date", "photos", "excerpt_separator", "layout", "mood", "url"]
)  # fmt: skip
WORDS = st.one_of(
    st.text("ab潮<&;'\" :/-", min_size=1, max_size=12),
    st.sampled_from(["true", "no", "draft", "zh-Hans", "/old/a.html", "2026-01-02", "soon", "~"]),
)
VALUES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["tags", "name", "x"]), inner),
    max_leaves=6,
)  # fmt: skip
FIELDS = st.dictionaries(NAMES, VALUES, max_size=8)
SWITCHES = TRUE | FALSE | NOTHING | {"draft"}


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    else:
        yield str(value)


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {as_toml(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


WRITERS = {
    "yaml": lambda fields: f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\ntext",
    "json": lambda fields: json.dumps(fields, ensure_ascii=False) + "\ntext",
    "toml": lambda fields: (
        "+++\n" + "".join(f"{name} = {as_toml(value)}\n" for name, value in fields.items()) + "+++\ntext"
    ),
}  # fmt: skip


@pytest.mark.parametrize("dialect", WRITERS)
@given(fields=FIELDS)
def test_nothing_of_the_front_matter_is_dropped(dialect: str, fields: dict[str, Any]) -> None:
    made = draft(WRITERS[dialect](fields))
    held = set(leaves(made.extra)) | {
        made.title, made.byline, made.source, made.source_url, made.summary, made.language, "",
        *made.tags, *(form for path in made.permalinks for form in (path, path[1:], path.strip("/"))),
    }  # fmt: skip
    held = {text.strip() for text in held}
    if made.published_at:
        held.add(made.published_at.date().isoformat())
    for leaf in leaves(fields):
        by_commas, by_spaces = leaf.split(","), leaf.split()
        assert leaf.strip() in held | SWITCHES or any(
            all(part.strip() in held for part in parts) for parts in (by_commas, by_spaces)
        ), (leaf, made)


def test_a_front_matter_without_a_mapping_is_rejected() -> None:
    assert isinstance(read(b"---\n- a\n---\n", "a.md"), Rejected)
