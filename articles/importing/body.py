"""The body of a post file: what the archiver put before it taken off, then made HTML. Pure.

The archivers write a comment with the crawl time, then the title again as a heading that links to
the original, then the article, mostly one `<div>`. Template tags are for
`articles.importing.templating`; what the HTML may hold is for `articles.markup`.
"""

import datetime as dt
import html
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from selectolax.lexbor import LexborNode

from articles import markup
from articles.importing import templating
from articles.importing.kramdown import kramdown
from articles.markup.titles import folded

_STAMP = re.compile(r"\s*<!--\s*(\d{12,14}|NaN)\s*-->")
# `[title](address)` and a line of dashes or equals signs (CommonMark 0.31 §4.3, setext heading).
_HEADING = re.compile(
    r"\s*\[(?P<title>.*)\]\((?P<address>[^\n]*)\)[ \t]*\r?\n[-=]{3,}[ \t]*(?:\r?\n|\Z)"
)
_PLAIN_HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\r?\n|\Z)")
_BLOCK_HTML = re.compile(
    r"\s*<(?:!--|(?:!doctype|html|body|div|article|section|main|header|figure|p|table)\b)",
    re.IGNORECASE,
)
# Where Hugo, Hexo, Zola and WordPress end what a list of posts shows.
_MORE = re.compile(r"<!--[ \t]*more\b[^>]{0,200}-->", re.IGNORECASE)
_HTML_FILES = (".html", ".htm")


def _parser() -> MarkdownIt:
    return (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
        .use(kramdown)
    )


_markdown = _parser()
# Indented HTML with a blank line in it would become code (CommonMark 0.31 §4.4 and §4.6).
_markdown_without_indented_code = _parser().disable("code")


@dataclass(frozen=True, slots=True)
class Body:
    """An article without what the archiver put before it.

    :ivar tree: the markup as `articles.markup.parsed` gives it, where it was looked at.
    :ivar opening: the HTML before the mark that ends a summary; empty where there is no mark.
    :ivar removed: names of template tags that became nothing.
    """

    markup: str
    crawled_at: dt.datetime | None
    opening: str = ""
    removed: tuple[str, ...] = ()
    tree: LexborNode | None = None


def read(text: str, title: str, path: str = "", separator: str = "") -> Body:
    """Return the article of a post as HTML that is still to be cleaned.

    :param text: what stands behind the front matter.
    :param title: the title of the post; a heading that says anything else stays.
    :param path: of the file; one that is named HTML holds no markdown.
    :param separator: the mark that ends the summary (Jekyll's `excerpt_separator`).
    """
    crawled_at, text = _take_stamp(text)
    expanded = templating.expand(_without_heading(text, title), path)
    opening = _opening(expanded.text, separator)
    if path.lower().endswith(_HTML_FILES):
        return Body(expanded.text, crawled_at, opening, expanded.removed)
    made, tree = _html(expanded.text)
    return Body(made, crawled_at, opening and to_html(opening), expanded.removed, tree)


def read_own(text: str) -> Body:
    """Return the article of a file of our own form: what it says, to the letter, with its stamp taken off."""
    crawled_at, text = _take_stamp(text)
    made, tree = _html(text)
    return Body(made, crawled_at, tree=tree)


def _opening(text: str, separator: str) -> str:
    """Return the text before the mark that ends a summary, or nothing."""
    if separator and not separator.isspace():
        before, mark, _ = text.partition(separator)
        return before if mark else ""
    more = _MORE.search(text)
    return text[: more.start()] if more else ""


def to_html(text: str) -> str:
    """Return markdown or HTML as HTML.

    A body is HTML where it begins with a block of it and no words stand outside of elements;
    anything else is CommonMark, in which HTML may stand.
    """
    return _html(text)[0]


def _html(text: str) -> tuple[str, LexborNode | None]:
    """Return what `to_html` does, and the tree of it where it stays as it is."""
    if not _BLOCK_HTML.match(text):
        return str(_markdown.render(text)), None
    tree = markup.parsed(text)
    if (tree.text(deep=False) or "").strip():  # words outside of every element may be markdown
        return str(_markdown_without_indented_code.render(text)), None
    return text, tree


def _take_stamp(text: str) -> tuple[dt.datetime | None, str]:
    """Return the crawl time (milliseconds since 1970, or NaN) and the text behind the comment."""
    stamp = _STAMP.match(text)
    if stamp is None:
        return None, text
    moment = None
    if stamp[1] != "NaN":
        moment = dt.datetime.fromtimestamp(int(stamp[1]) / 1000, dt.UTC)
    return moment, text[stamp.end() :]


def _without_heading(text: str, title: str) -> str:
    """Return the text without a first heading that only repeats the title."""
    for pattern in (_HEADING, _PLAIN_HEADING):
        heading = pattern.match(text)
        if heading and folded(html.unescape(heading["title"])) == folded(html.unescape(title)):
            return text[heading.end() :]
    return text
