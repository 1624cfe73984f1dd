"""The index in PostgreSQL: a tsvector of our own terms with a GIN index, in a table of its own.

A GIN index keeps no weights and no positions: whoever asks for them makes PostgreSQL read the vector of each
candidate. So the terms of title and byline stand in the vector once more with a mark (`=香港`, `@张三`), which no
term has, and a phrase looks first for the posts that have all of its terms.

The terms are cut and folded already, so PostgreSQL's parser, which would cut them anew, is passed by:
vector and query are written out in its text form (https://www.postgresql.org/docs/current/datatype-textsearch.html).
That form has limits. Positions end at 16,383: longer texts begin anew behind their title, so that the
order of a phrase still counts. A term keeps 256 of them: a phrase with a term that comes more often is
found in its earlier places only. And a vector has at most 1 MB: of texts beyond it the end is not indexed.

The tags of a post stand there as well, for counting them and to narrow by. A trigger keeps them: whatever gives,
takes or merges tags, they follow.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from articles.search.hits import MOST_WEIGHED, Hits
from articles.search.query import Phrase, Query, in_title

_TAGS = """coalesce((SELECT array_agg(t.tag_id ORDER BY t.tag_id) FROM articles_posttag t
    WHERE t.post_id = {post}), ARRAY[]::bigint[])"""
_TAGS_OF_ROW = _TAGS.format(post="d.post_id")
# Two who tag one post at the same time: the second waits for the first, and then looks (a statement sees what was
# there when it began). The state is held as by who writes an entry (`keeping`), so that no rebuild begins or ends
# meanwhile.
_FOLLOW = f"""CREATE FUNCTION articles_search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_rebuilding boolean;
BEGIN
    SELECT rebuilding INTO is_rebuilding FROM articles_search_state FOR SHARE;
    PERFORM 1 FROM articles_search_doc WHERE post_id IN (OLD.post_id, NEW.post_id) FOR UPDATE;
    UPDATE articles_search_doc d SET tags = {_TAGS_OF_ROW} WHERE post_id IN (OLD.post_id, NEW.post_id);
    IF is_rebuilding THEN
        UPDATE articles_search_new_doc d SET tags = {_TAGS_OF_ROW}
            WHERE post_id IN (OLD.post_id, NEW.post_id);
    END IF;
    RETURN NULL;
