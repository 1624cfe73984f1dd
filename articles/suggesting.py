"""What the search page offers where nothing is found: each word alone, and the whole archive.

A count that is offered is that of the search its link leads to: a form is made, read as the page reads it, and
counted.
"""

from collections.abc import Iterable, Iterator

from django.http import QueryDict

from articles.asking import Asked, asked_by
from articles.narrowing import Choice, address, changed, counted
from articles.search.query import Part, text_of

_WORDS = 10  # are counted alone


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
