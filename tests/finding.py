"""What search finds for a query as a reader types it."""

from typing import Any

from articles import search
from articles.search.query import parse


def page(query: str, *, public_only: bool = True, **options: Any) -> search.Page:
    """Return a page of hits; options are those of `search.find`."""
    return search.find(search.Search(parse(query), public_only=public_only), **options)


def found(query: str, *, public_only: bool = True, **options: Any) -> list[int]:
    """Return the posts (primary keys) in their order; options are those of `search.find`."""
    return page(query, public_only=public_only, **options).ids
