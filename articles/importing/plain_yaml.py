"""The front matter that nearly every file has, read without a parser of YAML. Pure.

A tenth of reading a post was YAML: of thousands of forms that a line may have, archives write four. A block of
these alone means what `yaml.BaseLoader` makes of it; of any other nothing is said here.
"""

import re

# A mapping of names to one line each, which is a string in quotes without escapes, a list of plain names, a
# plain string (YAML 1.1 §9.1.3: none of the signs that mean something, no `: ` and no `#`) or nothing.
_FIRST = r"""[^-?:,\[\]{}#&*!|>'"%@`\ \r\n]"""
_NAME = rf"{_FIRST}[^:?\#\[\]{{}},\r\n]*+"
_LINE = re.compile(
    rf"""(
      ([A-Za-z][A-Za-z0-9_-]{{0,99}}):
      (?:[ ]++(
          "[^"\\\r\n]*"
        | '[^'\r\n]*'
        | \[[ ]*+(?:{_NAME}(?:,[ ]*+{_NAME})*+)?\]
        | {_FIRST}(?:[^:\#\r\n]|:(?![ \r\n]|\Z))*+
        |
      ))?
      [ ]*+(?:\r?\n|\Z)
    )""",
    re.VERBOSE,
)
# Controls, other ends of a line, byte order marks within a text, halves of a pair of UTF-16.
_ODD = re.compile(
    "[^\r\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def read(block: str) -> dict[str, str | list[str]] | None:
    """Return the fields of a block, or None where it has a line of any other form."""
    lines = _LINE.findall(block)
    if sum(len(line) for line, _, _ in lines) != len(block) or _ODD.search(block):
        return None
    return {name: _value(written) for _, name, written in lines}


def _value(written: str) -> str | list[str]:
    match written[:1]:
        case '"' | "'":
            return written[1:-1]
        case "[":
            names = written[1:-1].strip(" ")
            return [name.strip(" ") for name in names.split(",")] if names else []
        case _:
            return written.rstrip(" ")
