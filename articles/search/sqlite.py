"""The index in SQLite: FTS5 without content, and a table that says which row is which post.

An FTS5 table without content is a third of the size, but before SQLite 3.43 a row can be deleted from
it only by giving the exact old text again, and a mistake corrupts the index; Debian 12 has 3.40. So a
row is never deleted: `articles_search_doc` maps rows to posts, a changed post gets a new row, and a row
that no post has is never found. `clear` takes them all.
"""

from collections.abc import Sequence
from typing import Any

from articles.search.terms import Phrase, Query

# The terms are cut already: everything but spaces and controls belongs to a term.
_TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* Co Cn''"
CREATE = (
    """CREATE TABLE articles_search_doc (
        doc integer PRIMARY KEY, post_id integer NOT NULL UNIQUE, public bool NOT NULL)""",
    "CREATE TABLE articles_search_number (last integer NOT NULL)",
    "INSERT INTO articles_search_number VALUES (0)",
    f"""CREATE VIRTUAL TABLE articles_search USING fts5(
        title, body, content='', tokenize='{_TOKENIZER}')""",
)
DROP = (
    "DROP TABLE articles_search",
    "DROP TABLE articles_search_number",
    "DROP TABLE articles_search_doc",
)
CLEAR = (
    "INSERT INTO articles_search (articles_search) VALUES ('delete-all')",
    "DELETE FROM articles_search_doc",
)
# A word in the title counts as four in the body.
_RANK = "bm25(articles_search, 4.0, 1.0)"


def take_numbers(cursor: Any, count: int) -> Sequence[int]:
    """Reserve `count` running numbers."""
    cursor.execute("UPDATE articles_search_number SET last = last + %s RETURNING last", [count])
    last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def write(cursor: Any, rows: Sequence[tuple[int, int, bool, str, str]]) -> None:
    """Write rows of place, post, publicity, title and body."""
    cursor.executemany(
        "INSERT OR REPLACE INTO articles_search_doc (doc, post_id, public) VALUES (%s, %s, %s)",
        [row[:3] for row in rows],
    )
    cursor.executemany(
        "INSERT INTO articles_search (rowid, title, body) VALUES (%s, %s, %s)",
        [(place, title, body) for place, _, _, title, body in rows],
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
    rank = _RANK if by_rank else "0.0"
    sql = (
        f"SELECT d.post_id, {rank} AS score, f.rowid AS place FROM articles_search f "  # noqa: S608
        "JOIN articles_search_doc d ON d.doc = f.rowid WHERE articles_search MATCH %s"
    )
    values: list[object] = [_match(query)]
    if public_only:
        sql += " AND d.public"
    if after and by_rank:
        sql = f"SELECT * FROM ({sql}) WHERE score > %s OR (score = %s AND place < %s)"  # noqa: S608
        values += [after[0], after[0], after[1]]
    elif after:
        sql += " AND f.rowid < %s"
        values.append(after[1])
    order = "score, place DESC" if by_rank else "place DESC"
    cursor.execute(f"{sql} ORDER BY {order} LIMIT %s", [*values, limit])
    return list(cursor.fetchall())


def _match(query: Query) -> str:
    """Return a query in the language of FTS5 (https://sqlite.org/fts5.html, section 3)."""
    groups = ["(" + " OR ".join(map(_quoted, group)) + ")" for group in query.wanted]
    wanted = "(" + " AND ".join(groups) + ")"
    if not query.unwanted:
        return wanted
    return f"{wanted} NOT ({' OR '.join(map(_quoted, query.unwanted))})"


def _quoted(phrase: Phrase) -> str:
    """Return a phrase in quotes; terms hold no quote, since a quote is no letter."""
    return '"' + " ".join(phrase.terms) + '"' + (" *" if phrase.prefix else "")
