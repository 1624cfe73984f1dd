"""What of a post is searched, as the terms of it: the work of a rebuild that other processes do. Pure."""

from typing import NamedTuple

from articles import markup
from articles.search.terms import index_terms


class Fields(NamedTuple):
    """What a post says, as words or as the terms of them; `stamp` tells whether it was changed since."""

    pk: int
    stamp: str
    title: str
    byline: str
    body: str


def terms_of(batch: list[Fields]) -> list[Fields]:
    """Return the terms of posts, given their words with the body as HTML; what a worker does."""
    return [
        Fields(pk, stamp, *map(index_terms, (title, byline, markup.render(body).text)))
        for pk, stamp, title, byline, body in batch
    ]
