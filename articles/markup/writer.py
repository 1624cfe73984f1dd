"""A tree of anybody's HTML in, flat and plain blocks out.

Wrappers vanish: an element either is a block of the article (heading, list, table …), stands in a line
of words, or is nothing but a boundary between two paragraphs. What comes out has no `div`, no `span`,
no empty paragraph and no run of line breaks. It is still to be sanitised by the caller.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

import bleach.linkifier
from selectolax.lexbor import LexborNode

from articles.markup import tables
from articles.markup.pictures import Picture, absolute

# Spaces of HTML (§4.7 of the Infra standard); a no-break space is a letter here, but not a word.
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NOT_WORDS = re.compile("[\\s\u00a0\u200b-\u200f\u2060\ufeff\u00ad]+")
_BARE_ADDRESS = re.compile(r"(?:https?://|www\.)[\w]", re.IGNORECASE)
# RFC 3986 §2 has ASCII alone: an address ends where Chinese begins, and not in a full stop.
_ADDRESS = re.compile(
    r"(?:https?://|\bwww\.)[A-Za-z0-9](?:[A-Za-z0-9\-._~:/?#@!$*+,;=%]|&amp;)*[A-Za-z0-9/_~=#%+-]",
    re.IGNORECASE,
)
_OPENING = 400  # characters: more than any summary takes
_linker = bleach.linkifier.Linker(callbacks=[], url_re=_ADDRESS)


@dataclass
class Line:
    """Words on their way to a paragraph, with the inline elements that are open around them."""

    parts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)  # name, start tag
    breaks: int = 0  # line breaks since the last word

    def has_words(self) -> bool:
        """Return whether a reader would see anything of it."""
        return bool(_NOT_WORDS.sub("", "".join(self.words)))


@dataclass
class Frame:
    """A container that is being written: its start tag, and the blocks in it so far."""

    name: str
    start: str
    blocks: list[tuple[bool, str]] = field(default_factory=list)  # (is a paragraph, HTML)


@dataclass
class Written:
    """What came of a tree."""

    html: str
    text: str
    opening: str  # the first words that are no caption
    pictures: list[Picture]


class Writer:
    """Writes one tree.

    :param base_url: what relative links are resolved against.
    :param pictures: the Picture of each img by the node's id; an img without one is left out.
    :param skipped: ids of nodes that are written elsewhere, such as captions.
    """

    def __init__(self, base_url: str, pictures: Mapping[int, Picture], skipped: set[int]) -> None:
        self._base_url = base_url
        self._pictures = pictures
        self._skipped = skipped
        self._frames = [Frame("", "")]
        self._line = Line()
        self._text: list[str] = []
        self._captions: set[int] = set()  # which lines of the text are captions
        self._shown: dict[str, Picture] = {}

    def write(self, body: LexborNode) -> Written:
        """Write all that stands in an element."""
        # A stack, not recursion: hostile trees are 100,000 elements deep.
        todo: list[LexborNode | Callable[[], None]] = [*_children_reversed(body)]
        while todo:
            item = todo.pop()
            if isinstance(item, LexborNode):
                ending = self._begin(item)
                if ending is not None:
                    todo.append(ending)
                    todo += _children_reversed(item)
            else:
                item()
        self._flush()
        while len(self._frames) > 1:
            self._close_frame()
        return Written(
            _joined(self._frames[0].blocks),
            "\n".join(self._text),
            self._opening(),
            list(self._shown.values()),
        )

    def _begin(self, node: LexborNode) -> Callable[[], None] | None:
        """Write the beginning of a node; return what ends it, or None where its inside is done."""
        if node.is_text_node:
            self._write_words(node.text_content or "")
            return None
        if not node.is_element_node or node.mem_id in self._skipped:
            return None
        name = (node.tag or "").lower()
        leaf = _LEAVES.get(name)
        if leaf is not None:
            leaf(self, node)
            return None
        if name in tables.INLINE:
            return self._begin_inline(name, node)
        if name in tables.CONTAINERS or name in tables.HEADINGS:
            return self._begin_frame(tables.HEADINGS.get(name, name), node)
        if name in tables.BOUNDARIES:
            self._flush()
            return self._flush
        return lambda: None  # unknown: only what is in it counts

    # Words and inline elements

    def _write_words(self, text: str) -> None:
        if self._frames[-1].name in tables.STRUCTURE and not text.strip():
            return
        text = _SPACES.sub(" ", text)
        if not self._line.words or self._line.words[-1].endswith((" ", "\n")):
            text = text.lstrip(" ")
        if not text:
            return
        if text.strip():
            self._line.breaks = 0
        html = escape(text, quote=False)
        in_link = any(name == "a" for name, _ in self._line.open)
        if not in_link and _BARE_ADDRESS.search(text):
            html = _linker.linkify(html)
        self._line.parts.append(html)
        self._line.words.append(text)

    def _begin_inline(self, name: str, node: LexborNode) -> Callable[[], None]:
        start = self._start_tag(name, node)
        if name == "wbr":
            self._line.parts.append("<wbr>")
            return lambda: None
        if start == "<a>":  # a link that leads nowhere is only words
            return lambda: None
        depth = len(self._line.open)
        self._line.open.append((name, start))
        self._line.parts.append(start)

        def end() -> None:
            del self._line.open[depth:]
            if self._line.parts and self._line.parts[-1] == start:
                self._line.parts.pop()  # nothing was in it
            else:
                self._line.parts.append(f"</{name}>")

        return end

    def _start_tag(self, name: str, node: LexborNode) -> str:
        allowed = tables.ATTRIBUTES.get(name)
        if not allowed:
            return f"<{name}>"
        attributes = {key: value or "" for key, value in node.attributes.items() if key in allowed}
        if "href" in attributes:
            attributes["href"] = absolute(attributes["href"], self._base_url)
            if not attributes["href"]:
                return f"<{name}>"
        written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
        return f"<{name}{written}>"

    def _break(self, _node: LexborNode) -> None:
        self._line.breaks += 1
        if self._line.breaks > 1:
            self._flush()
        elif self._line.has_words():
            self._line.parts.append("<br>")
            self._line.words.append("\n")

    # Blocks

    def _flush(self) -> None:
        """End the paragraph; inline elements that are open go on in the next one."""
        line = self._line
        self._line = Line(open=list(line.open), parts=[start for _, start in line.open])
        if not line.has_words():
            return
        while line.parts and line.parts[-1] in {"<br>", " "}:
            line.parts.pop()
        ends = "".join(f"</{name}>" for name, _ in reversed(line.open))
        html = "".join(line.parts).rstrip(" ") + ends
        frame = self._frames[-1]
        self._text += [text for text in "".join(line.words).split("\n") if text.strip()]
        if frame.name in tables.STRUCTURE:
            html = _WRAPPED[frame.name].format(html)
            frame.blocks.append((False, html))
        else:
            frame.blocks.append((True, html))

    def _add(self, html: str) -> None:
        """Add a whole block."""
        self._flush()
        self._frames[-1].blocks.append((False, html))

    def _begin_frame(self, name: str, node: LexborNode) -> Callable[[], None]:
        self._flush()
        depth = len(self._frames)
        self._frames.append(Frame(name, self._start_tag(name, node)))

        def end() -> None:
            self._flush()
            while len(self._frames) > depth:
                self._close_frame()

        return end

    def _close_frame(self) -> None:
        frame = self._frames.pop()
        parent = self._frames[-1]
        cell = frame.name in {"td", "th"}
        if not frame.blocks and not cell:
            return
        if frame.name in tables.HEADINGS.values():
            # Pictures and other blocks in a heading stand before it.
            parent.blocks += [block for block in frame.blocks if not block[0]]
            words = "<br>".join(html for is_paragraph, html in frame.blocks if is_paragraph)
            inside = words
        elif frame.name in tables.FLOW and sum(p for p, _ in frame.blocks) <= 1:
            inside = "".join(html for _, html in frame.blocks)
        else:
            inside = _joined(frame.blocks)
        if inside or cell:
            parent.blocks.append((False, f"{frame.start}{inside}</{frame.name}>"))

    # Leaves

    def _rule(self, _node: LexborNode) -> None:
        self._add("<hr>")

    def _preformatted(self, node: LexborNode) -> None:
        text = (node.text(deep=True) or "").strip("\r\n")
        if text.strip():
            self._add(f"<pre>{escape(text, quote=False)}</pre>")
            self._text.append(text)

    def _media(self, node: LexborNode) -> None:
        sources = [node, *node.css("source")]
        addresses = (absolute(s.attributes.get("src") or "", self._base_url) for s in sources)
        address = next(filter(None, addresses), "")
        if address.startswith(("http:", "https:", "/")):
            name = node.tag
            self._add(f'<{name} src="{escape(address)}" controls="" preload="none"></{name}>')

    def _player(self, node: LexborNode) -> None:
        """Write a link in place of an iframe: a frame would load from a stranger by itself."""
        names = ("src", "data-src", "data-lazy-src")
        raw = next((node.attributes[name] for name in names if node.attributes.get(name)), None)
        address = absolute(raw or "", self._base_url)
        if not address.startswith(("http:", "https:")):
            return
        label = address.partition("//")[2].partition("/")[0]
        for pattern, host, watch in tables.EMBEDS:
            match = pattern.search(address)
            if match:
                label, address = host, watch.format(id=match["id"])
        self._add(f'<p><a href="{escape(address)}">▶ {escape(label)}</a></p>')

    def _image(self, node: LexborNode) -> None:
        picture = self._pictures.get(node.mem_id)
        if picture is None:
            return
        if not picture.url:  # it stands for a character
            self._write_words(picture.alt)
            return
        again = picture.url in self._shown
        if again and not picture.caption:
            return
        self._shown.setdefault(picture.url, picture)
        words = " ".join(filter(None, (picture.caption, picture.credit)))
        if words:
            self._flush()
            self._captions.add(len(self._text))
            self._text.append(words)
        self._add(_figure(picture))

    def _opening(self) -> str:
        lines = (line for place, line in enumerate(self._text) if place not in self._captions)
        opening = ""
        for line in lines:
            opening = f"{opening} {line}".strip()
            if len(opening) > _OPENING:
                break
        return opening


def _joined(blocks: list[tuple[bool, str]]) -> str:
    """Return blocks one below the other, words as paragraphs."""
    return "\n".join(f"<p>{html}</p>" if is_paragraph else html for is_paragraph, html in blocks)


def _figure(picture: Picture) -> str:
    """Return a picture as a block."""
    sizes = "".join(
        f' {name}="{value}"'
        for name, value in (("width", picture.width), ("height", picture.height))
        if value
    )
    image = f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}"{sizes}>'
    words = escape(picture.caption, quote=False)
    if picture.credit:
        credit = f"<small>{escape(picture.credit, quote=False)}</small>"
        words = f"{words} {credit}" if words else credit
    return f"<figure>{image}{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"


def _children_reversed(node: LexborNode) -> Iterator[LexborNode]:
    child = node.last_child
    while child is not None:
        yield child
        child = child.prev


_LEAVES: dict[str, Callable[[Writer, LexborNode], None]] = {
    "br": Writer._break,
    "hr": Writer._rule,
    "pre": Writer._preformatted,
    "listing": Writer._preformatted,
    "video": Writer._media,
    "audio": Writer._media,
    "iframe": Writer._player,
    "img": Writer._image,
}
# Where words stand in a container that cannot hold them.
_WRAPPED = {
    **dict.fromkeys(("ul", "ol"), "<li>{}</li>"),
    "dl": "<dd>{}</dd>",
    **dict.fromkeys(("table", "thead", "tbody", "tfoot"), "<tr><td>{}</td></tr>"),
    "tr": "<td>{}</td>",
}