END $$"""  # noqa: S608  (of our own words)
# As on SQLite, `2019/12 3 17 `: to group by three columns, of which one is an array, takes four times as long. A
# function, since PostgreSQL holds what makes a text of an array for unsteady, though of numbers it is not.
_FACETS = """CREATE FUNCTION articles_search_facets(year smallint, source bigint, tags bigint[]) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$ SELECT year || '/' || source || ' ' || array_to_string(tags, ' ') || ' ' $$"""
ONCE = (
    _FACETS,
    "CREATE TABLE articles_search_state (version integer NOT NULL, rebuilding boolean NOT NULL)",
    "INSERT INTO articles_search_state VALUES ({version}, false)",
    "CREATE SEQUENCE articles_search_number",
    _FOLLOW,
    """CREATE TRIGGER articles_search_tags AFTER INSERT OR DELETE OR UPDATE OF tag_id, post_id
        ON articles_posttag FOR EACH ROW EXECUTE FUNCTION articles_search_follow()""",
)
CREATE = (
    """CREATE TABLE {index}_doc (post_id bigint CONSTRAINT {index}_post PRIMARY KEY, doc bigint NOT NULL,
        public boolean NOT NULL, source_id bigint NOT NULL, year smallint NOT NULL,
        tags bigint[] NOT NULL, terms tsvector NOT NULL, facets text NOT NULL
        GENERATED ALWAYS AS (articles_search_facets(year, source_id, tags)) STORED)""",
    # Vectors do not compress; to try costs each write.
    "ALTER TABLE {index}_doc ALTER terms SET STORAGE EXTERNAL",
    "CREATE INDEX {index}_order ON {index}_doc (doc DESC)",
)
# Behind the rows, where there are many: 0.85 ms a post, and row by row 1.6.
CREATE_AFTER = ("CREATE INDEX {concurrently} {index}_terms ON {index}_doc USING gin (terms)",)
DROP = ("DROP TABLE IF EXISTS {index}_doc",)
RENAME = (
    # A tag that was given beside the rebuild and not yet seen by it; who gives one now waits.
    f"UPDATE {{index}}_doc d SET tags = {_TAGS_OF_ROW} WHERE d.tags <> {_TAGS_OF_ROW}",  # noqa: S608
    "ALTER TABLE {index}_doc RENAME TO {to}_doc",
    *(
        f"ALTER INDEX {{index}}_{name} RENAME TO {{to}}_{name}"
        for name in ("post", "order", "terms")
    ),
)
DROP_ALL = (
    "DROP TRIGGER IF EXISTS articles_search_tags ON articles_posttag",
    "DROP FUNCTION IF EXISTS articles_search_follow",
    *(f"DROP TABLE IF EXISTS articles_search_{name}" for name in ("doc", "new_doc", "state")),
    "DROP FUNCTION IF EXISTS articles_search_facets",
    "DROP SEQUENCE IF EXISTS articles_search_number",
)

LOCK = " FOR SHARE"
TABLES = "articles_search_doc d"
# An expression, so that no plan walks the index of places and looks into each vector for a rare word.
PLACE = "(d.doc + 0)"
MATCHES = "d.terms @@ %s::tsquery"
LACKS = "NOT d.terms @@ %s::tsquery"
# The planner does not know that the vectors lie elsewhere and are dear to read (7 µs each): it would read all of
# them for a frequent word, 400 ms at 150,000 posts where the index takes 15.
# And to start processes takes as long as they save, where other readers wait for these processors (22 and 16 ms).
SETTINGS = """SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true)"""
# A word in the title counts as ten in the body.
_WEIGHTS_OF_RANK = "{0.1, 0.1, 0.2, 1.0}"
# Divided by 1 + log(length), as a long text has more of every word (section 12.3.3); bm25 does so too.
_BY_LENGTH = 1
# 24 bits tell 16.7 million entries of one second apart.
LOW_BITS = 24

_MARKS = {"": "", "title": "=", "byline": "@"}
_MOST_BYTES = 1_048_575
_LAST_POSITION = 16_383
_MOST_POSITIONS = 255
_MOST_IN_TITLE = 4_000  # a title has 1,000 characters, of which NFKC makes more; a byline 500
_AT_ONCE = 10_000  # terms in memory
_GAP = 10  # keeps a phrase from beginning in the title and ending in the body


def places(cursor: Any, _index: str, firsts: Sequence[int]) -> list[int]:
    """Return a place of its own for each, at or behind the one that is given.

    Others may write at the same time, so a number that nobody else has makes it.
    """
    cursor.execute(
        "SELECT nextval('articles_search_number') FROM generate_series(1, %s)", [len(firsts)]
    )
    numbers = (number % (1 << LOW_BITS) for (number,) in cursor.fetchall())
    return [first | number for first, number in zip(firsts, numbers, strict=True)]


def write(
    cursor: Any, index: str, rows: Sequence[tuple[int, int, bool, int, int, str, str, str]]
) -> None:
    """Write rows of place, post, publicity, outlet, year, and the terms of title, byline and body."""
    cursor.execute(
        f"SELECT FROM {index}_doc WHERE post_id = ANY(%s) ORDER BY post_id FOR UPDATE",
        [[row[1] for row in rows]],
    )
    cursor.executemany(
        f"INSERT INTO {index}_doc (doc, post_id, public, source_id, year, tags, terms) "  # noqa: S608
        f"VALUES (%s, %s, %s, %s, %s, {_TAGS.format(post='%s')}, %s::tsvector) ON CONFLICT (post_id) DO UPDATE "
        "SET doc = excluded.doc, public = excluded.public, source_id = excluded.source_id, "
        "year = excluded.year, tags = excluded.tags, terms = excluded.terms",
        [(*row[:5], row[1], vector(*row[5:])) for row in rows],
    )


def vector(title: str, byline: str, body: str) -> str:
    """Return terms as the text of a tsvector: the title's with weight A, the byline's B, the body's D."""
    positions: defaultdict[str, list[str]] = defaultdict(list)
    room = _MOST_BYTES
    for term, place in _places(title, byline, body):
        # A position takes 2 bytes, and so does their number, for which one more evens the address.
        room -= 2 if term in positions else len(term.encode()) + 5
        if room < 0:
            break
        if len(positions[term]) < _MOST_POSITIONS:
            positions[term].append(place)
    return " ".join(f"{_quoted(term)}:{','.join(where)}" for term, where in positions.items())


