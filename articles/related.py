"""Which other posts a post's page names: those whose titles share its rarer words.

The index answers it, a look for each word of the title, bounded, so that a page of a million posts costs what
a page of a thousand does. What came out is kept for a day: a reader of the next copy of the page waits for
nothing.
"""

import math
from collections import defaultdict

from django.core.cache import cache

from articles import search
from articles.models import Post
from articles.search.query import Phrase, Query
from articles.search.terms import index_terms

SHOWN = 5
_DAY = 86_400
_TERMS = 30  # of a title are looked up; few titles have more
_COMMON = 300  # a word that more titles have says little of any
_WEIGHED = 30  # titles are looked at as wholes
_SHARED = 2  # words that two titles must have in common, of which a longer Chinese word is several


def related(post: Post) -> list[Post]:
    """Return the public posts that are most like a post, the likest first, at most SHOWN."""
    # A new title has other words. What became of the posts since is asked each time.
    key = f"related-{post.pk}-{post.updated_at.timestamp()}"
    pks: list[int] | None = cache.get(key)
    if pks is None:
        cache.set(key, pks := _alike(post), _DAY)
    return Post.objects.for_lists().published_in_order(pks)[:SHOWN]


def _alike(post: Post) -> list[int]:
    """Return the posts (primary keys) that share words, by how rare these are."""
    scores: defaultdict[int, float] = defaultdict(float)
    shared: defaultdict[int, int] = defaultdict(int)
    for term in _words(post.title):
        words = Query(((Phrase((term,), field="title"),),))
        hits = search.find(search.Search(words), limit=_COMMON)
        if hits.next is None:
            for pk in hits.ids:
                scores[pk] += math.log(_COMMON / len(hits.ids)) + 1
                shared[pk] += 1
    scores.pop(post.pk, None)
    best = sorted((pk for pk in scores if shared[pk] >= _SHARED), key=scores.__getitem__)[
        -_WEIGHED:
    ]
    # A long title shares words with many by chance.
    titles = Post.objects.filter(pk__in=best).values_list("pk", "title")
    weighed = [(scores[pk] / math.sqrt(len(_words(title)) or 1), pk) for pk, title in titles]
    # Two more than are shown, for some may be withdrawn before this is asked again.
    return [pk for _, pk in sorted(weighed, reverse=True)][: SHOWN + 2]


def _words(title: str) -> list[str]:
    """Return the terms of a title that say something, each once: pairs of characters, and words."""
    terms = dict.fromkeys(index_terms(title).split())
    return [term for term in terms if len(term) > 1][:_TERMS]
