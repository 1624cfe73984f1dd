"""A post as it stands, as a file of our own form, and back without loss. Pure.

The form is that of the archives, for Jekyll: front matter, the time of its state as they write a crawl time, one
`<div>` of HTML. What Jekyll has no name for stands in the field `newsroom`; a file that has it is read to the
letter. How posts come from the database is for `articles.importing.post_files`.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from articles import markup
from articles.addresses import slugify
from articles.importing.dates import parse_date

NAME = "newsroom"
FOLDER = "pictures"  # of an export: its pictures lie below it
# The fields that we write; what else a post has of this name stands in `newsroom` below `extra`.
FIELDS = frozenset({
    "title", "date", "author", "from", "tags", "categories", "lang", "comments", "published", "summary",
    "permalink", "redirect_from", NAME,
})  # fmt: skip
STATUSES = frozenset({"draft", "review", "scheduled", "published", "withdrawn"})
_SLUG_LENGTH = 140  # with the number that tells it from others of its day
_WORDS = ("alt", "caption", "credit")
_KEY = re.compile("[0-9a-f]{32}")
_LIQUID = re.compile(r"\{(?=[{%])")  # what Jekyll would take for a tag of its own
_WIDE = 1 << 30  # characters of a line: none is broken
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that a post shows.

    :ivar url: its identity, the original address.
    :ivar src: where the file names it, from the root of the archive; empty where it is not kept.
    :ivar words: alternative text, caption and credit; None for those in the body.
    """

    url: str
    src: str = ""
    words: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A post as it stands.

    :ivar summary: as it was read, empty for the first words of the body.
    :ivar source: the name of the outlet.
    :ivar lead: the address of the lead picture; as it was read, empty for the first of the body.
    :ivar as_of: when it came to stand so; a file of a later time is newer.
    """

    key: str
    title: str
    body: str = ""
    slug: str = ""
    status: str = "draft"
    withdrawal_note: str = ""
    published_at: dt.datetime | None = None
    archived_at: dt.datetime | None = None
    as_of: dt.datetime | None = None
    source: str = ""
    source_url: str = ""
    byline: str = ""
    language: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    old_addresses: tuple[str, ...] = ()
    allow_comments: bool = False
    edited: bool = False
    lead: str = ""
    pictures: tuple[Shown, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def written_each(states: Iterable[State]) -> list[tuple[State, bytes]]:
    """Return the files of posts, for worker processes: each with its post, which has no body any more."""
    return [(replace(state, body=""), written(state)) for state in states]


def written(state: State) -> bytes:
    """Return the file of a post.

    :param state: with its whole summary, and the words of all pictures that it shows.
    """
    rendered = markup.render(state.body, video=state.source_url)
    of_body = {one.url: (one.alt, one.caption, one.credit) for one in rendered.pictures}
    sources = {one.url: one.src for one in state.pictures if one.src}
    pictures = [
        _without_nothing({"url": one.url, "src": one.src}) | _words(one.words, of_body.get(one.url))
        for one in state.pictures
    ]
    lead = "" if state.lead in [one.url for one in rendered.pictures[:1]] else state.lead
    extra = dict(state.extra)
    categories = [state.source]
    if _begins_with(extra.get("categories"), state.source):
        categories = extra.pop("categories")
    hidden = {name: extra.pop(name) for name in list(extra) if name.lower() in FIELDS}
    summary = "" if state.summary == rendered.summary else state.summary
    ours = {
        "key": state.key,
        "status": state.status,
        "slug": state.slug,
        "withdrawal_note": state.withdrawal_note,
        "archived": state.archived_at and state.archived_at.isoformat(),
        "edited": state.edited,
        "lead": sources.get(lead, lead),
        "pictures": [one for one in pictures if len(one) > 1],
        "extra": hidden,
    }
    front = {
        "title": state.title,
        "date": state.published_at and state.published_at.astimezone(dt.UTC),
        "author": state.byline,
        "from": state.source_url,
        "tags": list(state.tags),
        "categories": categories,
        "lang": state.language,
        "comments": state.allow_comments,
        "summary": summary,
        "permalink": _permalink(state),
        "redirect_from": list(state.old_addresses),
    }
    hides = {} if state.status == "published" else {"published": False}
    head = yaml.dump(
        {**extra, **_without_nothing(front), **hides, NAME: _without_nothing(ours)},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_WIDE,
        default_flow_style=None,
    )
    body = _LIQUID.sub("&#123;", markup.moved(state.body, sources))
    return f"---\n{head}---\n{_stamp(state.as_of)}<div>\n{body}\n</div>\n".encode()


def read(front: _Fields) -> State | None:
    """Return what the front matter of a file of our own form says, or None where it is another's."""
    ours = front.get(NAME)
    if not isinstance(ours, dict) or not _KEY.fullmatch(_text(ours, "key")):
        return None
    categories = _names(front.get("categories"))
    hidden = ours.get("extra")
    extra = {name: value for name, value in front.items() if name not in FIELDS}
    if len(categories) > 1:
        extra["categories"] = categories
    slug, status = _text(ours, "slug"), _text(ours, "status")
    return State(
        key=_text(ours, "key"),
        title=_text(front, "title"),
        slug=slug if slugify(slug, _SLUG_LENGTH) == slug else "",
        status=status if status in STATUSES else "draft",
        withdrawal_note=_text(ours, "withdrawal_note"),
        published_at=parse_date(_text(front, "date")),
        archived_at=parse_date(_text(ours, "archived")),
        source="".join(categories[:1]),
        source_url=_text(front, "from"),
        byline=_text(front, "author"),
        language=_text(front, "lang"),
        summary=_text(front, "summary"),
        tags=tuple(_names(front.get("tags"))),
        old_addresses=tuple(_names(front.get("redirect_from"))),
        allow_comments=_text(front, "comments") == "true",
        edited=_text(ours, "edited") == "true",
        lead=_text(ours, "lead"),
        pictures=tuple(_pictures(ours.get("pictures"))),
        extra=extra | (hidden if isinstance(hidden, dict) else {}),
    )


