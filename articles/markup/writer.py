"""A tree of anybody's HTML in, flat and plain blocks out.

Wrappers vanish: an element either is a block of the article (heading, list, table …), stands in a line
of words, or is nothing but a boundary between two paragraphs. What comes out has no `div`, no `span`,
no empty paragraph and no run of line breaks. It is still to be sanitised by the caller.
"""

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby

import bleach.linkifier
from selectolax.lexbor import LexborNode

from articles.addresses import as_uri
from articles.markup import embeds, tables
from articles.markup.blocks import Block, Frame, Line
from articles.markup.lengths import is_dateline
from articles.markup.pictures import Picture, absolute, recording_address
from articles.markup.players import MARK, label_of, player_of
from articles.markup.titles import Title

# Spaces of HTML (§4.7 of the Infra standard); a no-break space is a letter here.
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BARE_ADDRESS = re.compile(r"(?:https?://|www\.)[\w]", re.IGNORECASE)
# RFC 3986 §2 has ASCII alone: an address ends where Chinese begins, and not in a full stop.
_ADDRESS = re.compile(
    r"(?:https?://|\bwww\.)[A-Za-z0-9](?:[A-Za-z0-9\-._~:/?#@!$*+,;=%]|&amp;)*[A-Za-z0-9/_~=#%+-]",
    re.IGNORECASE,
)
_FULL_WIDTH = re.compile("[\u3001-\u303f\uff01-\uff5e\u201d\u2019\u2026]$")
_Attributes = MutableMapping[tuple[str | None, str], str]  # bleach's, by namespace and name
_PLAYER = re.compile(f'<a href="(?P<address>[^"]*)">(?P<words>{MARK}[^<]+)</a>')
_OPENING = 400  # characters: more than any summary takes
# No part of HTML's text (WHATWG HTML §13.1.4): all controls but spaces, and what is no character.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def _escape_bare(attributes: _Attributes, _new: bool = False) -> _Attributes:  # noqa: FBT001, FBT002
    """Escape what an address cannot hold in the link of one that stood among words."""
    attributes[None, "href"] = as_uri(attributes[None, "href"])
    return attributes


_linker = bleach.linkifier.Linker(callbacks=[_escape_bare], url_re=_ADDRESS)


@dataclass
class Written:
    """What came of a tree."""

    html: str
    text: str
    opening: str  # the first words that are no caption, heading or name of a player
    pictures: list[Picture]
    stills: list[Picture]  # of players, and posters of recordings


