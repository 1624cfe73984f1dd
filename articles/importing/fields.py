"""What the fields of front matter mean, whatever tool wrote them. Pure.

Each question takes what it understands; what nothing has taken is `extra`, so that nothing is lost.
"""

import datetime as dt
import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from articles import markup
from articles.addresses import PATH_LENGTH
from articles.importing.dates import parse_date

# Names in the order of trust. Case does not count, as in Hugo.
DATES = ("date", "publishdate")
AUTHORS = ("author", "authors")
SUMMARIES = ("summary", "description", "excerpt")
LANGUAGES = ("lang", "language")
# A plural is a list, or a string of several names; a singular is one name, spaces and all (Jekyll).
TAGS = ("tags", "tag")
CATEGORIES = ("categories", "category")
TAXONOMIES = "taxonomies"  # Zola keeps the lists of names in a table of its own
# Where the post was found before: one address, or several (Hugo and Zola, Jekyll's redirects).
ADDRESSES = ("permalink", "url", "path", "aliases", "redirect_from")
TRUE = frozenset({"true", "yes", "on", "1"})
FALSE = frozenset({"false", "no", "off", "0"})
NOTHING = frozenset({"", "~", "null"})  # what YAML writes for a value that is not there
# Name -> the values that make a draft, and those that say it is none.
DRAFTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "draft": (TRUE, FALSE),
    "published": (FALSE, TRUE),
    "status": (frozenset({"draft"}), frozenset({"published", "publish"})),
}
# Other states of Pelican's and WordPress's in which a page was in no list: drafts too, and kept as written.
HIDDEN = frozenset({"hidden", "private", "pending", "skip", "trash"})
JEKYLL_STYLES = frozenset({"date", "pretty", "ordinal", "weekdate", "none"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_PLACEHOLDER = re.compile(r"/?:\w|[{}]|/:")


def clean_title(title: str) -> str:
    """Return a title or a byline as one line; tags and entities, which a template would have let through, go.

    Spaces inside are kept: a title equals what the file says.
    """
    if "<" in title:
        return markup.plain(title)
    return " ".join(html.unescape(title).splitlines()).strip()


def words(value: Any) -> list[str]:
    """Return the names in a list of the front matter, without repeats, in their order.

    :param value: a list, also of lists (Hexo), or a string that separates names by commas, else by
        spaces (as Jekyll does).
    """
    if isinstance(value, str):
        value = value.split(",") if "," in value else value.split()
    names: list[str] = []
    todo = [value]
    while todo:
        item = todo.pop(0)
        if isinstance(item, list):
            todo[:0] = item
        elif isinstance(item, str):
            names.append(item.strip())
    return list(dict.fromkeys(name for name in names if name not in NOTHING))


@dataclass
class Fields:
    """The front matter of one file, and what of it has been taken."""

    written: dict[str, Any]
    _names: dict[str, str] = field(init=False)
    _taken: set[str] = field(default_factory=set)
    _taken_lists: set[str] = field(default_factory=set)  # of the taxonomies

    def __post_init__(self) -> None:
        self._names = {name.lower(): name for name in reversed(self.written)}

    def text(self, name: str) -> str:
        """Return a scalar as text, and take it; lists and mappings are not text."""
        value = self._look(name)
        if isinstance(value, str):
            self._take(name)
            return value.strip()
        return ""

    def title(self) -> str:
        """Return the title as one plain line; one that was written otherwise is kept beside it."""
        written = self._text("title")
        title = clean_title(written)
        if title and title == written:
            self._take("title")
        return title

    def date(self, warnings: list[str], zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
        """Return the first date that can be read; each other one is said.

        :param zone: of a time of day that names none.
        """
        for name in DATES:
            written = self._text(name)
            if written in NOTHING:
                continue
            moment = parse_date(written, zone)
            if moment:
                self._take(name)
                return moment
            warnings.append(f"the date {written!r} is none that is known")
        return None

    def slug(self) -> str:
        """Return the slug that the author chose; it stays in extra, since another post may have it here."""
        written = self._text("slug")
        return "" if written in NOTHING else written

    def author(self) -> str:
        """Return the byline: a name, or several; one that was written otherwise is kept beside it."""
        for name in AUTHORS:
            value = self._look(name)
            if isinstance(value, str) and value.strip() not in NOTHING:
                byline = clean_title(value)
                if byline == value.strip():
                    self._take(name)
                return byline
            if isinstance(value, list) and (names := words(value)):
                return ", ".join(names)
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                return str(value["name"]).strip()
        return ""

    def summary(self) -> str:
        """Return the summary that the author wrote, as plain text."""
        for name in SUMMARIES:
            written = self._text(name)
            summary = markup.plain(written) if written not in NOTHING else ""
            if summary:
                if summary == written:
                    self._take(name)
                return summary
        return ""

    def language(self) -> str:
        """Return the language as a BCP 47 tag, or an empty string where none is named."""
        for name in LANGUAGES:
            written = self._text(name)
            if len(written) <= 16 and _LANGUAGE.fullmatch(written) and written not in NOTHING:
                self._take(name)
                return written.replace("_", "-")
        return ""

    def names(self, kind: tuple[str, str]) -> list[str]:
        """Return the names of a kind of list, TAGS or CATEGORIES."""
        plural, singular = kind
        one = self._look(singular)
        names = words(self._look(plural)) + words([one] if isinstance(one, str) else one)
        for name in kind:
            if _holds_text_only(self._look(name)):
                self._take(name)
        table = self._look(TAXONOMIES)
        if isinstance(table, dict) and plural in table:
            names += words(table[plural])
            if _holds_text_only(table[plural]):
                self._taken_lists.add(plural)
        return list(dict.fromkeys(names))

    def photos(self) -> list[str]:
        """Return the addresses of pictures that stand before the text (Hexo); they stay in extra."""
        value = self._look("photos")
        return [value] if isinstance(value, str) else words(value)

    def excerpt_separator(self) -> str:
        """Return the mark that ends the summary (Jekyll); it stays in extra."""
        return self._text("excerpt_separator")

    def is_draft(self) -> bool:
        """Return whether the post was not to be seen."""
        found = False
        for name, (draft, public) in DRAFTS.items():
            value = self._text(name).lower()
            if value in draft or value in public:
                self._take(name)
            found |= value in draft or (name == "status" and value in HIDDEN)
        return found

    def allows_comments(self) -> bool:
        """Return whether the post takes letters."""
        value = self._text("comments").lower()
        if value in TRUE or value in FALSE:
            self._take("comments")
        return value in TRUE

    def addresses(self) -> list[str]:
        """Return the paths under which the post was found; a pattern (`/:year/`) is none."""
        found: list[str] = []
        for name in ADDRESSES:
            value = self._look(name)
            values = value if isinstance(value, list) else [value]
            paths = [path for item in values if (path := _path(item, whole=name == "permalink"))]
            if len(paths) == len(values) and all(map(_same, paths, values)):
                self._take(name)
            found += paths
        return list(dict.fromkeys(found))

    def has_address(self) -> bool:
        """Return whether the author gave the post an address of its own."""
        return any(_path(self._look(name), whole=True) for name in ("permalink", "url", "path"))

    def extra(self) -> dict[str, Any]:
        """Return all that has not been taken, as it was written."""
        extra = {name: value for name, value in self.written.items() if name not in self._taken}
        if self._taken_lists:
            table = extra.pop(self._name(TAXONOMIES))
            rest = {name: value for name, value in table.items() if name not in self._taken_lists}
            extra |= {TAXONOMIES: rest} if rest else {}
        return extra

    def _name(self, name: str) -> str:
        """Return a name as the file writes it."""
        return name if name in self.written else self._names.get(name, name)

    def _look(self, name: str) -> Any:
        return self.written.get(self._name(name))

    def _text(self, name: str) -> str:
        value = self._look(name)
        return value.strip() if isinstance(value, str) else ""

    def _take(self, name: str) -> None:
        self._taken.add(self._name(name))


def _holds_text_only(value: Any) -> bool:
    """Return whether all of a value are names, so that nothing is lost when they are taken."""
    if isinstance(value, list):
        return all(map(_holds_text_only, value))
    return isinstance(value, str)


def _path(value: Any, *, whole: bool) -> str:
    """Return an address of the old site as a path of ours; empty where it is none.

    :param whole: an address without a slash before it begins at the root (Jekyll's and Hexo's
        permalinks do; an alias of Hugo's is beside its post).
    """
    written = value.strip() if isinstance(value, str) else ""
    if (
        not written
        or written in JEKYLL_STYLES
        or _PLACEHOLDER.search(written.partition("://")[2] or written)
    ):
        return ""
    try:
        path = unquote(urlsplit(written).path)
    except ValueError:
        return ""
    if whole and not path.startswith("/"):
        path = "/" + path
    usable = path.startswith("/") and path != "/" and len(path) <= PATH_LENGTH
    return path if usable and path.isprintable() else ""


def _same(path: str, written: str) -> bool:
    """Return whether a path says all that was written."""
    return path.strip("/") == written.strip().strip("/")
