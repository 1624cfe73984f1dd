"""Front matter: the text of a post file in, its fields and its body out. Pure.

Every tool has its own way to write the fields; they come out of all in one shape: strings, lists and
mappings of strings. Every scalar is the string that stands in the file: YAML would make 7 of `007`, a
sum of seconds of `1:30` and a truth value of `yes`, and an archive must not. What the fields mean is
for `articles.importing.fields` to say.
"""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from articles.importing import plain_yaml

# What YAML 1.2 §5.1 allows none of, nor TOML 1.0 or JSON; a stray one must not cost the post.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
# What an escape can bring into a string and no database or file can keep: NUL, half a pair of UTF-16.
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
MOST_CHARACTERS = 1_000_000
# TOML is read at about a million characters a second, and a dotted key takes memory by the square of
# its parts: 800,000 characters of `a.a.a` all that a machine has.
MOST_TOML = 200_000
MOST_DOTS = 1_000  # on a line
MOST_VALUES = 10_000
MOST_DEPTH = 100  # libyaml composes by recursion in C: some 30,000 levels end the process
_MOST_BITS = (
    14_000  # of a number: Python writes no longer ones in decimal (TOML has hexadecimal ones)
)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_json = json.JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=str)
_TOML_LINE = re.compile(r"\(at line (\d+)")
# What a Pelican or MultiMarkdown file begins with; a text that has two of these, the title among them,
# is no prose ("Note: …").
_PELICAN_KEYS = frozenset(
    "title date modified category tags keywords slug author authors summary status lang template "
    "url save_as translation".split()
)
_PELICAN_LISTS = frozenset({"tags", "keywords", "authors"})
_PELICAN_LINE = re.compile(r" {0,3}(?P<name>[A-Za-z][\w-]*):[ \t]*(?P<value>.*)")


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


@dataclass(frozen=True, slots=True)
class _Fault(Exception):  # noqa: N818  (never leaves this module)
    """A block that is not what its fences say; the line is counted within the block, from 0."""

    reason: str
    line: int = 0


def split(text: str) -> FrontMatter:
    """Return the fields and the body of a post file.

    :param text: the whole file, with or without a byte order mark.
    :returns: the fields, each a string, a list or a mapping of strings, and the text behind them.
    :raises FrontMatterError: there is no front matter, it is not closed, or it cannot be read.
    """
    text = text.removeprefix("\ufeff")
    lead = len(text) - len(text.lstrip())
    end = lead + MOST_CHARACTERS + 100  # whatever a file holds, this bounds the search
    for opening, pattern, read in _DIALECTS:
        if not opening.match(text, lead, end):
            continue
        block = pattern.match(text, lead, end)
        if block is not None:
            first_line = text.count("\n", 0, block.start("block")) + 1
            return FrontMatter(_fields(block["block"], first_line, read), text[block.end() :])
        if opening in _FENCES:
            raise FrontMatterError(f"the front matter is not closed by {_FENCES[opening]}", 1)
    if _JSON_OPENING.match(text, lead):
        return _split_json(text, lead)
    raise FrontMatterError("no front matter: the first line is not three dashes", 1)


def begins(head: str) -> bool:
    """Return whether a file begins with front matter.

    :param head: the beginning of its text; a kilobyte is enough.
    """
    head = head.removeprefix("\ufeff").lstrip()
    openings = (_JSON_OPENING, *(opening for opening, _, _ in _DIALECTS))
    return any(opening.match(head) for opening in openings)


def _fields(block: str, first_line: int, read: Callable[[str], Any]) -> dict[str, Any]:
    """Return the mapping that a block holds.

    :param first_line: the line of the file on which the block begins.
    """
    if len(block) > MOST_CHARACTERS:
        reason = f"the front matter has more than {MOST_CHARACTERS:,} characters"
        raise FrontMatterError(reason, first_line)
    # A block of fewer characters holds fewer values than are too many.
    plain = plain_yaml.read(block) if read is _read_yaml and len(block) < MOST_VALUES else None
    if plain is not None:
        return plain
    try:
        fields = _small(read(_CONTROLS.sub("", block)))
        if read is not _read_yaml or "\\" in block:
            fields = _in_shape(fields)
    except _Fault as fault:
        raise FrontMatterError(fault.reason, first_line + fault.line) from None
    if fields is None or fields == "":
        return {}
    if not isinstance(fields, dict):
        raise FrontMatterError("the front matter is not a list of `name: value`", first_line)
    return {str(name): value for name, value in fields.items()}


def _small(fields: Any) -> Any:
    """Return a value that has at most MOST_VALUES in it, counted where they are used.

    An alias costs a word in YAML, and what it names once more in JSON: nine lines of them are a
    thousand million values, and one that names itself is endless.

    :raises _Fault: it has more.
    """
    todo = [fields]
    for _ in range(MOST_VALUES):
        if not todo:
            return fields
        value = todo.pop()
        if isinstance(value, dict):
            todo += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            todo += value
    raise _Fault(f"the front matter holds more than {MOST_VALUES:,} values")


