"""What the search page offers where nothing is found: similar names, each word alone, and the whole archive.

A count that is offered is that of the search its link leads to: a form is made, read as the page reads it, and
counted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import reduce
from math import ceil
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from articles.asking import Asked, asked_by, spellings
from articles.models import Source, Tag
from articles.narrowing import Choice, address, changed, counted
from articles.querysets import CountedQuerySet
from articles.search.query import Filter, Part, text_of
from articles.search.terms import fold

_WORDS = 10  # are counted alone
_NAMES = 3  # that there are not are looked up
_SIMILAR = 5  # names for one that there is not
# Those with most posts, and as many letters of the one that there is not: 13 ms at 20,000 tags.
_COMPARED = 200  # letter by letter
_LETTERS = 40
_ALIKE = 0.5  # of the letters of both, in the same order

_WITH_POSTS: dict[str, Callable[[], CountedQuerySet[Any]]] = {
    "source": Source.objects.with_posts,
    "tag": Tag.objects.with_posts,
}


@dataclass(frozen=True, slots=True)
class Similar:
    """Names like one that there is not, each with the search for it in its place."""

    name: str
    choices: list[Choice]


def similar(form: QueryDict, asked: Asked) -> list[Similar]:
    """Return what has a name like those that there are not, for the first few of them."""
    unknown = [one.given for one in asked.named if not one.rows][:_NAMES]
    found = (
        Similar(
            given.value,
            [
                Choice(row.name, address(_replaced(form, asked, given, row.slug)))
                for row in _alike(given)
            ],
        )
        for given in unknown
    )
    return [one for one in found if one.choices]


def _replaced(form: QueryDict, asked: Asked, given: Filter, slug: str) -> QueryDict:
    """Return the form with another outlet or tag in the place of one."""
    if not given.text:
        values = form.getlist(given.name)
        return changed(
            form, {given.name: [slug if value == given.value else value for value in values]}
        )
    typed = f"{'-' if given.excluded else ''}{given.name}:{slug}"
    texts = (typed if part.text == given.text else part.text for part in asked.search.words.parts)
    return changed(form, {"q": " ".join(texts)})


def _alike(given: Filter) -> list[Any]:
    """Return the outlets or tags with posts whose names are most like one, in either script.

    Those that hold it, that begin as it does, or of which few letters are others.
    """
    value = given.value[:_LETTERS]
    near = [condition for one in spellings(value) for condition in _near(one)]
    if not near:
        return []
    name = fold(value)
    beginning = name[: (len(name) + 1) // 2]
    matcher = SequenceMatcher(b=name, autojunk=False)
    ranked = []
    for row in _WITH_POSTS[given.name]().filter(reduce(or_, near))[:_COMPARED]:
        other = fold(row.name)
        matcher.set_seq1(other)
        share = matcher.ratio()
        if share >= _ALIKE or name in other or other in name or other.startswith(beginning):
            ranked.append((share, row))
    ranked.sort(key=lambda one: -one[0])  # of those as like, the ones with more posts stay first
    return [row for _share, row in ranked[:_SIMILAR]]


def _near(key: str) -> Iterator[Q]:
    """Give conditions of which a name that is like a key fulfils one.

    Of a name in which one or two letters are others one of two or three parts is the same.
    """
    size = ceil(len(key) / (3 if len(key) > 5 else 2))
    parts = [key[at : at + size] for at in range(0, len(key), size)]
    yield Q(key__startswith=parts[0])
    yield Q(key__endswith=parts[-1])
    for part in (key, *parts[1:-1]):
        yield Q(key__contains=part)


def alone(form: QueryDict, asked: Asked) -> list[Choice]:
    """Return the words of a search that finds nothing, each without the others, with how much it finds.

    Where under the same bounds none is found, in the whole archive.
    """
    parts = asked.search.words.parts
    words = list(dict.fromkeys(part for part in parts if part.role == "wanted"))
    if len(words) < 2:
        return []
    unbound = [part for part in parts if part.role != "filter"]
    for base, beside in ((form, parts), (_everywhere(form), unbound)):
        offers = [
            _offer(word.text, changed(base, {"q": text_of(_with_one(word, beside))}))
            for word in words[:_WORDS]
        ]
        if found := [offer for offer in offers if offer.count]:
            return found
    return []


def wider(form: QueryDict, asked: Asked) -> Choice | None:
    """Return the same words without what bounds the search, where that finds something."""
    words = [part for part in asked.search.words.parts if part.role != "filter"]
    if not any(part.role == "wanted" for part in words):
        return None
    text = text_of(words)
    offer = _offer(text, changed(_everywhere(form), {"q": text}))
    return offer if offer.count else None


def _everywhere(form: QueryDict) -> QueryDict:
    return changed(form, dict.fromkeys(("source", "tag", "from", "to")))


def _with_one(word: Part, parts: Iterable[Part]) -> Iterator[Part]:
    """Give the parts of a query without its words but one."""
    return (part for part in parts if part.role != "wanted" or part == word)


def _offer(label: str, form: QueryDict) -> Choice:
    """Return a search with how much it finds."""
    return Choice(label, address(form), counted(asked_by(form).search).total)
