"""Files that mean harm, or that a bad disk has spoilt: each is a post or a rejection with its reason.

Real-looking files are cut, flipped, doubled and filled with what has hurt importers before, by the
thousands where HOSTILE_EXAMPLES says so (`HOSTILE_EXAMPLES=5000 pytest tests/test_importing_hostile.py`).
"""

import dataclasses
import datetime as dt
import json
import os
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.addresses import YEARS
from articles.importing import reading
from articles.importing.draft import NO_SITE, Draft, Rejected, read
from articles.importing.sources import InputError, PostFile, found
from articles.models import Original, Post
from tests.archive import post, run, write
from tests.bounded import apart, slowly_read

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "40"))
MOST_SECONDS = 10.0  # for a file of a few kilobytes, on a machine that is busy
many = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.data_too_large])
few = settings(max_examples=max(5, EXAMPLES // 20))

SEEDS = [
    text.encode()
    for text in (
        post(),
        post(body='<p><img data-src="/a.png" width="640" alt="海"><small>图：a</small></p>' * 3),
        (
            "---\ntitle: A day\ndate: 2024-03-02 10:00:00 +0800\ntags: a b\npublished: false\n---\n"
            "# A day\n\n*b* `c`\n\n> d\n"
        ),
        (
            '+++\ntitle = "潮"\ndate = 2024-01-02T03:04:05Z\ntags = ["a"]\n[taxonomies]\ncategories = ["b"]\n'
            '+++\n{{< figure src="a.png" >}}\n'
        ),
        '{"title": "潮", "date": "2024-01-02", "draft": true, "tags": ["a", ["b"]]}\n正文',
        '"title": "潮"\n"date": "2024/01/02"\n;;;\n{% asset_img a.png 图 %}\n<!-- more -->\n文',
        "Title: Tide\nDate: 2024-01-02\nTags: a; b\n\nText\n----\n\n1. a\n2. b\n",
        (
            "---\ntitle: 表\ndate: 2024-01-02\naliases: [/a/, /b.html]\n---\n| a | b |\n|---|---|\n"
            "| c[^1] | d |\n\n[^1]: e\n"
        ),
    )
]
# What has broken parsers, databases and pages before.
TOKENS = [
    b"\0", b"\x0b", b"\x1b[2J", b"\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\r", b"\n---\n", b"\n...\n", b"\n+++\n", b"\n;;;\n", b"\n\n", b"\\u0000",
    b"\\ud800", b"\\x00", b"&#0;", b"&#10;", b"&#xD800;", b"&#x110000;", b"&NewLine;", b"%00", b"%0a",
    b"!!binary ", b"!!python/name:os.system ", b"&a ", b"*a", b"<<: ", b"? ", b"- " * 200, b"[" * 300,
    b"{" * 300, b"> " * 300, b"<div>" * 300, b"<b>" * 50, b"<table><tr><td>" * 60, b"</div>",
    b"</p>" * 20, b"<!--", b"-->", b"<![CDATA[", b"<svg><style><img src=x onerror=y>",
    b"<math><mtext></p>", b"<template>", b"<noscript><img src=a.png>", b"<plaintext>", b"<textarea>",
    b"<iframe src=javascript:a>", b"<img src=//[>", b"http://[::1", b"http://a:b@c:99999999/",
    b"{% raw %}", b"{% highlight a %}", b"{{< ref", b"{{ a", b"`" * 100, b"*" * 200, b"_" * 100,
    b"9" * 5000, b"0x" + b"f" * 5000, b"1e999", b".inf", b"-1", b"99999-01-01", b"0000-00-00",
    b"0001-01-01T00:00:00+23:59", b"9999-12-31T23:59:59-23:59", b"<!--99999999999999-->",
    b"<!--00000000000000-->", b"\xf0\x9f\x8e\x89", b"\xe3\x80\x80", "长".encode() * 5000,
    b"A\xcc\x88" * 500, "ﷺ".encode() * 100, b"\xe2\x80\xae", b"|" * 300, b"[^1]" * 50,
]  # fmt: skip
# What a field may hold: no text, a bomb, a moment that is none, another shape.
VALUES = [
    b"", b"~", b"[]", b"{}", b"[[[]]]", b"{a: {b: [c]}}", b"' '", b'"\\u3000"', b'"\xf0\x9f\x8e\x89"',
    b"- a", b"!!set {a}", b'"\\0\\ud800"', b"|\n  a\n  b", b">-\n  " + b"a" * 3000, "长".encode() * 5000,
    b"9" * 400, b"0000-01-01", b"99999-12-31", b"[" + b"x, " * 3000 + b"]", b'"a&#10;b"', b"<b>",
    b"http://" + b"a" * 3000, b"//", b"http://[", b"javascript:a", b"../../etc", b"2024-13-45T99:99:99",
    b"253402300799", b"9999999999999", b"12:00", b"0xffffffff", b"&x [*x]", b"true", b"no", b"%zz",
]  # fmt: skip
FIELDS = [
    b"title", b"date", b"author", b"authors", b"from", b"tags", b"tag", b"categories", b"category",
    b"draft", b"published", b"status", b"permalink", b"aliases", b"url", b"lang", b"summary",
    b"comments", b"taxonomies", b"Taxonomies", b"Title", b"photos", b"excerpt_separator", b"layout",
    b"extra", b"nothing",
]  # fmt: skip
LINES = ["---\n{}---\n正文 text", "+++\n{}+++\n正文", "---\r\n{}---\r\n<p>正文</p>", "{}\n正文"]

places = st.floats(0, 1)
tokens = st.one_of(st.sampled_from(TOKENS), st.binary(max_size=6))


def flipped(data: bytes, place: float, with_: bytes) -> bytes:
    start = int(place * len(data))
    return data[:start] + with_[:1] + data[start + 1 :]


def inserted(data: bytes, place: float, with_: bytes) -> bytes:
    start = int(place * len(data))
    return data[:start] + with_ + data[start:]


def cut(data: bytes, place: float, with_: bytes) -> bytes:
    start = int(place * len(data))
    return data[:start] + data[start + 37 * (len(with_) + 1) :]


def ended(data: bytes, place: float, with_: bytes) -> bytes:
    return data[: int(place * len(data))]


def doubled(data: bytes, place: float, with_: bytes) -> bytes:
    start = int(place * len(data))
    return data[:start] + data[start // 2 :]


def begun(data: bytes, place: float, with_: bytes) -> bytes:
    return with_ + data


MUTATIONS = st.lists(
    st.tuples(st.sampled_from([flipped, inserted, cut, ended, doubled, begun]), places, tokens),
    min_size=1,
    max_size=6,
)


@st.composite
def spoilt(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A real-looking file after some accidents."""
    data = draw(st.sampled_from(seeds))
    for mutate, place, with_ in draw(MUTATIONS):
        data = mutate(data, place, with_)
    return data


@st.composite
def odd_fields(draw: st.DrawFn) -> bytes:
    """A file whose front matter says what no field can hold."""
    sign = draw(st.sampled_from([b": ", b" = ", b":"]))
    pairs = draw(
        st.lists(
            st.tuples(
                st.sampled_from(FIELDS),
                st.one_of(st.sampled_from(VALUES), st.text(max_size=30).map(_utf8)),
            ),
            max_size=8,
        )
    )
    block = b"".join(name + sign + value + b"\n" for name, value in pairs)
    before, _, behind = draw(st.sampled_from(LINES)).partition("{}")
    return before.encode() + block + behind.encode()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
NAMES = [field.decode() for field in FIELDS]
json_files = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8).map(
    lambda fields: json.dumps(fields).encode() + b"\n\ntext"
)
names = st.one_of(
    st.sampled_from(
        ["a.md", "_posts/2024-01-02-潮.md", "_drafts/a.md", "content/posts/a/index.md", "a\nb\r.md", " .md",
         "\n.md", "0000-00-00-.md", "99999-01-01-a.md", "2024-02-30-a.html", "-.md", ".md", "a" * 250 + ".md",
         "🎉.md"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), max_size=40).map(
        lambda name: f"_posts/{name}.md"
    ),
)  # fmt: skip


def texts(value: Any) -> Iterator[str]:
    """Give every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            assert isinstance(name, str)
            yield name
            yield from texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts(inner)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))


def check(data: bytes, path: str) -> None:
    """Hold what reading a file gives against what every database and page can take."""
    began = time.perf_counter()
    result = read(data, path)
    assert time.perf_counter() - began < MOST_SECONDS
    if isinstance(result, Rejected):
        assert result.reason
        assert not result.reason.startswith("a fault")
        assert 0 <= result.line <= data.count(b"\n") + data.count(b"\r") + 2
        assert all(map(is_text, texts(result)))
        return
    assert all(map(is_text, texts(result)))
    assert result.title == " ".join(result.title.splitlines()).strip() != ""
    for moment in filter(None, (result.published_at, result.crawled_at)):
        assert moment.utcoffset() == dt.timedelta(0)
    assert result.published_at is None or result.published_at.year in YEARS
    assert result.published_at or not result.public
    for picture in result.pictures:
        assert all(size is None or 0 < size < 1 << 31 for size in (picture.width, picture.height))
    assert zlib.decompress(result.packed) == data
    assert len(result.key) == len(result.hash) == 32
    assert "<script" not in result.body


def is_text(text: str) -> bool:
    """Return whether a database and a page can hold a text: no NUL, no half of a pair of UTF-16."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def test_what_once_broke_the_import_is_read() -> None:
    for data, title in (
        (b"+++\na = 0x" + b"f" * 5000 + b"\n+++\n", "a"),
        (b"---\nTaxonomies: x\ntaxonomies: {tags: [t]}\ntitle: b\n---\n", "b"),
        (b'---\ntitle: "c&#10;d"\n---\n', "c d"),
    ):
        check(data, "a.md")
        made = read(data, "a.md")
        assert isinstance(made, Draft)
        assert made.title == title


@many
@given(spoilt(SEEDS), names)
def test_a_spoilt_file_is_a_post_or_a_rejection(data: bytes, name: str) -> None:
    check(data, name)


@many
@given(odd_fields() | json_files, names)
def test_front_matter_of_any_shape_is_a_post_or_a_rejection(data: bytes, name: str) -> None:
    check(data, name)


@many
@given(st.lists(tokens, max_size=30), names)
def test_a_body_of_anything_is_a_post(parts: list[bytes], name: str) -> None:
    data = b"---\ntitle: a\n---\n" + b"".join(parts)
    check(data, name)
    assert isinstance(read(data, name), Draft)


def test_a_file_that_a_parser_is_slow_with_is_rejected_in_time(tmp_path: Path) -> None:
    slow, quick = "---\ntitle: a\n---\n" + "[" * 120_000, post()
    folder = write(tmp_path, {"quick.md": quick, "slow.md": slow})
    files = [PostFile(folder, name) for name in ("slow.md", "quick.md")]
    results, took = apart(reading.read_batch, files, MOST_SECONDS=0.3)
    assert took < 3
    assert results[0] == Rejected("slow.md", 0, "it takes more than 0.3 seconds to read")
    assert isinstance(results[1], Draft)


@pytest.mark.corpus
def test_spoilt_files_of_the_archive_sample_are_posts_or_rejections(corpus: Path) -> None:
    seeds = [path.read_bytes() for path in sorted(corpus.rglob("*.md"))[::200]]

    @many
    @given(spoilt([seed for seed in seeds if len(seed) < 50_000]), names)
    def examine(data: bytes, name: str) -> None:
        check(data, name)

    examine()


@pytest.mark.parametrize(("name", "bound"), [("MOST_SECONDS", 0.01), ("MOST_MEMORY", 1 << 20)])
def test_what_a_file_may_take_is_bounded(name: str, bound: float) -> None:
    data = b"---\ntitle: a\n---\n" + b"- a\n" * 100_000
    kept = reading.Kept("k", "", "a.md", zlib.compress(data), {})
    (result,), _ = apart(reading.read_originals, [kept], **{name: bound})
    assert isinstance(result, Rejected)
    assert result.reason.startswith("it takes more than")


def test_what_is_done_between_two_files_is_not_bounded() -> None:
    kept = reading.Kept("k", "", "a.md", zlib.compress(post().encode()), {})
    results, took = apart(slowly_read, kept, MOST_SECONDS=0.2)
    assert took > 0.8
    assert [type(result) for result in results] == [Draft, Draft]


@pytest.mark.parametrize("address", ["a" * 3000, "/" + "a" * 3000, "a/" * 3000 + "b.png"])
def test_the_address_of_a_picture_may_be_no_name_of_a_file(tmp_path: Path, address: str) -> None:
    folder = write(tmp_path, {"a.md": post(body=f'<img src="{address}"><p>文</p>')})
    reading.start(frozenset(), NO_SITE)
    (result,) = reading.read_batch([PostFile(folder, "a.md")])
    assert isinstance(result, Draft)


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


@pytest.mark.parametrize(
    "hostile",
    [
        member("../evil.md"),
        member("/tmp/evil.md"),
        member("posts/../../evil.md"),
        member("evil.md", tarfile.SYMTYPE, "/etc/passwd"),
        member("evil.md", tarfile.SYMTYPE, "../../secret.md"),
        member("evil.md", tarfile.LNKTYPE, "../secret.md"),
        member("evil.md", tarfile.FIFOTYPE),
        member("evil.md", tarfile.CHRTYPE),
    ],
    ids=lambda made: f"{made.name} {made.type!r}",
)
def test_no_member_of_an_archive_leads_out_of_it(tmp_path: Path, hostile: tarfile.TarInfo) -> None:
    write(tmp_path, {"secret.md": post()})
    path = tmp_path / "in" / "posts.tar"
    path.parent.mkdir()
    with tarfile.open(path, "w") as tar:
        tar.addfile(hostile)
    before = sorted(tmp_path.rglob("*"))
    try:
        with found(path) as place:  # "/tmp/evil.md" is unpacked below the folder
            inside = [entry.resolve() for entry in place.root.rglob("*")]
            assert all(entry.is_relative_to(place.root) for entry in inside)
    except InputError as error:
        assert "cannot be unpacked" in str(error)  # noqa: PT017
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/evil.md").exists()


def test_no_member_of_a_zip_leads_out_of_it(tmp_path: Path) -> None:
    path = tmp_path / "in" / "posts.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("../../evil.md", post())
    with pytest.raises(InputError, match="leads out of the archive"), found(path):
        pass
    assert not (tmp_path / "evil.md").exists()


@pytest.mark.django_db
@pytest.mark.database
@few
@given(st.lists(spoilt(SEEDS) | odd_fields() | json_files, max_size=8))
def test_what_is_read_is_stored_and_harms_no_other_post(files: list[bytes]) -> None:
    named: dict[str, str | bytes] = {f"{number}.md": data for number, data in enumerate(files)}
    named["good.md"] = post(address="https://tide.example/good", title="好的一篇")
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        summary = run(write(Path(folder), named))
        assert summary.files == summary.counts.total() == len(named)
        assert [r for r in summary.rejections if "a fault of" in r.reason or not r.reason] == []
        assert [r for r in summary.rejections if "the database refused" in r.reason] == []
        assert Post.objects.published().filter(title="好的一篇").count() == 1
        stored = set(Original.objects.values_list("hash", flat=True))
        assert (
            len(stored) == summary.files - summary.counts["rejected"] - summary.counts["duplicate"]
        )
        transaction.set_rollback(True)  # fmt: skip
