"""One post file in, one frozen Draft or the reason why not out. Pure, so that workers can do it.

A Draft holds all that the database will: fields, clean body, pictures, search terms and the packed
original. How Drafts become rows is for `articles.importing.store`.
"""

import datetime as dt
import hashlib
import html
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

from articles import markup
from articles.addresses import host_of, post_key
from articles.importing import body, frontmatter, language
from articles.importing.attachments import Attachment, Finder, Remembered
from articles.search.terms import index_terms

MAX_BYTES = 16 * 1024 * 1024  # the largest post of the archives seen has 0.7 MB
# An HTML5 tree takes time by the square of its depth: 16,000 open elements 0.4 s, 200,000 a minute. The
# posts seen have up to 8,000 of these signs.
MAX_TAGS = 100_000
# Front matter that a column holds; `layout` says which template Jekyll took and is kept in extra.
KNOWN_FIELDS = frozenset(
    {"title", "date", "author", "from", "tags", "categories", "comments", "permalink", "lang"}
)
# Tried in turn after ISO 8601 (RFC 3339 §5.6): what Jekyll and its like write by hand.
DATE_FORMATS = (
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M %z",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
    "%a, %d %b %Y %H:%M:%S %z",
)
YEARS = range(1000, 9999)  # four digits in every time zone, as addresses have
_FILE_DATE = re.compile(r"(?:.*/)?(\d{4})-(\d{1,2})-(\d{1,2})-(.*?)\.\w+$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that is no post, and why."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose content had been imported before it was read."""

    path: str
    hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A post file, read and cleaned."""

    path: str
    hash: str
    size: int  # bytes
    packed: bytes  # the file, zlib
    crawled_at: dt.datetime | None
    key: str
    title: str
    language: str
    byline: str
    source: str  # the outlet's name; empty where the file names none
    host: str
    source_url: str
    published_at: dt.datetime | None
    public: bool
    allow_comments: bool
    tags: tuple[str, ...]
    permalink: str
    extra: dict[str, Any]
    body: str
    text: str
    summary: str
    pictures: tuple[markup.Picture, ...]
    title_terms: str
    body_terms: str
    attachments: tuple[Attachment, ...] = ()
    addresses: dict[str, str] = field(default_factory=dict)  # of attachments: as written, as served
    warnings: tuple[str, ...] = ()

    @property
    def version(self) -> tuple[dt.datetime, str]:
        """What says which of two originals of a post is the newer: crawl time, then the hash."""
        return version(self.crawled_at, self.hash)


def version(crawled_at: dt.datetime | None, content_hash: str) -> tuple[dt.datetime, str]:
    """Return the order of originals of one post; one without a crawl time is the oldest."""
    return crawled_at or dt.datetime.min.replace(tzinfo=dt.UTC), content_hash


def content_hash(data: bytes) -> str:
    """Return the 32 hexadecimal digits by which a file's content is known (BLAKE2b-128)."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def read(data: bytes, path: str, finder: Finder | Remembered | None = None) -> Draft | Rejected:
    """Read one post file.

    :param data: the bytes of the file.
    :param path: where it lies in the archive; its name gives date or title where the fields do not.
    :param finder: finds the pictures that lie in the archive itself; None where there is none.
    :returns: the Draft, or why the file was rejected.
    """
    if len(data) > MAX_BYTES:
        return Rejected(
            path, 0, f"{len(data):,} bytes are more than a post can have ({MAX_BYTES:,})"
        )
    if data.count(b"<") > MAX_TAGS:
        return Rejected(path, 0, f"it has more than {MAX_TAGS:,} tags")
    warnings: list[str] = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        warnings.append(f"line {line}: a byte that is not UTF-8 was replaced")
        text = data.decode("utf-8", "replace")
    try:
        parts = frontmatter.split(text.replace("\0", ""))
    except frontmatter.FrontMatterError as error:
        return Rejected(path, error.line, error.reason)
    return _build(data, path, parts, finder, warnings)


def _build(
    data: bytes,
    path: str,
    parts: frontmatter.FrontMatter,
    finder: Finder | Remembered | None,
    warnings: list[str],
) -> Draft:
    """Return the Draft of a file that could be split."""
    fields = parts.fields
    from_name = _FILE_DATE.match(path)
    title = clean_title(_text(fields.get("title"))) or (from_name[4] if from_name else path)
    source_url = _text(fields.get("from"))
    categories = words(fields.get("categories"))
    source = categories[0] if source_url and categories else ""
    article = body.read(parts.body, title)
    rendered = markup.render(article.markup, base_url=source_url, title=title, find_picture=finder)
    published_at = _date(fields, from_name, warnings)
    byline = _text(fields.get("author"))
    digest = content_hash(data)
    return Draft(
        path=path,
        hash=digest,
        size=len(data),
        packed=zlib.compress(data, 6),
        crawled_at=article.crawled_at,
        key=post_key(source_url, path),
        title=title,
        language=_text(fields.get("lang")) or language.detect(title, rendered.text),
        byline=byline,
        source=source,
        host=host_of(source_url) if source else "",
        source_url=source_url,
        published_at=published_at,
        public=published_at is not None,
        allow_comments=_text(fields.get("comments")).lower() in {"true", "yes", "on", "1"},
        tags=_tags(fields, has_source=bool(source)),
        permalink=_text(fields.get("permalink")),
        extra=_extra(fields, categories, has_source=bool(source)),
        body=rendered.html,
        text=rendered.text,
        summary=rendered.summary,
        pictures=rendered.pictures,
        title_terms=index_terms(title),
        body_terms=index_terms(f"{byline}\n{rendered.text}"),
        attachments=tuple(finder.found.values()) if finder else (),
        addresses=finder.addresses if finder else {},
        warnings=(*warnings, *(finder.warnings if finder else ())),
    )


def _text(value: Any) -> str:
    """Return a scalar of the front matter as text; lists and mappings are not text."""
    return value.strip() if isinstance(value, str) else ""


def clean_title(title: str) -> str:
    """Return a title as one line; tags and entities, which a template would have let through, go.

    Spaces inside are kept: a title equals what the file says.
    """
    line = " ".join(title.splitlines()).strip()
    return markup.plain(line) if "<" in line else html.unescape(line)


def words(value: Any) -> list[str]:
    """Return the names in a list of the front matter, without repeats, in their order.

    :param value: a list, or a string that separates names by commas, else by spaces (as Jekyll does).
    """
    if isinstance(value, str):
        value = value.split(",") if "," in value else value.split()
    if not isinstance(value, list):
        return []
    names = (str(name).strip() for name in value if isinstance(name, str))
    return list(dict.fromkeys(filter(None, names)))


def _tags(fields: dict[str, Any], *, has_source: bool) -> tuple[str, ...]:
    """Return the tags; an ordinary blog's categories are tags too."""
    names = words(fields.get("tags"))
    if not has_source:
        names += words(fields.get("categories"))
    return tuple(dict.fromkeys(names))


def _extra(fields: dict[str, Any], categories: list[str], *, has_source: bool) -> dict[str, Any]:
    """Return the front matter that no column holds, so that nothing of it is lost."""
    extra = {name: value for name, value in fields.items() if name not in KNOWN_FIELDS}
    if has_source and len(categories) > 1:
        extra["categories"] = categories
    if clean_title(_text(fields.get("title"))) != _text(fields.get("title")):
        extra["title"] = fields["title"]  # as it was written, with its entities
    for name in ("title", "author", "from", "date", "lang", "permalink", "comments"):
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            extra[name] = value
    return extra


def _date(
    fields: dict[str, Any], from_name: re.Match[str] | None, warnings: list[str]
) -> dt.datetime | None:
    """Return when the post was published: as the front matter says, else as the file is named."""
    written = _text(fields.get("date"))
    if written:
        moment = parse_date(written)
        if moment:
            return moment
        warnings.append(f"the date {written!r} is none that is known")
    if from_name:
        try:
            year, month, day = map(int, from_name.groups()[:3])
            if year in YEARS:
                return dt.datetime(year, month, day, tzinfo=dt.UTC)
        except ValueError:
            pass
    warnings.append("there is no date: imported as a draft")
    return None


def parse_date(written: str) -> dt.datetime | None:
    """Return the moment that a date names, or None.

    A date without a time is midnight, a time without a zone is in UTC.

    :returns: in UTC; None outside of YEARS.
    """
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError:
        for form in DATE_FORMATS:
            try:
                moment = dt.datetime.strptime(written, form)  # noqa: DTZ007  (zone below)
                break
            except ValueError:
                continue
        else:
            return None
    try:
        moment = moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except OverflowError:  # before the year 1 or after 9999 in UTC
        return None
    return moment if moment.year in YEARS else None
