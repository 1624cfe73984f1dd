"""The index in PostgreSQL: a tsvector of our own terms with a GIN index, in a table of its own.

The terms are cut and folded already, so PostgreSQL's parser, which would cut them anew, is passed by:
vector and query are written out in its text form (https://www.postgresql.org/docs/current/datatype-textsearch.html).
That form has limits: positions beyond 16,383 are one position and a term keeps 256 of them, so behind
some 16,000 terms a phrase is found by its terms alone, not by their order; a vector has at most 1 MB,
so of texts beyond MOST_TERMS the end is not indexed.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from articles.search.terms import Phrase, Query

CREATE = (
    "CREATE SEQUENCE articles_search_number",
    """CREATE TABLE articles_search_doc (post_id bigint PRIMARY KEY, doc bigint NOT NULL,
        public boolean NOT NULL, terms tsvector NOT NULL)""",
    "CREATE INDEX articles_search_doc_order ON articles_search_doc (doc DESC)",
    "CREATE INDEX articles_search_doc_terms ON articles_search_doc USING gin (terms)",
)
DROP = ("DROP TABLE articles_search_doc", "DROP SEQUENCE articles_search_number")
CLEAR = ("TRUNCATE articles_search_doc",)

MOST_TERMS = 60_000
_LAST_POSITION = 16_383
_MOST_POSITIONS = 255


def take_numbers(cursor: Any, count: int) -> int:
    """Reserve `count` running numbers and return the last of them."""
    cursor.execute(
        "SELECT setval('articles_search_number', nextval('articles_search_number') + %s - 1)",
        [count],
    )
    return int(cursor.fetchone()[0])


def write(cursor: Any, rows: Sequence[tuple[int, int, bool, str, str]]) -> None:
    """Write rows of place, post, publicity, title and body."""
    cursor.executemany(
        "INSERT INTO articles_search_doc (doc, post_id, public, terms) "
        "VALUES (%s, %s, %s, %s::tsvector) ON CONFLICT (post_id) DO UPDATE "
        "SET doc = excluded.doc, public = excluded.public, terms = excluded.terms",
        [(place, post, public, vector(title, body)) for place, post, public, title, body in rows],
    )


def find(
    cursor: Any,
    query: Query,
    *,
    public_only: bool,
    after: tuple[float, int] | None,
    limit: int,
    sort: str,
) -> list[tuple[int, float, int]]:
    """Return post, rank and place of the hits behind `after`; by place alone the rank is 0."""
    by_rank = sort == "best"
    # Negative, so that both backends order from small to large.
    rank = "-ts_rank('{0.1, 0.2, 0.4, 1.0}', terms, q.query)::float8" if by_rank else "0.0::float8"
    sql = (
        f"SELECT post_id, {rank} AS score, doc FROM articles_search_doc, "  # noqa: S608
        "(SELECT %s::tsquery AS query) q WHERE terms @@ q.query"
    )
    values: list[object] = [_match(query)]
    if public_only:
        sql += " AND public"
    if after and not by_rank:
        sql += " AND doc < %s"
        values.append(after[1])
    if after and by_rank:
        sql = f"SELECT * FROM ({sql}) hits WHERE score > %s OR (score = %s AND doc < %s)"  # noqa: S608
        values += [after[0], after[0], after[1]]
    order = "score, doc DESC" if by_rank else "doc DESC"
    cursor.execute(f"{sql} ORDER BY {order} LIMIT %s", [*values, limit])
    return list(cursor.fetchall())


def vector(title: str, body: str) -> str:
    """Return terms as the text of a tsvector: the title's with weight A, then the body's."""
    positions: defaultdict[str, list[str]] = defaultdict(list)
    in_title = title.split()
    # The gap keeps a phrase from beginning in the title and ending in the body.
    places = [(term, place, "A") for place, term in enumerate(in_title, 1)]
    start = len(in_title) + 10
    places += [(term, place, "") for place, term in enumerate(body.split()[:MOST_TERMS], start)]
    for term, place, weight in places:
        if len(positions[term]) < _MOST_POSITIONS:
            positions[term].append(f"{min(place, _LAST_POSITION)}{weight}")
    return " ".join(f"{_quoted(term)}:{','.join(where)}" for term, where in positions.items())


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _match(query: Query) -> str:
    """Return a query as the text of a tsquery."""
    groups = ["(" + " | ".join(map(_phrase, group)) + ")" for group in query.wanted]
    return " & ".join(groups + [f"!{_phrase(phrase)}" for phrase in query.unwanted])


def _phrase(phrase: Phrase) -> str:
    terms = [_quoted(term) for term in phrase.terms]
    if phrase.prefix:
        terms[-1] += ":*"
    return "(" + " <-> ".join(terms) + ")"
