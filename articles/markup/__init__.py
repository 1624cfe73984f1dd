"""Untrusted markup in, clean HTML, text and pictures out: here it is decided what is allowed.

Pure: no Django, no network, no clock. The steps are parse, drop, find pictures, write anew and
sanitise; nothing edits a body after nh3, which is the wall.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import bleach
import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.markup import embeds, tables
from articles.markup.lengths import reading_minutes, summarised
from articles.markup.pictures import (
    FindPicture,
    Picture,
    is_character,
    is_spacer,
    pixels,
    poster_of,
    recording_address,
    true_address,
    words_of,
)
from articles.markup.players import Player, is_still, one_line, open_players, player_of
from articles.markup.presenting import (
    Copy,
    FindCopies,
    LocalPicture,
    moved,
    present,
    present_elsewhere,
    with_words,
)
from articles.markup.rules import NO_RULES, Rules
from articles.markup.writer import Writer, Written

__all__ = [
    "NO_RULES",
    "RENDERED_BY",
    "Copy",
    "FindCopies",
    "Found",
    "LocalPicture",
    "Picture",
    "Player",
    "Removed",
    "Rendered",
    "Rules",
    "is_still",
    "lines",
    "moved",
    "parsed",
    "plain",
    "player_of",
    "present",
    "present_elsewhere",
    "reading_minutes",
    "render",
    "with_words",
]

RENDERED_BY = 3  # the version of these rules; raise it when bodies must be made again
# Where a block of a clean body begins or ends. In an attribute, where it may stand too, it does no harm.
_BLOCK = re.compile(
    r"(?=</?(?:p|div|li|h[1-6]|tr|td|th|figure|figcaption|blockquote|pre|dt|dd|caption|br|hr)\b)"
)
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
    :ivar summary: its first words, one line of at most 160 characters, ended with a sentence where one ends; no
        captions, headings, players, dates and bylines.
    :ivar pictures: in the order of the page, each once; behind them the stills of players, so that one
        leads only where there is nothing else.
    :ivar byline: who wrote it, where the outlet's rules find it; else empty.
    """

    html: str
    text: str
    summary: str
    pictures: tuple[Picture, ...]
    byline: str = ""


class Removed(NamedTuple):
    """What one selector of an outlet's rules took out of a body, as words and as a number of pictures."""

    selector: str
    text: str
    pictures: int


@dataclass(slots=True)
class Found:
    """What the rules of an outlet found in a body: what they took out, and who wrote it."""

    removed: list[Removed] = field(default_factory=list)
    byline: str = ""


def render(
    html: str,
    *,
    base_url: str = "",
    title: str = "",
    find_picture: FindPicture | None = None,
    video: str = "",
    rules: Rules = NO_RULES,
    found: Found | None = None,
    tree: LexborNode | None = None,
) -> Rendered:
    """Make a clean body of anybody's HTML.

    :param html: untrusted; any text at all.
    :param base_url: what relative addresses are resolved against; without it they stay.
    :param title: of the post; a heading that only repeats it goes.
    :param find_picture: says where a picture of the archive itself is served, or None.
    :param video: the address of the post itself: where it plays, its still is a picture of the post.
    :param rules: of the outlet that published it.
    :param found: takes what these rules found; it costs a search for each.
    :param tree: what `parsed` makes of the HTML, where somebody has looked at it before; it is used up.
    :returns: the body; rendering it again changes nothing.
    """
    body = tree or parsed(html)
    byline = _byline(body, rules)
    _mark(body, rules)  # first: what it goes by may be removed
    if found is not None:
        found.byline = byline
        found.removed += _removed_by(body, rules)
    if any(sign in html for sign in embeds.SIGNS):
        if rules.remove:  # they name elements as the outlet wrote them
            _drop(body, ", ".join(rules.remove))
        open_players(body)
    _drop(body, _dropped(rules))
    _open_noscripts(body, base_url, find_picture)
    pictures, captions = _find_pictures(body, base_url, find_picture)
    written = Writer(base_url, pictures, captions, title).write(body)
    return Rendered(
        _sanitised(written.html),
        written.text,
        summarised(written.opening),
        tuple(_pictures_of(written, video)),
        byline,
    )


@lru_cache(maxsize=1000)
def _dropped(rules: Rules) -> str:
    """Return what goes from the bodies of an outlet, as one selector: each search parses its own."""
    return ", ".join((tables.DROPPED, *tables.BOILERPLATE, *rules.remove))