def _words(words: tuple[str, str, str] | None, of_body: object) -> dict[str, str]:
    """Return the words of a picture as fields, where the body does not say them."""
    return dict(zip(_WORDS, words, strict=True)) if words and words != of_body else {}


def _pictures(written: Any) -> Iterable[Shown]:
    for one in written if isinstance(written, list) else ():
        if isinstance(one, dict) and _text(one, "url"):
            has_words = any(name in one for name in _WORDS)
            alt, caption, credit = (_text(one, name) for name in _WORDS)
            words = (alt, caption, credit) if has_words else None
            yield Shown(_text(one, "url"), _text(one, "src"), words)


def _begins_with(value: Any, name: str) -> bool:
    """Return whether a value is a list of names, of which the first is this one."""
    return (
        isinstance(value, list) and len(value) > 1 and value == _names(value) and value[0] == name
    )


def _names(value: Any) -> list[str]:
    """Return the names in a list; in a text that somebody wrote, those between commas."""
    if isinstance(value, str):
        return [name for part in value.split(",") if (name := part.strip())]
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _text(mapping: _Fields, name: str) -> str:
    value = mapping.get(name)
    return value if isinstance(value, str) else ""


def _permalink(state: State) -> str:
    """Return the address of a post that has one, so that Jekyll shows it at the same."""
    if state.published_at is None:
        return ""
    return f"/{state.published_at.astimezone(dt.UTC):%Y/%m/%d}/{state.slug}/"


def _stamp(moment: dt.datetime | None) -> str:
    return f"<!--{math.ceil(moment.timestamp() * 1000)}-->\n" if moment else ""


def _without_nothing(values: _Fields) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
