"""Front matter of plain lines means without a parser of YAML what it means with one."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing import plain_yaml

# What YAML gives a meaning, what Python or Unicode call spaces, and what posts are written in.
_SIGNS = [*"""-?:,[]{}#&*!|>'"%@`~=<+./\\""", "aB", "7", "_", "台风", "é", "🎉", " ", "  ",
          "\t", "\xa0", "\x85", "\u2028", "\u200b", "\u3000", "\ufeff", "\x7f", "\ufffe", ": ", " #", "---",
          "null", "https://tide.example/a", "\n", "\r", "\r\n", "\\n"]  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_SIGNS), max_size=5).map("".join)
_VALUES = st.one_of(
    _TEXTS,
    _TEXTS.map('"{}"'.format),
    _TEXTS.map("'{}'".format),
    st.lists(_TEXTS, max_size=3).map(lambda names: f"[ {', '.join(names)} ]"),
)
_LINES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["title", "tags", "date", "a-b", "Key_1", "null", "é", "- a", "", " b", "?"]),
    st.sampled_from([": ", ": ", ":  ", ":", " : "]),
    _VALUES,
    st.sampled_from(["\n", "\n", "\r\n", " \n", "\n\n", ""]),
)


def by_yaml(block: str) -> Any:
    return yaml.load(block, yaml.CBaseLoader)


@settings(max_examples=1_000)
@given(st.lists(_LINES, min_size=1, max_size=3).map("".join))
def test_what_is_read_is_what_yaml_reads(block: str) -> None:
    fields = plain_yaml.read(block)
    if fields is not None:
        assert fields == by_yaml(block)
        assert list(fields) == list(by_yaml(block))


@pytest.mark.parametrize("start", [0, 0x2000, 0xD780, 0xE000, 0xFE80, 0xFF80, 0x1F300])
def test_any_character_at_all_may_stand_in_a_value(start: int) -> None:
    for sign in map(chr, range(start, start + 0x80)):
        for value in (sign, f'"{sign}b"', f"[{sign}, a{sign}]", f"a{sign}a", f"'{sign}'"):
            block = f"title: {value}\n"
            fields = plain_yaml.read(block)
            assert fields is None or fields == by_yaml(block), block


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('a: "台风: 将至 #1"', "台风: 将至 #1"),
        ("a: '  its \"end\" '", '  its "end" '),
        ("a: 2021-07-02T08:39:49.553Z", "2021-07-02T08:39:49.553Z"),
        ("a: https://tide.example/a?b=c&d  ", "https://tide.example/a?b=c&d"),
        ("a: [ 天气, North Sea ,007 ]", ["天气", "North Sea", "007"]),
        ("a: []", []),
        ("a: ", ""),
        ("a:", ""),
        ("a: b\r\na: yes", "yes"),
    ],
)
def test_lines_that_nearly_all_files_have_are_read(line: str, value: str | list[str]) -> None:
    assert plain_yaml.read(line + "\n") == {"a": value} == by_yaml(line + "\n")


@pytest.mark.parametrize(
    "block",
    ["a: |\n  b\n", "a:\n- b\n", 'a: "\\n"\n', "a: b # c\n", "a: b\n  c\n", "a: &x b\n", "a: {b: c}\n",
     "a: b: c\n", "a: 'it''s'\n", "a: [b, [c]]\n", "a\n", "a:b\n", "a: b\tc\n", "---\n", "\n",
     'a: "b\n  c"\n', "a: [b,\nc]\n", "a: b\rc: d\n"],
)  # fmt: skip
def test_of_any_other_line_nothing_is_said(block: str) -> None:
    assert plain_yaml.read(block) is None
