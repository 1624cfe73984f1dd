"""What specifications ask of feeds and sitemaps, rule by rule: each function returns what a document breaks.

Written from the texts: RFC 4287 (Atom), RFC 5005 (pages of feeds), JSON Feed 1.1 (jsonfeed.org/version/1.1),
the sitemaps protocol (sitemaps.org/protocol.html, and the order of its schema) and Google's news sitemaps.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# RFC 3339 §5.6, with capital letters as RFC 4287 §3.3 wants them.
_MOMENT = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # RFC 5646 §2.1, as to its form
_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"
)

# Of feed and entry (§4.1.1, §4.1.2): how many there are of each at least and at most; None: any number.
_FEED: dict[str, tuple[int, int | None]] = {
    "author": (0, None), "category": (0, None), "contributor": (0, None), "generator": (0, 1),
    "icon": (0, 1), "id": (1, 1), "link": (0, None), "logo": (0, 1), "rights": (0, 1),
    "subtitle": (0, 1), "title": (1, 1), "updated": (1, 1), "entry": (0, None),
}  # fmt: skip
_ENTRY: dict[str, tuple[int, int | None]] = {
    "author": (1, None), "category": (0, None), "content": (0, 1), "contributor": (0, None),
    "id": (1, 1), "link": (0, None), "published": (0, 1), "rights": (0, 1), "source": (0, 1),
    "summary": (0, 1), "title": (1, 1), "updated": (1, 1),
}  # fmt: skip
_TEXTS = {"title", "summary", "subtitle", "rights", "content"}  # §3.1, and §4.1.3.1
_RELATIONS = {"alternate", "self", "related", "enclosure", "via"}  # §4.2.7.2
_PAGES = {"first", "last", "previous", "next"}  # RFC 5005 §3


@cache
def _schema(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).parent / "schemas" / f"{name}.rng"))


def broken_by_schema(name: str, document: bytes) -> list[str]:
    """Return what in a document its schema does not allow.

    :param name: of a file in tests/schemas, without its end.
    """
    schema = _schema(name)
    if schema.validate(etree.fromstring(document)):
        return []
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def is_address(text: object) -> bool:
    """Return whether a text is a whole address in ASCII (RFC 3986 §3)."""
    return isinstance(text, str) and bool(_ADDRESS.fullmatch(text))


def broken_in_atom(document: bytes) -> list[str]:
    """Return what an Atom feed breaks."""
    feed = ElementTree.fromstring(document)
    entries = feed.findall(f"{ATOM}entry")
    # An author is of each entry here, so that the feed needs none (§4.1.1).
    found = [*_elements(feed, _FEED), *(line for one in entries for line in _elements(one, _ENTRY))]
    if feed.tag != f"{ATOM}feed":
        found.append("§2: the document is no feed")
    if _repeated(entry.findtext(f"{ATOM}id") for entry in entries):
        found.append("§4.1.1: two entries have one id")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        found.append("§4.1.1: the feed does not say where it is")
    if not _LANGUAGE.fullmatch(feed.get(_LANG, "")):
        found.append("§2: the feed has no language")
    return found


def _elements(parent: Element, counts: dict[str, tuple[int, int | None]]) -> Iterator[str]:
    """Give what is wrong with the elements of a feed or an entry."""
    there = Counter(child.tag.removeprefix(ATOM) for child in parent)
    for name in there.keys() - counts.keys():
        yield f"§6: {name} is not known"
    for name, (least, most) in counts.items():
        if not least <= there[name] <= (there[name] if most is None else most):
            yield f"§4.1: {there[name]} times {name}"
    for child in parent:
        yield from _element(child)
    yield from _links(parent)


def _element(child: Element) -> Iterator[str]:
    """Give what is wrong with what one element says."""
    name, text = child.tag.removeprefix(ATOM), child.text or ""
    is_text = child.get("type", "text") in {"text", "html"} and not len(child)
    broken = {
        f"§3.3: {text} is no moment": name in {"updated", "published"}
        and not _MOMENT.fullmatch(text),
        f"§4.2.6: {text} is no address": name == "id" and not is_address(text),
        f"§3.1: {name} is neither text nor HTML": name in _TEXTS and not is_text,
        "§4.2.2: a category without a term": name == "category" and not child.get("term"),
        f"§2: {child.get(_LANG)} is no language": not _LANGUAGE.fullmatch(child.get(_LANG, "en")),
    }
    yield from (line for line, is_broken in broken.items() if is_broken)
    if name == "author":
        yield from _person(child)


def _person(person: Element) -> Iterator[str]:
    names = [child.text for child in person if child.tag == f"{ATOM}name"]
    if len(names) != 1 or not (names[0] or "").strip():
        yield "§3.2.1: an author without a name"
    for address in person.findall(f"{ATOM}uri"):
        if not is_address(address.text):
            yield f"§3.2.2: {address.text} is no address"


def _links(parent: Element) -> Iterator[str]:
    links = parent.findall(f"{ATOM}link")
    for link in links:
        if not is_address(link.get("href")):
            yield f"§4.2.7.1: {link.get('href')} is no address"
        if link.get("rel", "alternate") not in _RELATIONS | _PAGES:
            yield f"§4.2.7.2: {link.get('rel')} is no relation"
        if "/" not in link.get("type", "text/html"):
            yield f"§4.2.7.3: {link.get('type')} is no type"
    relations = [link.get("rel", "alternate") for link in links]
    if _repeated(relation for relation in relations if relation in _PAGES | {"self", "alternate"}):
        yield "§4.1, RFC 5005 §3: a relation stands twice"
    if parent.find(f"{ATOM}content") is None and "alternate" not in relations:
        yield "§4.1.1, §4.1.2: neither content nor a page"


def _repeated(values: Iterable[object]) -> bool:
    return any(times > 1 for times in Counter(values).values())


# Of JSON Feed's objects: every name that may stand in them, with what its value is.
_JSON_FEED = {
    "version": str, "title": str, "home_page_url": "address", "feed_url": "address",
    "description": str, "next_url": "address", "icon": "address", "favicon": "address",
    "authors": list, "language": "language", "expired": bool, "items": list,
}  # fmt: skip
_JSON_ITEM = {
    "id": str, "url": "address", "external_url": "address", "title": str, "content_html": str,
    "content_text": str, "summary": str, "image": "address", "banner_image": "address",
    "date_published": "moment", "date_modified": "moment", "authors": list, "tags": list,
    "language": "language", "attachments": list,
}  # fmt: skip
_JSON_AUTHOR = {"name": str, "url": "address", "avatar": "address"}


def broken_in_json_feed(feed: dict[str, Any]) -> list[str]:
    """Return what a JSON feed breaks."""
    items = feed.get("items", [])
    found = [*_values(feed, _JSON_FEED), *(line for item in items for line in _item(item))]
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        found.append("top level: no version")
    if not {"title", "items"} <= feed.keys():
        found.append("top level: title and items are required")
    if "next_url" in feed and feed["next_url"] == feed.get("feed_url"):
        found.append("top level: next_url must not be feed_url")
    if _repeated(item.get("id") for item in items):
        found.append("items: two have one id")
    return found


def _item(item: dict[str, Any]) -> Iterator[str]:
    yield from _values(item, _JSON_ITEM)
    if not item.get("id"):
        yield "items: no id"
    if not item.keys() & {"content_html", "content_text"}:
        yield "items: neither HTML nor text"
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield "items: a tag is no text"
    for author in item.get("authors", []):
        yield from _values(author, _JSON_AUTHOR)
        if not author:
            yield "authors: nothing is said of one"


def _values(values: dict[str, Any], kinds: dict[str, Any]) -> Iterator[str]:
    forms = {"moment": _MOMENT, "language": _LANGUAGE, "address": _ADDRESS}
    for name, value in values.items():
        kind = kinds.get(name)
        if kind is None:
            yield f"{name} is not known"
        elif isinstance(kind, type):
            if not isinstance(value, kind):
                yield f"{name}: {value!r} is no {kind.__name__}"
        elif not isinstance(value, str) or not forms[kind].fullmatch(value):
            yield f"{name}: {value!r} is no {kind}"


MOST_IN_A_FILE = 50_000
MOST_BYTES = 52_428_800
MOST_NEWS = 1_000
_URL = ("loc", "lastmod", "changefreq", "priority")  # in the order of the schema
# A day, or a moment with its zone (W3C's note on dates and times).
_DATE = re.compile(rf"\d{{4}}-\d\d-\d\d|{_MOMENT.pattern}")


def broken_in_sitemap(document: bytes, site: str) -> list[str]:
    """Return what a sitemap, an index of sitemaps or a news sitemap breaks.

    :param site: scheme and host of the addresses that it may name.
    """
    root = ElementTree.fromstring(document)
    names = {f"{SITEMAP}urlset": "url", f"{SITEMAP}sitemapindex": "sitemap"}
    found = [] if root.tag in names else [f"the document is a {root.tag}"]
    rows = [row for row in root if row.tag == SITEMAP + names.get(root.tag, "url")]
    if len(rows) != len(root) or not 1 <= len(rows) <= MOST_IN_A_FILE:
        found.append(f"{len(rows)} addresses, and {len(root) - len(rows)} other elements")
    if len(document) > MOST_BYTES:
        found.append(f"{len(document)} bytes")
    found += [line for row in rows for line in _row(row, site)]
    if _repeated(row.findtext(f"{SITEMAP}loc") for row in rows):
        found.append("an address stands twice")
    news = [one for row in rows for one in row.findall(f"{NEWS}news")]
    if news and len(news) > MOST_NEWS:
        found.append(f"{len(news)} news")
    return found + [line for one in news for line in _news(one)]


def _row(row: Element, site: str) -> Iterator[str]:
    order = [child.tag for child in row if child.tag.startswith(SITEMAP)]
    known = [SITEMAP + name for name in _URL]
    if order != sorted(set(order), key=lambda tag: known.index(tag) if tag in known else -1):
        yield f"the elements of an address stand in the order {order}"
    address = row.findtext(f"{SITEMAP}loc") or ""
    same = urlsplit(address)[:2] == urlsplit(site)[:2]
    if not same or not is_address(address) or len(address) >= 2_048:
        yield f"loc: {address!r}"
    changed = row.findtext(f"{SITEMAP}lastmod")
    if changed is not None and not _DATE.fullmatch(changed):
        yield f"lastmod: {changed!r}"


def _news(news: Element) -> Iterator[str]:
    if [child.tag.removeprefix(NEWS) for child in news] != [
        "publication", "publication_date", "title",
    ]:  # fmt: skip
        yield "news: not publication, publication_date, title"
    if not news.findtext(f"{NEWS}publication/{NEWS}name"):
        yield "news: no name"
    language = news.findtext(f"{NEWS}publication/{NEWS}language") or ""
    if not re.fullmatch("zh-cn|zh-tw|[a-z]{2,3}", language):
        yield f"news: language {language!r}"
    if not _DATE.fullmatch(news.findtext(f"{NEWS}publication_date") or ""):
        yield "news: no date"
    if not (news.findtext(f"{NEWS}title") or "").strip():
        yield "news: no title"
