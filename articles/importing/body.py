"""The body of a post file: what the archiver put before it taken off, then made HTML. Pure.

The archivers write a comment with the crawl time, then the title again as a heading that links to
the original, then the article, mostly one `<div>`. What the HTML may hold is for `articles.markup`.
"""

import datetime as dt
import html
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from selectolax.lexbor import LexborHTMLParser

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


def _parser() -> MarkdownIt:
    return (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
    )


_markdown = _parser()
# Indented HTML with a blank line in it would become code (CommonMark 0.31 §4.4 and §4.6).
_markdown_without_indented_code = _parser().disable("code")


@dataclass(frozen=True, slots=True)
class Body:
    """An article without what the archiver put before it."""

    markup: str
    crawled_at: dt.datetime | None


def read(text: str, title: str) -> Body:
    """Return the article of a post as HTML that is still to be cleaned.

    :param text: what stands behind the front matter.
    :param title: the title of the post; a heading that says anything else stays.
    """
    crawled_at, text = _take_stamp(text)
    return Body(to_html(_without_heading(text, title)), crawled_at)


def to_html(text: str) -> str:
    """Return markdown or HTML as HTML.

    A body is HTML where it begins with a block of it and no words stand outside of elements;
    anything else is CommonMark, in which HTML may stand.
    """
    if not _BLOCK_HTML.match(text):
        return str(_markdown.render(text))
    if _has_loose_words(text):
        return str(_markdown_without_indented_code.render(text))
    return text


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


def _has_loose_words(text: str) -> bool:
    """Return whether words stand outside of every element, where markdown may be meant."""
    body = LexborHTMLParser(text).body
    return body is not None and bool((body.text(deep=False) or "").strip())
