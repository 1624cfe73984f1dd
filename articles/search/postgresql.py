"""The index in PostgreSQL: a tsvector of our own terms with a GIN index, in a table of its own.

The terms are cut and folded already, so PostgreSQL's parser, which would cut them anew, is passed by:
vector and query are written out in its text form (https://www.postgresql.org/docs/current/datatype-textsearch.html).
That form has limits. Positions end at 16,383: longer texts begin anew behind their title, so that the
order of a phrase still counts. A term keeps 256 of them: a phrase with a term that comes more often is
found in its earlier places only. And a vector has at most 1 MB: of texts beyond it the end is not indexed.
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

_MOST_BYTES = 1_048_575
_LAST_POSITION = 16_383
_MOST_POSITIONS = 255
_MOST_IN_TITLE = 4_000  # a title has 1,000 characters, of which NFKC makes more


def take_numbers(cursor: Any, count: int) -> Sequence[int]:
    """Reserve `count` running numbers; other writers may take some between them."""
    cursor.execute("SELECT nextval('articles_search_number') FROM generate_series(1, %s)", [count])
    return [number for (number,) in cursor.fetchall()]


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
    in_title = title.split()[:_MOST_IN_TITLE]
    places = [(term, f"{place}A") for place, term in enumerate(in_title, 1)]
    # The gap keeps a phrase from beginning in the title and ending in the body.
    start = len(in_title) + 10
    span = _LAST_POSITION - start + 1
    places += [(term, str(start + place % span)) for place, term in enumerate(body.split())]
    room = _MOST_BYTES
    for term, place in places:
        # A position takes 2 bytes, and so does their number, for which one more evens the address.
        room -= 2 if term in positions else len(term.encode()) + 5
        if room < 0:
            break
        if len(positions[term]) < _MOST_POSITIONS:
            positions[term].append(place)
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
