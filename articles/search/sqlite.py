"""The index in SQLite: FTS5 without content, and a table that says which row is which post.

An FTS5 table without content is a third of the size, but before SQLite 3.43 a row can be deleted from
it only by giving the exact old text again, and a mistake corrupts the index; Debian 12 has 3.40. So a
row is never deleted: `…_doc` maps rows to posts, a changed post gets a new row, and a row that no post
has is never found. A rebuild leaves them behind.

The tags of a post stand there as well, as `3 17`, since a look at another table for each hit is half of what
counting them takes. Triggers keep them: whatever gives, takes or merges tags, they follow. All that hits are
counted by stands once more in one column, as `2019/12 3 17 ` (year, outlet and tags), which the database keeps.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from articles.search.hits import MOST_WEIGHED, Hits
from articles.search.query import Phrase, Query, in_title

# The terms are cut already, and of ASCII they hold letters, digits and `_` alone: all that is left to find is the
# space between two. Another tokenizer would look each character up in its tables, a sixth of what the index costs.
TOKENIZER = "ascii tokenchars ''_''"
ONCE = (
    "CREATE TABLE articles_search_state (version integer NOT NULL, rebuilding bool NOT NULL)",
    "INSERT INTO articles_search_state VALUES ({version}, 0)",
)
_TAGS = """(SELECT coalesce(group_concat(tag_id, ' '), '') FROM
    (SELECT tag_id FROM articles_posttag WHERE post_id = {post} ORDER BY tag_id))"""
_TRIGGERS = {
    "tagged": ("INSERT", "NEW"),
    "untagged": ("DELETE", "OLD"),
    "retagged": ("UPDATE OF tag_id, post_id", "NEW"),
    "moved": ("UPDATE OF post_id", "OLD"),
}
_FOLLOW = tuple(
    f"""CREATE TRIGGER {{index}}_{name} AFTER {event} ON articles_posttag BEGIN
        UPDATE {{index}}_doc SET tags = {_TAGS.format(post=f"{row}.post_id")} WHERE post_id = {row}.post_id;
    END"""  # noqa: S608
    for name, (event, row) in _TRIGGERS.items()
)
_LEAVE = tuple(f"DROP TRIGGER IF EXISTS {{index}}_{name}" for name in _TRIGGERS)
CREATE = (
    """CREATE TABLE {index}_doc (
        doc integer PRIMARY KEY, post_id integer NOT NULL UNIQUE, public bool NOT NULL,
        source_id integer NOT NULL, year integer NOT NULL, tags text NOT NULL,
        facets text NOT NULL GENERATED ALWAYS AS (year || '/' || source_id || ' ' || tags || ' ') STORED)""",
    *_FOLLOW,
    f"""CREATE VIRTUAL TABLE {{index}} USING fts5(
        title, byline, body, content='', tokenize='{TOKENIZER}')""",
    # FTS5 (https://sqlite.org/fts5.html, section 6) writes a segment whenever a megabyte of terms waits, which
    # is a few times a batch of an import, and merges four into one, again and again: a quarter of what the
    # index cost. Both settings stay with the index; an editor's single post loses nothing by them.
    "INSERT INTO {index} ({index}, rank) VALUES ('hashsize', 16777216), ('automerge', 8)",
)
CREATE_AFTER = ()
DROP = (*_LEAVE, "DROP TABLE IF EXISTS {index}", "DROP TABLE IF EXISTS {index}_doc")
RENAME = (
    *_LEAVE,
    "ALTER TABLE {index} RENAME TO {to}",
    "ALTER TABLE {index}_doc RENAME TO {to}_doc",
    *(statement.replace("{index}", "{to}") for statement in _FOLLOW),
)
DROP_ALL = (
    *(
        statement.format(index=index)
        for index in ("articles_search", "articles_search_new")
        for statement in DROP
    ),
    *(f"DROP TABLE IF EXISTS articles_search_{name}" for name in ("state", "number")),
)

# The walk is FTS5's, so that it can go from the newest down and stop.
LOCK = ""  # one writes at a time
TABLES = "articles_search f CROSS JOIN articles_search_doc d ON d.doc = f.rowid"
PLACE = "f.rowid"
MATCHES = "articles_search MATCH %s"
LACKS = "d.doc NOT IN (SELECT rowid FROM articles_search WHERE articles_search MATCH %s)"
SETTINGS = ""
# A word in the title counts as four in the body.
_RANK = "bm25(articles_search, 4.0, 2.0, 1.0)"
# Sixteen rows a second: most rows have a second to themselves, and the closer their numbers are the
# smaller the index is. What finds its second full goes into the next.
LOW_BITS = 4
_LOOKED_AT = 32


def places(cursor: Any, index: str, firsts: Sequence[int]) -> list[int]:
    """Return a row that was never used for each place: itself, or the next one that is free."""
    # Most places are free; only where one is not are those behind it looked at.
    marks = ", ".join(["%s"] * len(firsts))
    cursor.execute(f"SELECT id FROM {index}_docsize WHERE id IN ({marks})", firsts)  # noqa: S608
    used = {found for (found,) in cursor.fetchall()}
    taken: set[int] = set()
    next_of: dict[int, int] = {}
    rows = []
    for first in firsts:
        row = next_of.get(first, first)
        if row != first or row in used or row in taken:
            row = _free(cursor, index, row, taken)
        taken.add(row)
        next_of[first] = row + 1
        rows.append(row)
    return rows


def _free(cursor: Any, index: str, row: int, taken: set[int]) -> int:
    """Return the first row from `row` on that is neither in the index nor among those taken."""
    while True:
        # Rows that no post has any more are still in the index.
        cursor.execute(
            f"SELECT id FROM {index}_docsize WHERE id >= %s ORDER BY id LIMIT {_LOOKED_AT}",  # noqa: S608
            [row],
        )
        used = [found for (found,) in cursor.fetchall()]
        for place in used:
            while row in taken:
                row += 1
            if place > row:
                return row
            row = max(row, place + 1)
        while row in taken:
            row += 1
        if len(used) < _LOOKED_AT:
            return row


def write(
    cursor: Any, index: str, rows: Sequence[tuple[int, int, bool, int, int, str, str, str]]
) -> None:
    """Write rows of place, post, publicity, outlet, year, and the terms of title, byline and body."""
    cursor.executemany(
        f"INSERT OR REPLACE INTO {index}_doc (doc, post_id, public, source_id, year, tags) "  # noqa: S608
        f"VALUES (%s, %s, %s, %s, %s, {_TAGS.format(post='%s')})",
        [(*row[:5], row[1]) for row in rows],
    )
    cursor.executemany(
        f"INSERT INTO {index} (rowid, title, byline, body) VALUES (%s, %s, %s, %s)",  # noqa: S608
        [(row[0], *row[5:]) for row in rows],
    )


def tagged(number: int) -> str:
    """Return the condition that a post has one of a number of tags, each a placeholder."""
    one = "instr(d.facets, ' ' || %s || ' ')"
    return f"({' OR '.join([one] * number) or 'FALSE'})"


def tags_of(kept: str) -> list[int]:
    """Return the tags (primary keys) of a post from how the index keeps them."""
    return [int(tag) for tag in kept.split()]


def counted(cursor: Any, hits: Hits) -> dict[str, int]:
    """Return how many hits have the same facets, by these.

    In one text that Python counts: GROUP BY, which sorts, takes twice as long for 80,000 hits.
    """
    cursor.execute(f"SELECT group_concat(d.facets, '|') {hits.sql}", hits.values)
    (joined,) = cursor.fetchone()
    return Counter(joined.split("|") if joined else ())


def select(hits: Hits, words: Query, *, by_rank: bool) -> tuple[str, list[Any]]:
    """Return a SELECT of post, rank and place of the hits, and its values; the less a rank is, the better."""
    if not by_rank:
        return f"SELECT d.post_id, 0.0 AS score, {PLACE} AS place {hits.sql}", hits.values
    wanted, titled = match(words), match(in_title(words))
    passing, values = hits.passing
    weighed = (
        f"SELECT * FROM (SELECT d.post_id, {_RANK} AS score, {PLACE} AS place FROM {TABLES} "  # noqa: S608
        f"WHERE {MATCHES}{passing} ORDER BY {PLACE} DESC LIMIT {MOST_WEIGHED})"
    )
    both = f"SELECT * FROM ({weighed} UNION ALL {weighed}) LIMIT {MOST_WEIGHED}"  # noqa: S608
    sql = f"SELECT * FROM ({both})"  # noqa: S608
    return sql, [f"({wanted}) AND ({titled})", *values, f"({wanted}) NOT ({titled})", *values]


def match(query: Query) -> str:
    """Return a query in the language of FTS5 (https://sqlite.org/fts5.html, section 3)."""
    groups = ["(" + " OR ".join(map(_quoted, group)) + ")" for group in query.wanted]
    wanted = "(" + " AND ".join(groups) + ")"
    if not query.unwanted:
        return wanted
    return f"{wanted} NOT ({' OR '.join(map(_quoted, query.unwanted))})"


def _quoted(phrase: Phrase) -> str:
    """Return a phrase in quotes; terms hold no quote, since a quote is no letter."""
    column = f"{phrase.field} : " if phrase.field else ""
    return column + '"' + " ".join(phrase.terms) + '"' + (" *" if phrase.prefix else "")
