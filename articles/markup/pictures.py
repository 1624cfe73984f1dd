"""Which pictures an article has: their true addresses, captions and credits, found in its tree.

How they are written into a body is for `articles.markup.writer`.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import nh3
from selectolax.lexbor import LexborNode

from articles.addresses import as_uri
from articles.markup import tables

FindPicture = Callable[[str], str | None]
Attributes = Mapping[str, str | None]
_CLIMB = 4  # how far above a picture its caption may begin
_PROXIES = 4  # one behind another
_AFTER = 3  # how many elements behind it may belong to it
# Asked of each address by itself: what the wall would take from a body must not get into one, or a
# link would stand there that leads nowhere and be taken for words the next time.
_wall = nh3.Cleaner(
    tags={"a"}, attributes={"a": {"href"}}, url_schemes=set(tables.URL_SCHEMES), link_rel=None
)


# An address that the wall lets stand and that urljoin leaves as it is: most are, and asking takes long.
_PLAIN_ADDRESS = re.compile(
    r"https?://(?![a-z0-9.-]*xn--)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,20}/[A-Za-z0-9/._~!$()*+,=:@%-]*"
    r"(?:\?[A-Za-z0-9/._~!$()*+,=:@%&-]+)?",
    re.ASCII,
)
# What stands in no address, or only elsewhere in one (RFC 3986 §3, §2.1).
_NO_ADDRESS = re.compile(r"""[\x00-\x20"<>\\^`{|}\x7f\[\]]|%(?![0-9A-Fa-f]{2})|#.*#""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a post: its address and the words that came with it; sizes in pixels."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None


def absolute(address: str, base_url: str) -> str:
    """Return an address made whole, or an empty string where it is not one that can be followed.

    An empty address, which would mean the page it stands in, leads nowhere. One that holds what no address may
    is escaped; others stay as they were written, with their letters.
    """
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    address = "".join(address.split()) if "\n" in address else address.strip()
    if address.startswith("//"):
        address = "https:" + address
    try:
        whole = urljoin(base_url, address) if base_url and address else address
    except ValueError:
        return ""
    # Asked first: what a browser would skip in an address must not hide a scheme from it.
    if not whole or "href" not in _wall.clean(f'<a href="{escape(whole)}">'):
        return ""
    return as_uri(whole) if _NO_ADDRESS.search(whole) else whole


def true_address(image: LexborNode, base_url: str, find: FindPicture | None) -> str:
    """Return where a picture really lies; empty where it has no address worth keeping.

    :param find: asked first, whether the archive itself has the picture.
    """
    return _first_true(_candidates(image), base_url, find)


def recording_address(recording: LexborNode, base_url: str) -> str:
    """Return where a video or audio lies; empty where it has no address."""
    for node in (recording, *recording.css("source")):
        address = absolute(node.attributes.get("src") or "", base_url)
        if address:
            return address if address.startswith(("http:", "https:", "/")) else ""
    return ""


def poster_of(video: LexborNode, base_url: str, find: FindPicture | None) -> str:
    """Return where the picture of a video truly lies; empty where it has none."""
    named = (video.attributes.get(name) or "" for name in tables.POSTERS)
    return _first_true(named, base_url, find) if video.tag == "video" else ""


def _first_true(candidates: Iterable[str], base_url: str, find: FindPicture | None) -> str:
    """Return the first of some addresses that is a picture's, undone of what stands before it.

    What the archive has comes first. An address that holds the picture itself comes last: it mostly
    holds its place until the true one has loaded.
    """
    named = [c for c in dict.fromkeys(candidates) if c and not c.startswith(("blob:", "about:"))]
    inner = [candidate for candidate in named if candidate.startswith("data:")]
    outer = (
        [candidate for candidate in named if not candidate.startswith("data:")] if inner else named
    )
    if find:
        ours = (find(c) for c in outer if not c.startswith(("http:", "https:", "//")))
        found = next(filter(None, ours), None)
        if found:
            return found
    for candidate in outer:
        whole = absolute(candidate, base_url)
        behind = _unproxied(whole)
        address = whole if behind == whole else absolute(behind, "")
        dropped = any(rule.search(address) for rule in tables.NO_PICTURES)
        if address and not dropped and urlsplit(address).scheme in {"http", "https", ""}:
            return address.replace(" ", "%20")
    return next(filter(None, map(find, inner)), "") if find else ""


def _candidates(image: LexborNode) -> Iterator[str]:
    """Give the addresses that an img names, the best first: the widest where it says how wide."""
    attributes = image.attributes
    parent = image.parent
    sources = parent.css("source") if parent is not None and parent.tag == "picture" else []
    sets = [
        _largest(value)
        for node in (image, *sources)
        for name in tables.LAZY_SETS
        if (value := (attributes if node is image else node.attributes).get(name))
    ]
    widest = max(sets, key=lambda candidate: candidate.width, default=None)
    if widest and widest.width:
        yield widest.address
    for name in (*tables.LAZY_ATTRIBUTES, "src"):
        yield attributes.get(name) or ""
    for candidate in sets:
        yield candidate.address


class _Candidate(NamedTuple):
    address: str
    size: float
    width: float  # pixels; 0 where it does not say


def _largest(candidates: str) -> _Candidate:
    """Return the widest or densest address of a srcset (HTML §4.8.4.2.1)."""
    best = _Candidate("", -1.0, 0.0)
    words = candidates.split()[::-1]
    while words:
        address, size = words.pop().lstrip(","), ""
        # An address may hold commas; one at its end says that no size follows.
        while words and address and not address.endswith(",") and not size.endswith(","):
            word, comma, after = words.pop().partition(",")
            size = (size or word) + comma
            if after:
                words.append(after)
        number = _number(size)
        if address and number > best.size:
            width = number if size.rstrip(",").endswith("w") else 0.0
            best = _Candidate(address.rstrip(","), number, width)
    return best


def _number(size: str) -> float:
    try:
        return float(size.rstrip(",")[:-1] or 1)
    except ValueError:
        return 1.0


def _unproxied(address: str) -> str:
    """Return the address behind a picture proxy, also where this one stands behind another."""
    for _ in range(_PROXIES):
        behind = _behind_proxy(address)
        if not behind:
            break
        address = behind
    return address


def _behind_proxy(address: str) -> str:
    for pattern, place in tables.PICTURE_PROXIES:
        match = pattern.match(address)
        if match:
            true = match["true"]
            if place == "query":
                true = unquote(true.split("&", 1)[0] if "?" not in true else true)
            else:
                true = true.split("?", 1)[0]
                true = unquote(true) if place == "escaped" else true
            return true if true.startswith(("http://", "https://")) else f"https://{true}"
    return ""


def pixels(attributes: Attributes, name: str) -> int | None:
    """Return the width or height that an img gives, in pixels."""
    value = (attributes.get(name) or "").strip().removesuffix("px")
    return int(value) if value.isascii() and value.isdecimal() and 0 < int(value) < 65536 else None


def is_character(attributes: Attributes, address: str) -> bool:
    """Return whether a picture only stands for a character, as emoji do."""
    size = pixels(attributes, "width") or pixels(attributes, "height")
    small = size is not None and size <= tables.EMOJI_PIXELS
    alt = attributes.get("alt") or ""
    return bool(tables.EMOJI.search(address)) or (small and 0 < len(alt) <= 4)


def is_spacer(image: LexborNode) -> bool:
    """Return whether a picture is a pixel that only counts readers or makes room."""
    attributes = image.attributes
    return any((attributes.get(name) or "").strip() in {"0", "1"} for name in ("width", "height"))


@dataclass(frozen=True, slots=True)
class Words:
    """The caption and the credit of a picture, and the elements that hold them."""

    caption: str
    credit: str
    nodes: tuple[LexborNode, ...]


def words_of(image: LexborNode, others: Container[int]) -> Words:
    """Find the caption and the credit of a picture: in its figure, or in what follows it.

    :param others: the ids of the nodes that may have words of their own.
    """
    captions: list[str] = []
    credit_lines: list[str] = []
    nodes: list[LexborNode] = []
    for element, outside in _followers(image, others):
        if not _take(element, captions, credit_lines, outside=outside):
            break
        nodes.append(element)
    return Words(" ".join(captions), " ".join(credit_lines), tuple(nodes))


def _followers(image: LexborNode, others: Container[int]) -> Iterator[tuple[LexborNode, bool]]:
    """Give the elements with words behind a picture, its own level first, then those above.

    With each comes whether it stands outside of the picture's figure.
    """
    node: LexborNode | None = image
    given = 0
    outside = False
    for _ in range(_CLIMB):
        if node is None or node.tag in {"body", "td", "li", "article"}:
            return
        outside = outside or node.tag == "figure"
        after = node.next
        while after is not None:
            text = "" if after.is_comment_node else (after.text(deep=True) or "").strip()
            if after.is_element_node and _shows_picture(after, others):
                return
            if text and not after.is_element_node:
                return
            if text:
                yield after, outside
                given += 1
                if given == _AFTER:
                    return
            after = after.next
        node = node.parent


def _shows_picture(element: LexborNode, others: Container[int]) -> bool:
    return any(node.mem_id in others for node in element.css("img, video, audio"))


def _take(
    element: LexborNode, captions: list[str], credit_lines: list[str], *, outside: bool
) -> bool:
    """Take the words of an element as caption or credit; False where it is something else.

    :param outside: it stands behind the figure; there `small` is small print, as in a clean body.
    """
    whole = _line(element)
    credit = next(iter(_matching(element, tables.CREDITS)), None)
    caption = next(iter(_matching(element, tables.CAPTIONS)), None)
    if caption is None and credit is None:
        small = element if element.tag == "small" else element.css_first("small")
        if small is None or _line(small) != whole or captions or outside:
            return False
        captions.append(whole)
        return True
    credit_line = _line(credit) if credit is not None else ""
    if caption is None:
        if credit_line != whole or credit_lines:
            return False
    elif _line(caption) != whole and _fold(_line(caption) + credit_line) != _fold(whole):
        return False
    else:
        text = _line(caption)
        if credit_line and text.endswith(credit_line):
            text = text[: -len(credit_line)].strip()
        if text and text not in captions:
            captions.append(text)
    credit_line = tables.CREDIT_LABELS.sub("", credit_line)
    if credit_line:
        credit_lines.append(credit_line)
    return True


def _matching(element: LexborNode, selector: str) -> list[LexborNode]:
    """Return the elements with words that a selector names: this one or those in it."""
    return [node for node in element.css(selector) if _line(node)]


def _line(node: LexborNode) -> str:
    return " ".join((node.text(deep=True) or "").split())


def _fold(text: str) -> str:
    return "".join(text.split())
