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
MOST_VALUES = 10_000
MOST_DEPTH = 100  # libyaml composes by recursion in C: some 30,000 levels end the process
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


def _is_shallow(block: str) -> bool:
    """Return whether YAML is nested at most MOST_DEPTH levels deep, without composing it."""
    if sum(map(block.count, ("[", "{", "- ", "? ", ":"))) <= MOST_DEPTH:
        return True  # nothing else opens a level
    depth = 0
    for event in yaml.parse(block, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            return False
    return True


def _is_small(fields: Any) -> bool:
    """Return whether a value has at most MOST_VALUES in it, counted where they are used.

    An alias costs a word in YAML, and what it names once more in JSON: nine lines of them are a
    thousand million values, and one that names itself is endless.
    """
    todo = [fields]
    for _ in range(MOST_VALUES):
        if not todo:
            return True
        value = todo.pop()
        if isinstance(value, dict):
            todo += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            todo += value
    return False


def _fields(block: str, first_line: int) -> dict[str, Any]:
    """Return the mapping that a YAML block holds.

    :param first_line: the line of the file on which the block begins.
    """
    block = _CONTROLS.sub("", block)
    try:
        if not _is_shallow(block):
            reason = f"the front matter is nested more than {MOST_DEPTH} levels deep"
            raise FrontMatterError(reason, first_line)
        fields = yaml.load(block, _Loader)  # noqa: S506  (a base loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + (mark.line if mark else 0)
        raise FrontMatterError(f"the front matter is not YAML: {error.problem}", line) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise FrontMatterError(f"the front matter is not YAML: {error}", first_line) from None
    if not _is_small(fields):
        reason = f"the front matter holds more than {MOST_VALUES:,} values"
        raise FrontMatterError(reason, first_line)
    if fields is None or fields == "":
        return {}
    if not isinstance(fields, dict):
        raise FrontMatterError("the front matter is not a list of `name: value`", first_line)
    return {str(name): value for name, value in fields.items()}
