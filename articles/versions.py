"""The states in which an outlet published a post, read from its originals, and what differs between them.

How two texts are compared is for `articles.differences`, what a page shows of it for templates.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from articles import markup
from articles.differences import Paragraph, Run, compare_lines, compare_words
from articles.folding import fold
from articles.importing.draft import Draft, Rejected
from articles.importing.originals import read_again, version_of
from articles.models import Original, Post

MOST_STATES = 20  # on a page
# Of all originals that are read for a page. Making 1 MB of markup clean takes a second; of the posts
# seen with several originals, all originals of one together have 0.2 MB at most.
MOST_BYTES = 2_000_000
MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader sees of a post, as far as states of it are compared."""

    title: str
    byline: str
    published_at: dt.datetime | None
    lines: tuple[str, ...]
    pictures: tuple[markup.Picture, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two states; what does not is None or empty."""

    title: list[Run] | None
    byline: list[Run] | None
    dates: tuple[dt.datetime | None, dt.datetime | None] | None
    paragraphs: list[Paragraph]
    removed: list[markup.Picture]
    added: list[markup.Picture]

    @property
    def is_visible(self) -> bool:
        """Whether a reader could see it."""
        lists = (self.paragraphs, self.removed, self.added)
        return any(lists) or (self.title, self.byline, self.dates) != (None, None, None)


@dataclass(frozen=True, slots=True)
class State:
    """One state in which the outlet published a post.

    :ivar number: counted from 1, the oldest.
    :ivar difference: from the state before it; None for the first, and where one was not read.
    :ivar was_read: whether its words are known: it is too large, or by today's rules no post.
    """

    number: int
    crawled_at: dt.datetime | None
    difference: Difference | None
    was_read: bool


def newest_first(post: Post) -> list[Original]:
    """Return the originals of a post by crawl time, without their contents; those without one come last."""
    return sorted(post.originals.defer("packed", "pictures"), key=version_of, reverse=True)


def states_of(post: Post) -> list[State]:
    """Return the states in which the outlet had a post, the newest first, at most MOST_STATES of them."""
    originals = [original for original in newest_first(post) if not original.exported]
    shown = originals[:MOST_STATES]
    words = words_of(post, shown)
    return [
        State(
            number=len(originals) - place,
            crawled_at=original.crawled_at,
            difference=difference(before, now) if before and now else None,
            was_read=now is not None,
        )
        for place, (original, now, before) in enumerate(
            zip(shown, words, [*words[1:], None], strict=True)
        )
    ]


def words_of(post: Post, originals: Sequence[Original]) -> list[Words | None]:
    """Return the words of originals of a post; None for each that is too large or no post any more.

    :param originals: as `newest_first` gives them, the more important ones first.
    """
    room = list(accumulate(original.size for original in originals))
    pks = [o.pk for o, size in zip(originals, room, strict=True) if size <= MOST_BYTES]
    found = post.originals.in_bulk(pks)
    drafts = read_again([found[pk] for pk in pks])
    words = dict(zip(pks, map(_words_of_draft, drafts), strict=True))
    return [words.get(original.pk) for original in originals]


def _words_of_draft(draft: Draft | Rejected) -> Words | None:
    if not isinstance(draft, Draft):
        return None
    return _words(draft.title, draft.byline, draft.published_at, draft.text, draft.pictures)


def words_of_post(post: Post) -> Words | None:
    """Return the words of a post as it is here; None where they are too many to be compared."""
    rendered = markup.render(post.body)
    return _words(post.title, post.byline, post.published_at, rendered.text, rendered.pictures)


def _words(
    title: str,
    byline: str,
    published_at: dt.datetime | None,
    text: str,
    pictures: Iterable[markup.Picture],
) -> Words | None:
    # Runs of spaces look like one, and a page shows no part of a second.
    lines = tuple(" ".join(line.split()) for line in text.split("\n"))
    moment = published_at.replace(microsecond=0) if published_at else None
    if len(lines) > MOST_LINES:
        return None
    return Words(" ".join(title.split()), byline, moment, lines, tuple(pictures))


def difference(before: Words, now: Words, *, whole: bool = False) -> Difference:
    """Return what differs between two states.

    :param whole: with all that does not differ, too.
    """
    removed, added = (
        [picture for picture in mine.pictures if picture.url not in _addresses(other)]
        for mine, other in ((before, now), (now, before))
    )
    dates = (before.published_at, now.published_at)
    lines = (_without(before, removed), _without(now, added))
    if whole:
        return Difference(
            compare_words(before.title, now.title),
            compare_words(before.byline, now.byline),
            dates,
            compare_lines(*lines),
            removed,
            added,
        )
    return Difference(
        title=compare_words(before.title, now.title) if before.title != now.title else None,
        byline=compare_words(before.byline, now.byline) if before.byline != now.byline else None,
        # A file without a date says nothing of it.
        dates=dates if all(dates) and dates[0] != dates[1] else None,
        paragraphs=fold(compare_lines(*lines)) if lines[0] != lines[1] else [],
        removed=removed,
        added=added,
    )


def _addresses(words: Words) -> set[str]:
    return {picture.url for picture in words.pictures}


def _without(words: Words, pictures: list[markup.Picture]) -> list[str]:
    """Return the lines without the captions of some pictures, which are shown with these."""
    captions = {" ".join(f"{picture.caption} {picture.credit}".split()) for picture in pictures}
    return [line for line in words.lines if line not in captions]