class Writer:
    """Writes one tree.

    :param base_url: what relative links are resolved against.
    :param pictures: the Picture of each img by the node's id; an img without one is left out. That of
        a recording has its poster, where it has one, and its words.
    :param skipped: ids of nodes that are written elsewhere, such as captions.
    :param title: of the post; what only repeats it is left out.
    """

    def __init__(
        self, base_url: str, pictures: Mapping[int, Picture], skipped: set[int], title: str
    ) -> None:
        self._base_url = base_url
        self._pictures = pictures
        self._skipped = skipped
        self._title = Title(title)
        self._frames = [Frame("", "")]
        self._line = Line()
        self._text: list[str] = []
        self._beside: set[int] = set()  # which lines of the text are captions or headings
        self._shown: dict[str, Picture] = {}
        self._stills: dict[str, Picture] = {}

    def write(self, body: LexborNode) -> Written:
        """Write all that stands in an element."""
        # A stack, not recursion: hostile trees are 100,000 elements deep.
        above: list[tuple[LexborNode, Callable[[], None]]] = []
        node = body.first_child
        while node is not None or above:
            if node is None:
                node, end = above.pop()
                end()
                node = node.next
                continue
            ending = self._begin(node)
            if ending is None:
                node = node.next
            else:
                above.append((node, ending))
                node = node.first_child
        self._flush()
        return Written(
            self._frames[0].inside(),
            "\n".join(filter(None, self._text)),
            self._opening(),
            list(self._shown.values()),
            [still for url, still in self._stills.items() if url not in self._shown],
        )

    def _begin(self, node: LexborNode) -> Callable[[], None] | None:
        """Write the beginning of a node; return what ends it, or None where its inside is done."""
        name = node.tag or ""
        if name == "-text":
            self._write_words(node.text_content or "")
            return None
        if not node.is_element_node or (self._skipped and node.mem_id in self._skipped):
            return None
        leaf = _LEAVES.get(name)
        if leaf is not None:
            leaf(self, node)
            return None
        if name in tables.INLINE:
            return self._begin_inline(name, node)
        if name in tables.BOUNDARIES or self._frames[-1].name in tables.NOT_WITHIN.get(name, ()):
            self._flush()
            return self._flush
        if name in tables.CONTAINERS or name in tables.HEADINGS:
            return self._begin_frame(tables.HEADINGS.get(name, name), node)
        return _nothing  # unknown: only what is in it counts

    # Words and inline elements

    def _write_words(self, text: str) -> None:
        line = self._line
        if self._frames[-1].name in tables.STRUCTURE and not text.strip():
            return
        text = _SPACES.sub(" ", text)
        if not text.isprintable():  # which takes a tenth of the time
            text = _NO_TEXT.sub("", text)
        if not line.words or line.words[-1].endswith((" ", "\n")):
            text = text.lstrip(" ")
        if not text:
            return
        if text.strip():
            line.breaks = 0
        html = escape(text, quote=False)
        if "." in text and _BARE_ADDRESS.search(text) and not line.in_link():
            html = _linker.linkify(html)
        line.add(html, text)

    def _begin_inline(self, name: str, node: LexborNode) -> Callable[[], None]:
        start = self._start_tag(name, node)
        if name == "wbr":
            self._line.parts.append("<wbr>")
            return _nothing
        within = self._line.open[-1][0] if self._line.open else ""
        if within in tables.NOT_WITHIN.get(name, ()):
            return _nothing
        if start == f"<{name}>" and name in tables.NEEDED:
            return _nothing
        if name == "a" and self._line.in_link():
            return _nothing  # a link in a link is only words
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
        attributes = {
            key: value or ""
            for key, value in node.attributes.items()
            if key in allowed
            and (key not in tables.VALUES or tables.VALUES[key].fullmatch(value or ""))
        }
        if "href" in attributes:
            attributes["href"] = absolute(attributes["href"], self._base_url)
        if name in tables.NEEDED and not attributes.get(tables.NEEDED[name]):
            return f"<{name}>"
        written = "".join(
            f' {key}="{escape(_NO_TEXT.sub("", value))}"' for key, value in attributes.items()
        )
        return f"<{name}{written}>"

    def _break(self, _node: LexborNode) -> None:
        self._line.breaks += 1
        if self._line.breaks > 1:
            self._flush()
        elif self._line.has_words:
            self._line.add("<br>", "\n")

    # Blocks

    def _flush(self) -> None:
        """End the paragraph; inline elements that are open go on in the next one."""
        line = self._line
        if not line.parts:
            line.breaks = 0
            return
        self._line = Line(open=list(line.open), parts=[start for _, start in line.open])
        if not line.has_words:
            return
        opened = list(line.open)
        while True:
            last = line.parts[-1]
            if opened and last == opened[-1][1]:
                opened.pop()  # nothing was in it
            elif last != "<br>" and not last.isspace():
                break
            line.parts.pop()
        ends = "".join(f"</{name}>" for name, _ in reversed(opened))
        html = "".join(line.parts).rstrip() + ends
        lines_of_words = (text.lstrip(" ").rstrip() for text in "".join(line.words).split("\n"))
        words = list(filter(None, lines_of_words))
        is_bare = len(self._frames) == 1 and "<a " not in html  # a link says more than the title
        if is_bare and self._title.is_repeated(words, heading=False):
            return
        lines = range(len(self._text), len(self._text) + len(words))
        self._text += words
        if not (html.startswith("<a ") and self._place_player(html)):
            self._place(Block(html, is_paragraph=True, lines=lines))

    def _add(self, html: str) -> None:
        """Add a whole block."""
        self._flush()
        self._place(Block(html))

    def _place(self, block: Block) -> None:
        frame = self._frames[-1]
        within = tables.STRUCTURE.get(frame.name)
        if within is not None and block.name not in within:
            around = tables.LISTS.get(block.name)
            html = f"<{around}>{block.html}</{around}>" if around else block.html
            block = Block(_WRAPPED[frame.name].format(html))
        frame.blocks.append(block)

    def _begin_frame(self, name: str, node: LexborNode) -> Callable[[], None]:
        self._flush()
        self._frames.append(Frame(name, self._start_tag(name, node)))

        def end() -> None:
            self._flush()
            self._close_frame()

        return end

    def _close_frame(self) -> None:
        frame = self._frames.pop()
        if frame.name in tables.HEADINGS.values():
            for block in self._heading(frame):
                self._place(block)
        elif frame.blocks or frame.name in {"td", "th"}:
            html = f"{frame.start}{frame.inside()}</{frame.name}>"
            self._place(Block(html, name=frame.name))

    def _heading(self, frame: Frame) -> Iterator[Block]:
        """Give the blocks of a heading: its words are one, what a heading cannot hold parts them."""
        for are_words, group in groupby(frame.blocks, key=lambda block: block.is_paragraph):
            blocks = list(group)
            places = [place for block in blocks for place in block.lines]
            words = [self._text[place] for place in places]
            if not are_words:
                yield from blocks
            elif frame.name == "h2" and self._title.is_repeated(words, heading=True):
                for place in places:
                    self._text[place] = ""
            else:
                self._beside.update(places)
                inside = "<br>".join(block.html for block in blocks)
                yield Block(f"{frame.start}{inside}</{frame.name}>")

    # Leaves

    def _rule(self, _node: LexborNode) -> None:
        self._add("<hr>")

    def _preformatted(self, node: LexborNode) -> None:
        for line_break in node.css("br"):
            line_break.replace_with("\n")
        text = _NO_TEXT.sub("", node.text(deep=True) or "")
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if text.strip():
            self._add(f"<pre>{escape(text, quote=False)}</pre>")
            self._text.append(text)

    def _media(self, node: LexborNode) -> None:
        address = recording_address(node, self._base_url)
        if not address:
            return
        name = node.tag
        picture = self._pictures.get(node.mem_id, Picture(""))
        poster = f' poster="{escape(picture.url)}"' if picture.url else ""
        html = f'<{name} src="{escape(address)}" controls="" preload="none"{poster}></{name}>'
        words = self._caption(picture)
        self._add(f"<figure>{html}{words}</figure>")
        if picture.url:
            self._stills.setdefault(picture.url, picture)

    def _player(self, node: LexborNode) -> None:
        """Write a link in place of an iframe: a frame would load from a stranger by itself."""
        found = (node.attributes.get(name) or "" for name in embeds.FRAME_ADDRESSES)
        whole = (absolute(address, self._base_url) for address in found)
        address = next((a for a in whole if a.startswith(("http:", "https:"))), "")
        if not address:
            return
        player = player_of(address)
        host = player.host if player else address.partition("//")[2].partition("/")[0]
        label = label_of(host, node.attributes.get("title") or "")
        self._flush()
        # A line of its own, outside of what is open: a link in a link would end both.
        outer, link = self._line, f'<a href="{escape(address)}">{MARK}{escape(label)}</a>'
        self._line = Line()
        self._line.add(link, MARK + label)
        self._flush()
        self._line = outer

    def _place_player(self, html: str) -> bool:
        """Place a line that is nothing but a link to a player, and say whether it was one."""
        link = _PLAYER.fullmatch(html)
        player = player_of(unescape(link["address"])) if link else None
        if link is None or player is None:
            return False
        if player.still:
            self._stills.setdefault(player.still, Picture(player.still))
        self._place(Block(f'<p><a href="{escape(player.address)}">{link["words"]}</a></p>'))
        return True

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
        words = self._caption(picture)
        self._add(f"<figure>{_image(picture)}{words}</figure>")

    def _caption(self, picture: Picture) -> str:
        """Return the caption of a picture or recording, its words taken into the text."""
        words = " ".join(filter(None, (picture.caption, picture.credit)))
        if not words:
            return ""
        self._flush()
        self._beside.add(len(self._text))
        self._text.append(words)
        html = escape(picture.caption, quote=False)
        if picture.credit:
            credit = f"<small>{escape(picture.credit, quote=False)}</small>"
            html = f"{html} {credit}" if html else credit
        return f"<figcaption>{html}</figcaption>"

    def _opening(self) -> str:
        opening = ""
        for place, line in enumerate(self._text):
            if place in self._beside or line.startswith(MARK) or is_dateline(line):
                continue
            # Chinese has no spaces between sentences; its full-width signs hold one.
            opening += line if not opening or _FULL_WIDTH.search(opening) else f" {line}"
            if len(opening) > _OPENING:
                break
        return opening


def _image(picture: Picture) -> str:
    sizes = "".join(
        f' {name}="{value}"'
        for name, value in (("width", picture.width), ("height", picture.height))
        if value
    )
    return f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}"{sizes}>'


def _nothing() -> None:
    """End an element that is only what is in it."""


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
