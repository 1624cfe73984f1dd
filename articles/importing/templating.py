"""Template tags of the tools in a body: those that say something become markup, the rest go. Pure.

Liquid (Jekyll) and Nunjucks (Hexo) write `{% name … %}` and `{{ value }}`, Hugo `{{< name … >}}` and
`{{% name … %}}`, Zola `{{ name(…) }}`. Only these forms are touched: what else has braces in it is text
of the article, and code stays as it was written. What each tag becomes is for `articles.importing.shortcodes`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from articles.importing.shortcodes import BLOCKS, TAGS, page_address, parsed


@dataclass(frozen=True, slots=True)
class Expanded:
    """A body without template tags.

    :ivar removed: the names of tags that say nothing outside of their tool, each once.
    """

    text: str
    removed: tuple[str, ...] = ()


# Liquid values that every page is better without: addresses of the site begin at its own root.
_OWN_ROOT = re.compile(r"(?:site|config)\.(?:baseurl|url|root)(?:\s*\|.*)?")
_LITERAL = re.compile(r"""(?P<quote>["'])(?P<text>.*?)(?P=quote)\s*\|[^"']*\w""", re.DOTALL)
_VALUE = re.compile(
    r"(?P<name>(?:site|page|post|layout|include|paginator|theme|config|jekyll|forloop)"
    r"\.[\w.\[\]'\"-]+)(?:\s*\|.*)?",
    re.DOTALL,
)
_CALL = re.compile(r"(?P<name>[a-z_]\w*)\((?P<args>.*)\)", re.DOTALL)
# Every search below is bounded, and stops where the next tag begins: any text is held against them.
_NEXT = re.compile(
    r"""
    ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*$
  | (?<![`\\])(?P<ticks>`{1,8})(?!`)(?P<span>[^\n]{1,1000}?)(?<!`)(?P=ticks)(?!`)
  | <(?P<element>pre|code|script|style)\b
  | \{\{(?P<shown>[<%])/\*(?P<example>(?:(?!\*/|\{\{).){0,2000})\*/(?P<sign>[>%])\}\}
  | \{\{(?P<hugo>[<%])\s*(?P<closing>/)?\s*(?P<shortcode>[A-Za-z][\w./-]*)
      (?P<options>(?:(?![>%]\}\}|\{\{).){0,4000})[>%]\}\}
  | \{%[-+]?\s*(?P<liquid>[A-Za-z_]\w*)\b(?P<args>(?:(?![-+]?%\}|\{%).){0,4000})[-+]?%\}
  | \{\{[-~]?\s*(?P<value>(?:(?!\}\}|\{\{).){1,2000}?)\s*[-~]?\}\}
  | \]\(@/(?P<internal>[^)\s#]{1,500})
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_SHOWN_IN_CODE = re.compile(r"\{\{([<%])/\*((?:(?!\*/|\{\{).){0,2000})\*/([>%])\}\}", re.DOTALL)
_RAW_IN_CODE = re.compile(
    r"\{%-?\s*raw\s*-?%\}((?:(?!\{%-?\s*raw).)*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL
)


def expand(text: str, path: str = "") -> Expanded:
    """Return a body with its template tags made markup, or gone.

    :param text: markdown or HTML.
    :param path: where the post lies in the archive; Hexo and Hugo name pictures and pages from there.
    """
    if "{{" not in text and "{%" not in text and "](@/" not in text:
        return Expanded(text)
    scanner = _Scanner(text, path)
    return Expanded(scanner.run(), tuple(scanner.removed))


@dataclass
class _Scanner:
    """Goes once through a body, from tag to tag."""

    text: str
    path: str
    removed: dict[str, None] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _ends: dict[str, re.Match[str] | None] = field(default_factory=dict)
    _place: int = 0

    def run(self) -> str:
        while found := _NEXT.search(self.text, self._place):
            self._parts.append(self.text[self._place : found.start()])
            self._place = found.end()
            self._take(found)
        return "".join(self._parts) + self.text[self._place :]

    def _take(self, found: re.Match[str]) -> None:
        """Write what a match becomes; a block moves the place behind its end."""
        kind = next(name for name in _KINDS if found[name] is not None)
        made = _KINDS[kind](self, found)
        # A block of HTML goes on until a blank line (CommonMark 0.31 §4.6): the markdown on the next
        # line is no part of it.
        alone = made.startswith(("<figure", "<iframe", "<pre")) and self.text.startswith(
            ("\n", "\r\n"), self._place
        )
        self._parts.append(made + "\n" if alone else made)

    def _end(self, pattern: str) -> re.Match[str] | None:
        """Return where a pattern is found next; what is not found is not looked for again."""
        known = self._ends.get(pattern)
        if known is None and pattern in self._ends:
            return None
        if known is None or known.start() < self._place:
            end = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
            self._ends[pattern] = known = end.search(self.text, self._place)
        return known

    def _until(self, pattern: str) -> str | None:
        """Return the text before a pattern and go behind it; None where it is not found."""
        end = self._end(pattern)
        if end is None:
            return None
        inner = self.text[self._place : end.start()]
        self._place = end.end()
        return inner

    # What may be found

    def _fence(self, found: re.Match[str]) -> str:
        start, mark = found.start(), found["fence"]
        if self._until(rf"^[ ]{{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*\r?$") is None:
            self._place = len(self.text)
        return _as_code(self.text[start : self._place])

    def _span(self, found: re.Match[str]) -> str:
        return _as_code(found[0])

    def _element(self, found: re.Match[str]) -> str:
        start = found.start()
        self._until(rf"</{found['element']}\s*>")
        return _as_code(self.text[start : self._place])

    def _example(self, found: re.Match[str]) -> str:
        """A shortcode that is to be seen, not to be run."""
        return escape("{{" + found["shown"] + found["example"] + found["sign"] + "}}", quote=False)

    def _shortcode(self, found: re.Match[str]) -> str:
        name = found["shortcode"].rstrip("/")
        end = r"\{\{[<%]\s*/\s*" + re.escape(name) + r"\s*[>%]\}\}"
        return "" if found["closing"] else self._tag(name, found["options"], end)

    def _liquid(self, found: re.Match[str]) -> str:
        name = found["liquid"].lower()
        zola = _CALL.match(name + found["args"].strip())
        end = r"\{%[-+]?\s*end" + ("" if zola else re.escape(name)) + r"\s*[-+]?%\}"
        if name.startswith("end") and name not in TAGS:
            return ""
        return self._tag(name, zola["args"] if zola else found["args"], end)

    def _tag(self, name: str, args: str, end: str) -> str:
        make = TAGS.get(name)
        inner = ""
        if make is None and name in BLOCKS:
            content = self._until(end)
            make = BLOCKS[name] if content is not None else None
            inner = content or ""
        made = make(parsed(args, self.path, inner)) if make else None
        if made is None or name == "comment":
            self.removed.setdefault(name)
        return made or ""

    def _value(self, found: re.Match[str]) -> str:
        value = found["value"]
        if _OWN_ROOT.fullmatch(value):
            return ""
        if literal := _LITERAL.fullmatch(value):
            return literal["text"]
        if call := _CALL.fullmatch(value):
            if call["name"] in TAGS or "=" in call["args"]:
                return self._tag(call["name"], call["args"], "(?!)")
        elif known := _VALUE.fullmatch(value):
            self.removed.setdefault(known["name"])
            return ""
        return found[0]

    def _internal(self, found: re.Match[str]) -> str:
        """A link of Zola's to another file."""
        return "](" + page_address(found["internal"], undated=True)


# The group of the pattern that tells what was found -> what is done with it.
_KINDS: dict[str, Callable[[_Scanner, re.Match[str]], str]] = {
    "fence": _Scanner._fence,
    "ticks": _Scanner._span,
    "element": _Scanner._element,
    "shown": _Scanner._example,
    "hugo": _Scanner._shortcode,
    "liquid": _Scanner._liquid,
    "value": _Scanner._value,
    "internal": _Scanner._internal,
}


def _as_code(code: str) -> str:
    """Return code as it was written, but for the tags that only kept Liquid's hands off it."""
    if "{{" in code:
        code = _SHOWN_IN_CODE.sub(r"{{\1\2\3}}", code)
    return _RAW_IN_CODE.sub(
        lambda raw: raw[1] if "{{" in raw[1] or "{%" in raw[1] else raw[0], code
    )
