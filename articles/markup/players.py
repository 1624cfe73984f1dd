"""Players of known hosts: what an address plays, where a person can watch it, and its still.

The hosts are a table (`articles.markup.embeds`); how a player stands in a body is for
`articles.markup.writer`, how it looks on a page for `articles.markup.presenting`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.markup import embeds

MARK = "▶ "  # before the name of a player in a body; such a line is no opening
_START = re.compile(
    r"[?&#](?:t|start|time_continue)=(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?(?![\w.])"
)
_SECONDS = (3600, 60, 1)
_TITLE_LENGTH = 200  # characters


@dataclass(frozen=True, slots=True)
class Player:
    """What a known host plays.

    :ivar host: what the host is called.
    :ivar address: where a person can watch, hear or read it.
    :ivar still: the address of its picture; empty where none can be told.
    """

    host: str
    address: str
    still: str = ""
    is_video: bool = False


def player_of(address: str) -> Player | None:
    """Return what an address plays, or None where it is of no known host.

    :param address: of a frame, or of the page where a person watches.
    """
    for candidate in _unwrapped(address):
        for embed in embeds.HOSTS:
            match = embed.pattern.match(candidate)
            if match:
                groups = match.groupdict("")
                whole = embed.address.format(**groups) + _start(candidate, embed.start)
                return Player(embed.host, whole, embed.still.format(**groups), embed.is_video)
    return None


def is_still(address: str) -> bool:
    """Return whether a picture is a still: who loads it from its host says what they watch."""
    return bool(embeds.STILLS.match(address))


def label_of(host: str, title: str) -> str:
    """Return what a player is called: its host, and its title where it has one.

    :param title: as its frame gives it; untrusted.
    """
    title = one_line(title)[:_TITLE_LENGTH].strip()
    return host if not title or embeds.NO_TITLES.fullmatch(title) else f"{host}: {title}"


def one_line(text: str) -> str:
    """Return a text without line breaks and controls."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def open_players(body: LexborNode) -> None:
    """Put frames in the places that a script, or a plugin of its time, would have made a player.

    What has words of its own stays as it is: they say it, and link to it.
    """
    for node in body.css(embeds.WITHOUT_FRAME):
        if node.tag not in {"object", "embed"} and (node.text(deep=True) or "").strip():
            continue
        address = next(filter(player_of, _addresses(node)), None)
        if address:
            frame = LexborHTMLParser("<iframe></iframe>").css_first("iframe")
            assert frame is not None
            frame.attrs["src"] = address
            node.replace_with(frame)


def _addresses(node: LexborNode) -> Iterator[str]:
    for element in (node, *node.css("a, embed, param")):
        for name in embeds.ADDRESSES:
            yield element.attributes.get(name) or ""


def _unwrapped(address: str) -> Iterator[str]:
    """Give the address that a frame names in a parameter, then that of the frame."""
    for pattern, name in embeds.FRAMES_AROUND:
        if pattern.match(address):
            yield dict(parse_qsl(urlsplit(address).query)).get(name, "")
    yield address


def _start(address: str, form: str) -> str:
    """Return how an address goes on that begins at the second at which another begins."""
    start = _START.search(address) if form else None
    parts = start.groups("0") if start else ()
    seconds = sum(int(part) * unit for part, unit in zip(parts, _SECONDS, strict=False))
    return form.format(seconds) if seconds else ""