def _drop(body: LexborNode, selector: str) -> None:
    """Take elements out of the tree, never the tree itself."""
    for node in body.css(selector):
        if node.mem_id != body.mem_id:
            node.decompose()


def _removed_by(body: LexborNode, rules: Rules) -> list[Removed]:
    """Take out what goes from all bodies, then what each rule of the outlet names, and note that."""
    _drop(body, _dropped(NO_RULES))
    found = []
    for selector in rules.remove:
        for node in body.css(selector):
            # Neither the tree itself, nor what has gone with an element around it.
            if node.mem_id != body.mem_id and node.parent is not None:
                text = plain(node.text(deep=True, separator=" ") or "")
                found.append(Removed(selector, text, len(node.css("img"))))
                node.decompose()
    return found


def _byline(body: LexborNode, rules: Rules) -> str:
    """Return the words of the first element that names the author."""
    if not rules.bylines:
        return ""
    lines = (plain(_first_line(node)) for node in body.css(", ".join(rules.bylines)))
    return next(filter(None, (tables.BYLINE_LABELS.sub("", line) for line in lines)), "")


def _first_line(node: LexborNode) -> str:
    """Return the words of an element before its first line break: a date may follow."""
    words = ""
    for child in node.iter(include_text=True):
        if child.tag == "br":
            break
        words += child.text(deep=True) or ""
    return words


def _mark(body: LexborNode, rules: Rules) -> None:
    """Give what the outlet's rules call a caption or credit a name that the tables know."""
    for selectors, name in ((rules.captions, "caption"), (rules.credits, "credit")):
        for node in body.css(", ".join(selectors)) if selectors else ():
            node.attrs["class"] = f"{node.attributes.get('class') or ''} {name}"


def _pictures_of(written: Written, video: str) -> list[Picture]:
    player = player_of(video) if video else None
    stills = [Picture(player.still)] if player and player.still else []
    known = {picture.url for picture in written.pictures}
    stills = [still for still in [*stills, *written.stills] if still.url not in known]
    return written.pictures + list({still.url: still for still in stills}.values())


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
    return one_line(text)


def lines(html: str) -> str:
    """Return the words of a body of ours, a line a block: what a list shows of it."""
    return parsed(_BLOCK.sub("\n", html)).text(deep=True) or ""


def _decoded(text: str) -> str:
    """Return what a browser shows of a text with entities in it."""
    return parsed(text).text(deep=True) or ""


def parsed(html: str) -> LexborNode:
    """Return the tree of any HTML: its body. All stands in it; a `noscript` at the start would be of the head."""
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
        outer = _without_data(find)
        has_twin = any(true_address(twin, base_url, outer) for twin in twins)
        if has_twin or node.css_first("img") is None:
            node.decompose()
            continue
        for twin in twins:  # it only holds the place
            twin.decompose()
        node.unwrap()


def _without_data(find: FindPicture | None) -> FindPicture | None:
    """Return what finds pictures of the archive, but none that an address itself holds."""
    return find and (lambda address: None if address.startswith("data:") else find(address))


def _find_pictures(
    body: LexborNode, base_url: str, find: FindPicture | None
) -> tuple[dict[int, Picture], set[int]]:
    """Return the picture of each img and recording by the node's id, and the ids of their words."""
    pictures: dict[int, Picture] = {}
    captions: set[int] = set()
    shown = body.css("img, video, audio")
    unseen = {inner.mem_id for node in shown if node.tag != "img" for inner in node.css("img")}
    addresses = {
        node.mem_id: address
        for node in shown
        if node.mem_id not in unseen and (address := _address_of(node, base_url, find))
    }
    for node in shown:
        url = addresses.get(node.mem_id)
        if url is None:
            continue
        attributes = node.attributes  # made anew each time that it is asked for
        alt = plain(attributes.get("alt") or "")
        if node.tag != "img":
            url = poster_of(node, base_url, find)
        elif is_character(attributes, url):
            pictures[node.mem_id] = Picture("", alt)
            continue
        words = words_of(node, addresses)
        captions.update(taken.mem_id for taken in words.nodes)
        width, height = pixels(attributes, "width"), pixels(attributes, "height")
        pictures[node.mem_id] = Picture(url, alt, words.caption, words.credit, width, height)
    return pictures, captions


def _address_of(node: LexborNode, base_url: str, find: FindPicture | None) -> str:
    """Return where a picture or recording lies; empty where there is nothing to show."""
    if node.tag != "img":
        return recording_address(node, base_url)
    return "" if is_spacer(node) else true_address(node, base_url, find)
