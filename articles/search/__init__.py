"""Full-text search over posts: one interface, a backend for each database behind it.

Entries in, ids out: what a post is, and who may see it, is for the models. Texts become terms in `terms`,
what a reader types becomes a Query in `query`; `keeping` keeps the terms, `finding` asks for them.
"""

from articles.search.finding import (
    Facets,
    Page,
    Search,
    Sort,
    facets,
    find,
    hits_in_sql,
    holds,
    reading,
)
from articles.search.hits import MOST_WEIGHED
from articles.search.keeping import (
    Entry,
    Held,
    begin_rebuild,
    complete_rebuild,
    create_tables,
    drop_tables,
    finish_rebuild,
    held,
    index,
    index_rebuilt,
    is_current,
    outdate,
    remove,
)

__all__ = [
    "MOST_WEIGHED",
    "Entry",
    "Facets",
    "Held",
    "Page",
    "Search",
    "Sort",
    "begin_rebuild",
    "complete_rebuild",
    "create_tables",
    "drop_tables",
    "facets",
    "find",
    "finish_rebuild",
    "held",
    "hits_in_sql",
    "holds",
    "index",
    "index_rebuilt",
    "is_current",
    "outdate",
    "reading",
    "remove",
]
