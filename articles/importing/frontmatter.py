"""Front matter: the text of a post file in, its fields and its body out. Pure.

What the fields mean is for `articles.importing.draft` to say. Every scalar comes out as the string
that stands in the file: YAML would make 7 of `007`, a sum of seconds of `1:30` and a truth value of
`yes`, and an archive must not.
"""

import re
from dataclasses import dataclass
from typing import Any

import yaml

# Jekyll and Pandoc close the block with three dashes or, as YAML 1.2 §9.1.4 has it, three dots.
_BLOCK = re.compile(
    r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
# YAML 1.2 §5.1 allows none of these; a stray one must not cost the post.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class FrontMatterError(ValueError):
    """The front matter cannot be read.

    :param line: the line of the file that is at fault, counted from 1.
    """

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The two halves of a post file."""

    fields: dict[str, Any]
    body: str


def split(text: str) -> FrontMatter:
    """Return the fields and the body of a post file.

    :param text: the whole file, with or without a byte order mark.
    :returns: the fields, each a string, a list or a mapping of strings, and the text behind them.
    :raises FrontMatterError: there is no front matter, it is not closed, or it is not YAML.
    """
    text = text.removeprefix("\ufeff")
    lead = len(text) - len(text.lstrip())
    block = _BLOCK.match(text, lead)
    if block is None:
        if text.startswith("---", lead):
            raise FrontMatterError("the front matter is not closed by a line of three dashes", 1)
        raise FrontMatterError("no front matter: the first line is not three dashes", 1)
    first_line = text.count("\n", 0, block.start(1)) + 1
    return FrontMatter(_fields(block[1], first_line), text[block.end() :])


def _fields(block: str, first_line: int) -> dict[str, Any]:
    """Return the mapping that a YAML block holds.

    :param first_line: the line of the file on which the block begins.
    """
    try:
        fields = yaml.load(_CONTROLS.sub("", block), _Loader)  # noqa: S506  (a base loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + (mark.line if mark else 0)
        raise FrontMatterError(f"the front matter is not YAML: {error.problem}", line) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise FrontMatterError(f"the front matter is not YAML: {error}", first_line) from None
    if fields is None or fields == "":
        return {}
    if not isinstance(fields, dict):
        raise FrontMatterError("the front matter is not a list of `name: value`", first_line)
    return {str(name): value for name, value in fields.items()}
