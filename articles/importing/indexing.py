"""The search index made again from the posts, beside the live one, and whether the two agree.

The site stays up, and imports and editors go on writing: what they save meanwhile goes into both indexes.
"""

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from articles import search, turns
from articles.importing.alone import alone
from articles.importing.run import BATCH, Listener
from articles.importing.searchable import Fields, terms_of
from articles.importing.summary import Summary
from articles.importing.workers import in_order
from articles.models import Post, PostTag, search_entry
from articles.search.query import Phrase, Query

_SHIFTED = 3_600  # seconds by which a full second may push a post
_SAMPLE, _WORDS = 500, 20  # posts that are looked up, by how many words of each field
_NAMED = 20


@dataclass(slots=True)
class Agreement:
    """How posts and index agree; the lists hold posts (primary keys).

    :ivar posts: how many were compared.
    :ivar missing: those that the index has not.
    :ivar gone: those that only the index has.
    :ivar different: those with another outlet, date, publicity or tags there.
    :ivar unsaid: of `sample` posts, those that the index does not find by words of theirs.
    """

    posts: int = 0
    missing: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    different: list[int] = field(default_factory=list)
    sample: int = 0
    unsaid: list[int] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Return what differs, a line for each kind, with the first posts (primary keys) of it."""
        kinds = {
            "are not in the index": self.missing,
            "are in the index alone": self.gone,
            "have another outlet, date, publicity or tags in the index": self.different,
            f"of {self.sample:,} looked up are not found by their words": self.unsaid,
        }
        return [
            f"{len(posts):,} posts {what}: {', '.join(map(str, posts[:_NAMED]))}"
            f"{', …' if len(posts) > _NAMED else ''}"
            for what, posts in kinds.items()
            if posts
        ]


def rebuild_search(jobs: int, listener: Listener) -> Summary:
    """Make the index again from all posts and put it in the place of the old one.

    A rebuild that was stopped leaves the old index as it was; the next begins anew.

    :param jobs: worker processes; 1 works in this process.
    :returns: the summary; its count `indexed` is that of the posts read here.
    :raises InputError: another rebuild is running on this database.
    """
    summary, began = Summary(), time.monotonic()
    with alone("rebuild"):
        with transaction.atomic():
            search.begin_rebuild()
        # By their date, so that each batch lies together in the index.
        pks = list(Post.objects.order_by("published_at", "pk").values_list("pk", flat=True))
        listener.start(len(pks))
        batches = (words_of(pks[first : first + BATCH]) for first in range(0, len(pks), BATCH))
        for made in in_order(terms_of, batches, jobs):
            _write({terms.pk: terms for terms in made})
            turns.give_way()
            summary.count("indexed", len(made), began)
            listener.batch(summary, [])
        search.complete_rebuild()
        with transaction.atomic():
            search.finish_rebuild()
    summary.seconds = time.monotonic() - began
    return summary


def words_of(pks: list[int]) -> list[Fields]:
    """Return the words of posts (primary keys), with the bodies as HTML."""
    rows = Post.objects.filter(pk__in=pks).values_list(
        "pk", "updated_at", "title", "byline", "body"
    )
    return [Fields(pk, str(stamp), *words) for pk, stamp, *words in rows]


def _write(made: dict[int, Fields]) -> None:
    """Write a batch; a post that was saved since it was read is in the new index already."""
    with transaction.atomic():
        posts = Post.objects.filter(pk__in=made).defer("body", "extra").select_for_update()
        search.index_rebuilt(
            [
                search_entry(post, *made[post.pk][2:])
                for post in posts
                if str(post.updated_at) == made[post.pk].stamp
            ]
        )


def agreement() -> Agreement:
    """Compare posts and index: every post's state, and the words of some, drawn at random."""
    found = Agreement()
    held = {state.post_id: state for state in search.held()}
    posts = Post.objects.only("status", "published_at", "source_id").order_by("pk")
    tags: defaultdict[int, list[int]] = defaultdict(list)
    for post_id, tag in PostTag.objects.order_by("tag").values_list("content_object", "tag"):
        tags[post_id].append(tag)
    seen: list[int] = []
    for post in posts.iterator(chunk_size=5_000):
        seen.append(post.pk)
        state = held.pop(post.pk, None)
        if state is None:
            found.missing.append(post.pk)
        elif state.tags != tags[post.pk] or not _agrees(search_entry(post, "", "", ""), state):
            found.different.append(post.pk)
    found.gone, found.posts = sorted(held), len(seen)
    sample = random.sample(seen, min(_SAMPLE, len(seen)))
    found.sample = len(sample)
    found.unsaid = sorted(
        terms.pk for terms in terms_of(words_of(sample)) if not search.holds(terms.pk, _some(terms))
    )
    return found


def _agrees(entry: search.Entry, held: search.Held) -> bool:
    shift = held.moment - entry.moment
    same = (entry.public, entry.source_id) == (held.public, held.source_id)
    return same and 0 <= shift < _SHIFTED


def _some(terms: Fields) -> Query:
    """Return a query for some terms of a post, of all its fields."""
    return Query(tuple((phrase,) for phrase in _phrases(terms)))


def _phrases(terms: Fields) -> Iterator[Phrase]:
    yield from (Phrase((term,), field="title") for term in terms.title.split()[:_WORDS])
    yield from (Phrase((term,), field="byline") for term in terms.byline.split()[:_WORDS])
    body = terms.body.split()
    yield from (Phrase((term,)) for term in random.sample(body, min(_WORDS, len(body))))