def _places(title: str, byline: str, body: str) -> Iterator[tuple[str, str]]:
    """Give each term with its position and weight: one by one, for of a text of a million few are wanted."""
    start = 1
    for mark, weight, terms in (("=", "A", title), ("@", "B", byline)):
        cut = terms.split()[:_MOST_IN_TITLE]
        for number, term in enumerate(cut, start):
            yield term, f"{number}{weight}"
            yield mark + term, f"{number}{weight}"
        start += len(cut) + _GAP
    span = _LAST_POSITION - start + 1
    for place, term in enumerate(_parted(body)):
        yield term, str(start + place % span)


def _parted(terms: str) -> Iterator[str]:
    while terms:
        *some, terms = [*terms.split(None, _AT_ONCE), ""][: _AT_ONCE + 1]
        yield from some


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def tagged(number: int) -> str:
    """Return the condition that a post has one of a number of tags, each a placeholder."""
    return f"d.tags && ARRAY[{', '.join(['%s'] * number)}]::bigint[]"


def tags_of(kept: list[int]) -> list[int]:
    """Return the tags (primary keys) of a post from how the index keeps them."""
    return kept


def counted(cursor: Any, hits: Hits) -> dict[str, int]:
    """Return how many hits have the same facets, by these."""
    cursor.execute(f"SELECT d.facets, COUNT(*) {hits.sql} GROUP BY d.facets", hits.values)
    return dict(cursor.fetchall())


def select(hits: Hits, words: Query, *, by_rank: bool) -> tuple[str, list[Any]]:
    """Return a SELECT of post, rank and place of the hits, and its values; the less a rank is, the better."""
    wanted = match(words)
    rank = f"-ts_rank('{_WEIGHTS_OF_RANK}', terms, %s::tsquery, {_BY_LENGTH})::float8"
    if not by_rank:
        sql, values = _newest(hits, _candidates(words), wanted)
        return f"SELECT post_id, 0.0::float8 AS score, place FROM ({sql}) n", values  # noqa: S608
    titled = match(in_title(words))
    elsewhere = f"{wanted} & !({titled})"
    first, first_values = _newest(hits, _candidates(in_title(words)), titled, MOST_WEIGHED)
    rest, rest_values = _newest(hits, _candidates(words), elsewhere, MOST_WEIGHED)
    weighed = f"SELECT * FROM (({first}) UNION ALL ({rest})) h LIMIT {MOST_WEIGHED}"  # noqa: S608
    sql = f"SELECT post_id, {rank} AS score, place FROM ({weighed}) w"  # noqa: S608
    return sql, [wanted, *first_values, *rest_values]


def _newest(hits: Hits, candidates: str, wanted: str, limit: int = 0) -> tuple[str, list[Any]]:
    """Return a SELECT of post, vector and place of the hits, newest first, and its values.

    The candidates come out of the index alone, in their order; the vectors are read one by one, until
    there are enough. OFFSET 0 keeps PostgreSQL from making one step of both.
    """
    passing, values = hits.passing
    sql = (
        "SELECT * FROM (SELECT d.post_id, d.terms, d.doc + 0 AS place FROM articles_search_doc d "  # noqa: S608
        f"WHERE d.terms @@ %s::tsquery{passing} ORDER BY place DESC OFFSET 0) c"
    )
    values = [candidates, *values]
    if candidates != wanted:
        sql += " WHERE c.terms @@ %s::tsquery"
        values.append(wanted)
    return (f"{sql} LIMIT {limit}" if limit else sql), values


def match(query: Query) -> str:
    """Return a query as the text of a tsquery."""
    return _written(query.wanted, query.unwanted, " <-> ")


def _candidates(query: Query) -> str:
    """Return the tsquery of all posts that may be meant: those that have the terms of each phrase anywhere."""
    return _written(query.wanted, [one for one in query.unwanted if len(one.terms) == 1], " & ")


def _written(wanted: Iterable[Iterable[Phrase]], unwanted: Iterable[Phrase], between: str) -> str:
    groups = [
        "(" + " | ".join(_phrase(phrase, between) for phrase in group) + ")" for group in wanted
    ]
    return " & ".join(groups + [f"!{_phrase(phrase, between)}" for phrase in unwanted])


def _phrase(phrase: Phrase, between: str) -> str:
    terms = [_quoted(_MARKS[phrase.field] + term) for term in phrase.terms]
    if phrase.prefix:
        terms[-1] += ":*"
    return "(" + between.join(terms) + ")"
