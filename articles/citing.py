"""How a post is cited: a table of styles, each made of the same few facts. Text in, text out; no Django."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from articles.addresses import host_of, readable

# What has a meaning in TeX. Braces are named, for BibTeX counts those behind a backslash too.
_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
     "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
     **{sign: f"\\{sign}" for sign in "$&%#_"}}
)  # fmt: skip
_ENDS = tuple(".?!…。？！")  # a title that ends so takes no full stop


@dataclass(frozen=True, slots=True)
class Work:
    """What a citation says of a post.

    :ivar author: empty where none is known.
    :ivar archived: when the archive first copied it.
    :ivar original: its address at the outlet; empty where it has none.
    :ivar copy: its address here, escaped.
    :ivar number: what tells it from the others of its outlet and year.
    """

    title: str
    author: str
    outlet: str
    published: dt.date
    archived: dt.date
    original: str
    copy: str
    number: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A post as one style cites it."""

    style: str
    text: str


def citations(work: Work) -> list[Citation]:
    """Return the citations of a post, in the order in which they are offered."""
    return [Citation(style, cite(work)) for style, cite in _STYLES]


def _gb(work: Work) -> str:
    """Cite after GB/T 7714-2015 §4.6; the date in brackets is that of the copy."""
    original, copy = readable(work.original), readable(work.copy)
    path = f"{original}. 存档: {copy}" if original else copy
    return (
        f"{_by(work)}{work.title}[N/OL]. {work.outlet}, {work.published}[{work.archived}]. {path}."
    )


def _chicago(work: Work) -> str:
    """Cite after the Chicago Manual of Style, 17th edition, §14.191 and §14.10."""
    title = work.title if work.title.endswith(_ENDS) else f"{work.title}."
    original = f" {readable(work.original)}." if work.original else ""
    return (
        f"{_by(work)}“{title}” {work.outlet}, {_day(work.published)}.{original}"
        f" Archived {_day(work.archived)}, at {readable(work.copy)}."
    )


def _bibtex(work: Work) -> str:
    """Cite as an entry that BibTeX and biblatex both read."""
    host = host_of(work.original).partition(".")[0] or "post"
    fields = {
        "author": f"{{{work.author.translate(_TEX)}}}" if _by(work) else "",
        "title": f"{{{work.title.translate(_TEX)}}}",
        "howpublished": work.outlet.translate(_TEX),
        "year": str(work.published.year),
        "month": f"{work.published:%b}".lower(),
        "day": str(work.published.day),
        "url": quote(work.original or work.copy, safe=":/?#[]@!$&'()*+,;=%~"),
        "urldate": str(work.archived),
        "note": rf"Archived at \url{{{work.copy}}}",
    }
    # A month is a word of BibTeX's own, and stands without braces.
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{host}{work.published.year}-{work.number},", *lines, "}"])


def _by(work: Work) -> str:
    """Return how a citation begins: an outlet that is its own author is named once."""
    author = work.author if work.author.casefold() != work.outlet.casefold() else ""
    return f"{author}{'' if author.endswith(_ENDS) else '.'} " if author else ""


def _day(day: dt.date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


_STYLES: tuple[tuple[str, Callable[[Work], str]], ...] = (
    ("GB/T 7714", _gb),
    ("Chicago", _chicago),
    ("BibTeX", _bibtex),
)
