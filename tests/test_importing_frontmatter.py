"""Front matter: every scalar comes out as it stands in the file, and trouble names its line."""

import contextlib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.frontmatter import FrontMatterError, split


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("---\ntitle: 潮汐\n---\n正文", {"title": "潮汐"}, "正文"),
        ("---\r\ntitle: 潮汐\r\n---\r\n正文\r\n", {"title": "潮汐"}, "正文\r\n"),
        ("\ufeff---\ntitle: 潮汐\n---\n", {"title": "潮汐"}, ""),
        ("\n\n---\ntitle: 潮汐\n---", {"title": "潮汐"}, ""),
        ("---\ntitle: 潮汐\n...\n正文", {"title": "潮汐"}, "正文"),
        ("---  \ntitle: 潮汐\n---\t\n正文", {"title": "潮汐"}, "正文"),
        ("---\n---\n正文", {}, "正文"),
        ("---\ntitle: a\n---\nb\n---\nc", {"title": "a"}, "b\n---\nc"),
        ("---\ntitle: a\x08b\n---\n", {"title": "ab"}, ""),
        ("---\ntags: [ 天气, '3' ]\n---\n", {"tags": ["天气", "3"]}, ""),
    ],
)
def test_fields_and_body_come_apart(text: str, fields: dict[str, object], body: str) -> None:
    parts = split(text)
    assert parts.fields == fields
    assert parts.body == body


@pytest.mark.parametrize(
    "scalar", ["yes", "no", "007", "1:30", "2024-11-14", "3.10", "null", "~", "1_000"]
)
def test_a_scalar_stays_as_it_was_written(scalar: str) -> None:
    assert split(f"---\ntitle: {scalar}\n---\n").fields == {"title": scalar}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "no front matter"),
        ("# Read me", 1, "no front matter"),
        ("---\ntitle: a\n", 1, "not closed"),
        ("---\ntitle: a\ntags: [b\n---\n", 4, "not YAML"),
        ("---\ntitle: a\nnote: b: c\n---\n", 3, "not YAML"),
        ("---\n- a\n- b\n---\n", 2, "not a list of"),
        ("---\nx: " + "[" * 100_000 + "]" * 100_000 + "\n---\n", 2, "levels deep"),
        ("---\nx:\n " + "- " * 101 + "y\n---\n", 2, "levels deep"),
        ("---\nx: &x [*x]\n---\n", 2, "not YAML"),
        ("---\ntitle: !!python/object/apply:os.system [ls]\n\t- x\n---\n", 3, "not YAML"),
    ],
)
def test_what_cannot_be_read_names_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        split(text)
    assert reason in caught.value.reason
    assert caught.value.line == line


def test_aliases_cannot_multiply_into_more_than_a_post_can_hold() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    with pytest.raises(FrontMatterError, match="more than 10,000 values"):
        split("---\n" + "\n".join(lines) + "\n---\n")


def test_an_alias_within_bounds_is_read() -> None:
    assert split("---\na: &a [x]\nb: *a\n---\n").fields == {"a": ["x"], "b": ["x"]}


def test_many_names_on_one_level_are_not_deep() -> None:
    tags = [f"t{number}" for number in range(200)]
    assert (
        split(f"---\ntags: {tags}\nmore: {[[tag] for tag in tags]}\n---\n").fields["tags"] == tags
    )


@given(st.dictionaries(st.text("abcdefg", min_size=1), st.text(max_size=80)), st.text(max_size=200))
def test_any_fields_that_yaml_can_write_come_back(fields: dict[str, str], body: str) -> None:
    fields = {name: "".join(c for c in value if c.isprintable()) for name, value in fields.items()}
    block = yaml.safe_dump(fields, allow_unicode=True, default_style='"', width=10_000)
    parts = split(f"---\n{block}---\n{body}")
    assert parts.fields == fields
    assert parts.body == body


@given(st.text())
def test_no_text_raises_anything_else(text: str) -> None:
    with contextlib.suppress(FrontMatterError):
        split("---\n" + text)
