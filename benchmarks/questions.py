"""What readers may ask, by kind: words drawn from the posts of a database by how many posts have them.

The draw is that of a fixed seed, and only posts that came from files are counted: of a database that was
multiplied the same is asked as of the one that it was made of.
"""

import calendar
import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from articles.importing.searchable import Fields

Question = dict[str, str]  # the parameters of an address below /search/

FREQUENT = "two characters, frequent"
OF_A_KIND = 50
BATCH = 1000  # posts
_SEED = 2026
# Shares of the posts that have a word: a frequent one has at least 30,000 hits of 150,000 posts.
_RARE, _MEDIUM, _FREQUENT = (0.0001, 0.0006), (0.005, 0.02), (0.2, 0.6)
_LARGEST = 30  # outlets and tags that are asked for
_CJK = ("\u4e00", "\u9fff")


def draw() -> dict[str, list[Question]]:
    """Return up to OF_A_KIND questions of each kind, as the posts have words for them."""
    chance = random.Random(_SEED)
    posts = _terms_of_posts()
    shares = _shares(({*post.title.split(), *post.body.split()} for post in posts), len(posts))
    pairs = {term: share for term, share in shares.items() if len(term) == 2 and _is_cjk(term)}
    rare, medium, frequent = (_between(pairs, *span) for span in (_RARE, _MEDIUM, _FREQUENT))
    english = {term: share for term, share in shares.items() if term.isascii() and term.isalpha()}
    words = {
        "one character": _characters(posts),
        "two characters, rare": rare,
        "two characters, medium": medium,
        FREQUENT: frequent,
        "four characters": _runs(posts, 4),
        "eight characters": _runs(posts, 8),
        "quoted phrase": [f'"{" ".join(pair)}"' for pair in _side_by_side(posts)],
        "two words": _joined(chance, "{} {}", medium, frequent),
        "two frequent words": _joined(chance, "{} {}", frequent, frequent),
        "one OR another": _joined(chance, "{} OR {}", medium, frequent),
        "one without another": _joined(chance, "{} -{}", frequent, medium),
        "English word": _between(english, 0.001, 0.1),
        "no hit": _joined(chance, "{}{}", rare, rare),
    }
    asked = {kind: [{"q": text} for text in _some(chance, texts)] for kind, texts in words.items()}
    return asked | _filtered(chance, frequent)


def _filtered(chance: random.Random, words: Sequence[str]) -> dict[str, list[Question]]:
    """Return questions for frequent words within an outlet, a tag, a month; and for a tag alone."""
    from django.db.models import Count, Q

    from articles.models import Original, Post, Source, Tag

    posts = Post.objects.filter(pk__in=Original.objects.values("post_id"))
    in_outlet = Count("posts", filter=Q(posts__in=posts))
    sources = Source.objects.annotate(n=in_outlet).order_by("-n", "name")[:_LARGEST]
    with_tag = Count("post_tags", filter=Q(post_tags__content_object__in=posts))
    tags = Tag.objects.annotate(n=with_tag).order_by("-n", "name")[:_LARGEST]
    found: dict[str, list[Question]] = {
        "in an outlet": [{"source": source.slug} for source in sources],
        "with a tag": [{"tag": tag.slug} for tag in tags],
        "in a month": [_month(first) for first in posts.dates("day", "month")],
    }
    return {
        f"{FREQUENT}, {kind}": [
            {"q": word} | chance.choice(filters) for word in _some(chance, words)
        ]
        for kind, filters in found.items()
    }


def _month(first: dt.date) -> Question:
    last = calendar.monthrange(first.year, first.month)[1]
    return {"from": f"{first}", "to": f"{first.replace(day=last)}"}


def _shares(posts: Iterable[set[str]], number: int) -> dict[str, float]:
    """Return the share of the posts that have each of their words."""
    counts: Counter[str] = Counter()
    for words in posts:
        counts.update(words)
    return {word: count / number for word, count in counts.items()}


def _characters(posts: list[Fields]) -> list[str]:
    """Return the characters that at least one post of twenty has."""
    shares = _shares(({term[0] for term in post.body.split()} for post in posts), len(posts))
    return _between({char: share for char, share in shares.items() if _is_cjk(char)}, 0.05, 1)


def _runs(posts: list[Fields], length: int) -> list[str]:
    """Return what stands in a title, so many characters long, the most frequent of the titles first."""
    counts: Counter[str] = Counter()
    for post in posts:
        pairs = post.title.split()
        for first in range(len(pairs) - length + 2):
            found = pairs[first : first + length - 1]
            if all(len(pair) == 2 and _is_cjk(pair) for pair in found):
                counts["".join(pair[0] for pair in found) + found[-1][1]] += 1
    return [run for run, _ in counts.most_common(4 * OF_A_KIND)]


def _side_by_side(posts: list[Fields]) -> list[tuple[str, str]]:
    """Return words of Latin letters that stand side by side, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    for post in posts:
        words = post.body.split()
        counts.update(
            {pair for pair in pairwise(words) if all(w.isascii() and w.isalpha() for w in pair)}
        )
    return [pair for pair, _ in counts.most_common(4 * OF_A_KIND)]


def _between(shares: Mapping[str, float], least: float, most: float) -> list[str]:
    return sorted(word for word, share in shares.items() if least <= share <= most)


def _joined(
    chance: random.Random, form: str, ones: Sequence[str], others: Sequence[str]
) -> list[str]:
    pairs = zip(_some(chance, ones), _some(chance, others), strict=False)
    return [form.format(*pair) for pair in pairs]


def _some(chance: random.Random, words: Sequence[str]) -> list[str]:
    return chance.sample(words, min(OF_A_KIND, len(words)))


def _is_cjk(term: str) -> bool:
    return all(_CJK[0] <= character <= _CJK[1] for character in term)


def _terms_of_posts() -> list[Fields]:
    """Return the terms of the posts that came from files."""
    from articles.importing.indexing import words_of
    from articles.importing.searchable import terms_of
    from articles.importing.workers import in_order
    from articles.models import Original

    pks = sorted(Original.objects.values_list("post_id", flat=True).distinct())
    batches = (words_of(pks[first : first + BATCH]) for first in range(0, len(pks), BATCH))
    return [terms for batch in in_order(terms_of, batches, os.cpu_count() or 1) for terms in batch]