def _in_shape(value: Any, depth: int = 0) -> Any:
    """Return a value of any parser as strings, lists and mappings of strings.

    :raises _Fault: it is nested too deep.
    """
    if depth > MOST_DEPTH:
        raise _too_deep()
    if isinstance(value, dict):
        return {_scalar(name): _in_shape(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_in_shape(inner, depth + 1) for inner in value]
    return _scalar(value)


def _scalar(value: Any) -> str:
    """Return a scalar as it stands in a file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if value is None:
        return "null"
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return hex(value)
    return _UNKEEPABLE.sub("", str(value))


def _too_deep() -> _Fault:
    return _Fault(f"the front matter is nested more than {MOST_DEPTH} levels deep")


# The dialects


def _read_yaml(block: str) -> Any:
    try:
        if not _is_shallow(block):
            raise _too_deep()
        return yaml.load(block, _Loader)  # noqa: S506  (a base loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise _Fault(f"the front matter is not YAML: {error.problem}", line) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise _Fault(f"the front matter is not YAML: {error}") from None


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


def _read_toml(block: str) -> Any:
    if len(block) > MOST_TOML or any(line.count(".") > MOST_DOTS for line in block.splitlines()):
        raise _Fault(
            f"the front matter has more than {MOST_TOML:,} characters or {MOST_DOTS:,} dots"
        )
    try:
        return tomllib.loads(block, parse_float=str)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        line = _TOML_LINE.search(str(error))
        reason = f"the front matter is not TOML: {error}"
        raise _Fault(reason, int(line[1]) - 1 if line else 0) from None


def _read_json_members(block: str) -> Any:
    """Read Hexo's JSON, which stands without its outer braces."""
    try:
        return _json.decode("{" + block.rstrip().rstrip(",") + "}")
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise _Fault(f"the front matter is not JSON: {error.msg}", error.lineno - 1) from None


def _split_json(text: str, lead: int) -> FrontMatter:
    """Return the halves of a file that begins with a JSON object, which closes itself."""
    line = text.count("\n", 0, lead)
    block = text[lead : lead + MOST_CHARACTERS]
    try:
        fields, end = _json.raw_decode(block)
    except RecursionError:
        raise FrontMatterError(_too_deep().reason, line + 1) from None
    except json.JSONDecodeError as error:
        reason = f"the front matter is not JSON: {error.msg}"
        raise FrontMatterError(reason, line + error.lineno) from None
    return FrontMatter(_fields("", line + 1, lambda _: fields), text[lead + end :])


def _read_pelican(block: str) -> Any:
    """Read metadata lines (Python-Markdown's meta extension, which Pelican uses).

    Names are of any case; a line that is indented by four goes on with the value before it.
    """
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in block.splitlines():
        named = _PELICAN_LINE.match(line)
        if named:
            values = fields.setdefault(named["name"].lower(), [])
            values.append(named["value"].strip())
        else:
            values.append(line.strip())
    return {name: _pelican_value(name, values) for name, values in fields.items()}


def _pelican_value(name: str, values: list[str]) -> str | list[str]:
    """Return a value; names in a list are separated by semicolons, else by commas."""
    if name in _PELICAN_LISTS:
        text = ";".join(values)
        separator = ";" if ";" in text else ","
        return [part.strip() for part in text.split(separator) if part.strip()]
    return " ".join(values)


_EOL = r"[ \t]*(?:\r?\n|\Z)"


def _fenced(opening: str, closing: str) -> re.Pattern[str]:
    return re.compile(
        rf"{opening}[ \t]*\r?\n(?P<block>.*?)^(?:{closing}){_EOL}", re.DOTALL | re.MULTILINE
    )


def _fence(mark: str) -> re.Pattern[str]:
    return re.compile(rf"{mark}[ \t]*(?:\r?\n|\Z)")


_YAML, _TOML, _SEMICOLONS = _fence("---"), _fence(r"\+\+\+"), _fence(";;;")
_FENCES = {
    _YAML: "a line of three dashes",
    _TOML: "a line of three plus signs",
    _SEMICOLONS: "a line of three semicolons",
}
_JSON_OPENING = re.compile(r'\{\s*["}]')
# Bounded, and without two ways to match one text: any file at all is held against these.
_METADATA_LINE = r"(?:(?: {0,3}[A-Za-z][\w-]*:| {4}|\t)[^\n]*(?:\n|\Z))"
_KNOWN_LINE = rf"(?:(?:{'|'.join(sorted(_PELICAN_KEYS))}):[^\n]*(?:\n|\Z))"
_PELICAN = re.compile(
    rf"(?=(?:{_METADATA_LINE}{{0,20}}?title:))"
    rf"(?=(?:{_METADATA_LINE}{{0,20}}?{_KNOWN_LINE}){{2}})",
    re.IGNORECASE,
)
_YAML_LINE = r"(?:(?!---|[ \t]*\r?\n)[^\n]*\n)"
# What a file begins with, what the block is then, and who reads it. The first that fits is taken.
_DIALECTS: tuple[tuple[re.Pattern[str], re.Pattern[str], Callable[[str], Any]], ...] = (
    # Jekyll and Pandoc close the block with three dashes or, as YAML 1.2 §9.1.4 has it, three dots.
    (_YAML, _fenced("---", r"---|\.\.\."), _read_yaml),
    (_TOML, _fenced(r"\+\+\+", r"\+\+\+"), _read_toml),
    (_SEMICOLONS, _fenced(";;;", ";;;"), _read_json_members),
    # Hexo leaves out the opening fence (hexo-front-matter, `rFrontMatterNew`).
    (
        re.compile(r'"\w[^"\n]*"\s*:'),
        re.compile(rf"(?P<block>.*?)^;;;{_EOL}", re.DOTALL | re.MULTILINE),
        _read_json_members,
    ),
    (
        re.compile(rf"(?=[A-Za-z_][\w-]*:\s){_YAML_LINE}{{0,40}}?title:\s"),
        re.compile(rf"(?P<block>{_YAML_LINE}+?)---{_EOL}"),
        _read_yaml,
    ),
    (_PELICAN, re.compile(rf"(?P<block>{_METADATA_LINE}+)(?:[ \t]*\r?\n|\Z)"), _read_pelican),
)
