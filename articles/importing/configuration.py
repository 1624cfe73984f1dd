"""What a site's own configuration says of its posts: name, time zone, pattern of addresses. Pure.

The file lies at the root of the folder that is imported, and is as untrusted as that: one that cannot be
read is said, and the import goes on as if there were none.
"""

import ast
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from articles.importing import frontmatter
from articles.importing.permalinks import HEXO_USUAL, JEKYLL_STYLES, Permalinks
from articles.importing.sources import Note

# Of each tool: its files in the order in which it looks for them. Hugo and Zola share one.
FILES = ("_config.yml", "_config.yaml", "_config.toml", "hugo.toml", "hugo.yaml", "hugo.yml",
         "hugo.json", "config.toml", "config.yaml", "config.yml", "config.json",
         "config/_default/hugo.toml", "config/_default/hugo.yaml", "config/_default/config.toml",
         "config/_default/config.yaml", "pelicanconf.py")  # fmt: skip
MOST_BYTES = 1_000_000
# What only Hexo's configuration has; Jekyll's has the same name.
_HEXO = frozenset({"source_dir", "public_dir", "new_post_name", "default_layout", "skip_render"})
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is known of a site.

    :ivar name: for its readers; empty where it has none.
    :ivar zone: of dates that name none.
    """

    name: str = ""
    zone: dt.tzinfo = dt.UTC
    permalinks: Permalinks = field(default_factory=Permalinks)


def read(root: Path) -> tuple[Configuration, list[Note]]:
    """Read the configuration at the root of a site.

    :param root: a folder.
    :returns: what it says, and what of it could not be read: file, line and reason. A folder without
        one has no name, dates in UTC and no pattern.
    """
    for name in FILES:
        path = root / name
        # A link could lead anywhere, and what cannot be read is quoted.
        if path.is_symlink() or not path.is_file():
            continue
        try:
            with path.open("rb") as file:
                text = file.read(MOST_BYTES).decode("utf-8-sig", "replace").replace("\0", "")
            fields = _READERS[path.suffix](text)
        except frontmatter.FrontMatterError as error:
            return Configuration(), [Note(name, error.line, _said(error.reason))]
        except OSError as error:
            return Configuration(), [Note(name, 0, f"not read: {error.strerror}")]
        return _understood(name, fields, root)
    return Configuration(), []


def _understood(name: str, fields: dict[str, Any], root: Path) -> tuple[Configuration, list[Note]]:
    """Return what the fields of a configuration mean."""
    notes: list[Note] = []
    written = next(
        (text for key in ("timezone", "timeZone", "TIMEZONE") if (text := _text(fields, key))), ""
    )
    zone = zone_named(written)
    if zone is None:
        notes.append(
            Note(name, 0, f"the time zone {written!r} is none that is known: UTC is taken")
        )
    title = next((t for key in ("title", "name", "SITENAME") if (t := _text(fields, key))), "")
    return Configuration(title, zone or dt.UTC, _permalinks(name, fields, root)), notes


def _said(reason: str) -> str:
    return f"not read: {reason.replace('the front matter', 'it')}"


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return " ".join(value.split()) if isinstance(value, str) and value != "null" else ""


def zone_named(written: str) -> dt.tzinfo | None:
    """Return a time zone by its name (IANA) or its distance from UTC, or None; no name is UTC."""
    offset = _OFFSET.fullmatch(written)
    try:
        if offset:
            away = dt.timedelta(hours=int(offset[2]), minutes=int(offset[3]))
            return dt.timezone(-away if offset[1] == "-" else away)
        return ZoneInfo(written) if written else dt.UTC
    except (ValueError, KeyError, OSError):
        return None


def _permalinks(name: str, fields: dict[str, Any], root: Path) -> Permalinks:
    """Return how the tool made addresses, which differs where its configuration does not say."""
    pattern = _text(fields, "permalink")
    if name.startswith("_config"):
        if _HEXO & fields.keys() or (root / "source/_posts").is_dir():
            return Permalinks(
                "hexo",
                {"": pattern or HEXO_USUAL},
                dated_names=":day" in _text(fields, "new_post_name"),
                no_category=_text(fields, "default_category") or "uncategorized",
            )
        return Permalinks("jekyll", {"": JEKYLL_STYLES.get(pattern or "date", pattern)})
    table = fields.get("permalinks")
    if not isinstance(table, dict):
        return Permalinks()
    page = table.get("page")  # since Hugo 0.131 by kind of page
    patterns = table | (page if isinstance(page, dict) else {})
    return Permalinks(
        "hugo", {key: value for key, value in patterns.items() if isinstance(value, str)}
    )


# How each kind of file is read: as front matter is, with its bounds.


def _fenced(fence: str) -> Callable[[str], dict[str, Any]]:
    def read_fenced(text: str) -> dict[str, Any]:
        # A YAML document may have a fence of its own; the lines stay where they are.
        text = re.sub(r"\A---[ \t]*(?=\r?$)", "#", text, flags=re.MULTILINE)
        try:
            return frontmatter.split(f"{fence}\n{text}\n{fence}\n").fields
        except frontmatter.FrontMatterError as error:
            line = min(max(1, error.line - 1), text.count("\n") + 1)  # one is the fence
            raise frontmatter.FrontMatterError(error.reason, line) from None

    return read_fenced


def _json(text: str) -> dict[str, Any]:
    return frontmatter.split(text).fields


def _python(text: str) -> dict[str, Any]:
    """Read the plain texts that a Python file assigns; nothing of it is run."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        raise frontmatter.FrontMatterError("it is not Python", line) from None
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    ".yml": _fenced("---"),
    ".yaml": _fenced("---"),
    ".toml": _fenced("+++"),
    ".json": _json,
    ".py": _python,
}
