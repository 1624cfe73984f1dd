"""Untrusted markup in, clean HTML, text and pictures out: here it is decided what is allowed.

Pure: no Django, no network, no clock. The steps are parse, drop, find pictures, write anew and
sanitise; nothing edits a body after nh3, which is the wall.
"""

from dataclasses import dataclass

import bleach
import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.markup import tables
from articles.markup.pictures import (
    FindPicture,
    Picture,
    is_character,
    is_spacer,
    pixels,
    true_address,
    words_of,
)
from articles.markup.presenting import Copy, FindCopies, LocalPicture, absolute_links, present
from articles.markup.reading import reading_minutes
from articles.markup.writer import Player, Writer, player_of

__all__ = [
    "RENDERED_BY",
    "Copy",
    "FindCopies",
    "LocalPicture",
    "Picture",
    "Player",
    "Rendered",
    "absolute_links",
    "plain",
    "player_of",
    "present",
    "reading_minutes",
    "render",
]

RENDERED_BY = 1  # the version of these rules; raise it when bodies must be made again
SUMMARY_LENGTH = 160  # characters: three lines of a list on a phone
_wall = nh3.Cleaner(
    tags=set(tables.TAGS),
    clean_content_tags={"script", "style"},
    attributes={name: set(attributes) for name, attributes in tables.ATTRIBUTES.items()},
    url_schemes=set(tables.URL_SCHEMES),
    link_rel="nofollow noopener noreferrer",
    strip_comments=True,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body, clean.

    :ivar text: what a reader sees, a line a block, captions too.
    :ivar summary: its first words, one line of at most SUMMARY_LENGTH characters, no captions.
    :ivar pictures: in the order of the page, each once.
    """

    html: str
    text: str
    summary: str
    pictures: tuple[Picture, ...]


def render(
    html: str, *, base_url: str = "", title: str = "", find_picture: FindPicture | None = None
) -> Rendered:
    """Make a clean body of anybody's HTML.

    :param html: untrusted; any text at all.
    :param base_url: what relative addresses are resolved against; without it they stay.
    :param title: of the post; a heading that only repeats it goes.
    :param find_picture: says where a picture of the archive itself is served, or None.
    :returns: the body; rendering it again changes nothing.
    """
    body = _parsed(html)
    for selector in (tables.DROPPED, ", ".join(tables.BOILERPLATE)):
        for node in body.css(selector):
            node.decompose()
    _open_noscripts(body, base_url, find_picture)
    pictures, captions = _find_pictures(body, base_url, find_picture)
    written = Writer(base_url, pictures, captions, title).write(body)
    return Rendered(
        _sanitised(written.html),
        written.text,
        _summarised(written.opening),
        tuple(written.pictures),
    )


def _summarised(opening: str) -> str:
    line = " ".join(opening.split())
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1].rstrip() + "…"


def _sanitised(html: str) -> str:
    """Return HTML with nothing in it that the tables do not allow."""
    return _wall.clean(html)


def plain(text: str) -> str:
    """Return a title or caption as one line of plain text.

    :param text: untrusted; may hold tags and entities.
    :returns: the words: no tags, entities decoded, controls dropped, spaces folded.
    """
    if "<" in text:
        text = bleach.clean(text, tags=set(), strip=True)
    if "&" in text:
        text = _decoded(text)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _decoded(text: str) -> str:
    """Return what a browser shows of a text with entities in it."""
    return _parsed(text).text(deep=True) or ""


def _parsed(html: str) -> LexborNode:
    """Return the body of a tree. All stands in it: a `noscript` at the start would be of the head."""
    body = LexborHTMLParser("<body>" + html.encode("utf-8", "replace").decode("utf-8")).body
    assert body is not None
    return body


def _open_noscripts(body: LexborNode, base_url: str, find: FindPicture | None) -> None:
    """Drop what only readers without scripts see, unless it holds a picture's one true address.

    A lazy picture stands as a placeholder, and behind it once more for those without scripts.
    """
    for node in body.css("noscript"):
        before = node.prev
        while (
            before is not None and before.is_text_node and not (before.text_content or "").strip()
        ):
            before = before.prev
        twins = before.css("img") if before is not None and before.is_element_node else []
        has_twin = any(true_address(twin, base_url, find) for twin in twins)
        if has_twin or node.css_first("img") is None:
            node.decompose()
        else:
            node.unwrap()


def _find_pictures(
    body: LexborNode, base_url: str, find: FindPicture | None
) -> tuple[dict[int, Picture], set[int]]:
    """Return the picture of each img by the node's id, and the ids of the captions taken."""
    pictures: dict[int, Picture] = {}
    captions: set[int] = set()
    for image in body.css("img"):
        if is_spacer(image):
            continue
        address = true_address(image, base_url, find)
        alt = plain(image.attributes.get("alt") or "")
        if address and is_character(image, address):
            pictures[image.mem_id] = Picture("", alt)
        elif address:
            words = words_of(image)
            captions.update(node.mem_id for node in words.nodes)
            pictures[image.mem_id] = Picture(
                address,
                alt,
                words.caption,
                words.credit,
                pixels(image, "width"),
                pixels(image, "height"),
            )
    return pictures, captions
