"""Asks a database what readers ask, and prints how long it takes by kind of question.

    python -m benchmarks.asking QUESTIONS.json [KIND…]

Works on the database that the environment names. Columns: the hits of the question in the middle; the
milliseconds, of the question in the middle and of the 95th of a hundred, for a page of ids newest first
and best first and for the counts beside them, from the index alone; and for the whole page of the site
newest and best first, in this process, with the site's cache emptied before each request.
Questions are drawn (`benchmarks.questions`) and kept in the file where it is not there yet.
"""

import functools
import html
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

from benchmarks.questions import FREQUENT, Question, draw

_NEXT = re.compile(r'href="(\?[^"]*\bafter=[^"]*)"')
_PAGE = 3  # of the kind that pages on
# Of the index, and of the whole database. By pages (https://sqlite.org/dbstat.html): the sum of a table's bytes
# begins anew at 4 GB.
_PAGES = "SELECT coalesce(sum(pageno), 0) * page_size FROM dbstat, pragma_page_size WHERE aggregate = TRUE"
_SIZES = {
    "sqlite": (f"{_PAGES} AND name LIKE 'articles_search%'", _PAGES),
    "postgresql": (
        "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables WHERE relname LIKE 'articles_search%'",
        "SELECT pg_database_size(current_database())",
    ),
}
HEAD = (
    "| question | hits | newest (ms) | 95th | best | 95th | counts | 95th "
    "| page, newest | 95th | page, best | 95th |"
)


def main(file: str, *kinds: str) -> None:
    """Print the sizes and the table."""
    questions = _questions(Path(file))
    print(f"{_sizes()}\n\n{HEAD}")
    print("| --- |" + " ---: |" * (HEAD.count("| ") - 1))
    for kind, asked in questions.items():
        if asked and kind in (kinds or questions):
            print(_row(kind, asked), flush=True)
    if FREQUENT in (kinds or questions):
        print(_row_of_later_pages(questions[FREQUENT]))


def settle() -> None:
    """Do what PostgreSQL does by itself a while after many changes; SQLite does nothing."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _sizes() -> str:
    """Return how many posts there are, and what they and their index take of the disk."""
    from django.db import connection

    from articles.models import Post

    posts = Post.objects.count()
    with connection.cursor() as cursor:
        sizes = []
        for sql in _SIZES[connection.vendor]:
            cursor.execute(sql)
            sizes.append(int(cursor.fetchone()[0]))
    index, all_of_it = sizes
    return (
        f"{posts:,} posts; index {index // posts:,}, database {all_of_it // posts:,} bytes a post."
    )


def _questions(file: Path) -> dict[str, list[Question]]:
    if not file.exists():
        file.write_text(json.dumps(draw(), ensure_ascii=False, indent=0), "utf-8")
    questions: dict[str, list[Question]] = json.loads(file.read_text("utf-8"))
    return questions


def _row(kind: str, asked: list[Question]) -> str:
    from articles import search

    meant = [_search(question) for question in asked]
    hits = statistics.median(search.facets(one).total for one in meant)
    cells = [
        *_timed(lambda one: search.find(one, limit=20), meant),
        *_timed(lambda one: search.find(one, limit=20, sort="best"), meant),
        *_timed(search.facets, meant),
        *_timed(_page, asked),
        *_timed(lambda question: _page(question | {"sort": "best"}), asked),
    ]
    return f"| {kind} | {hits:,.0f} | {' | '.join(cells)} |"


def _row_of_later_pages(asked: list[Question]) -> str:
    """Return the row of a later page: those before it are asked for, but not timed."""
    cells: list[str] = []
    for sort in ("newest", "best"):
        queries = filter(None, (_later(question | {"sort": sort}) for question in asked))
        cells += _timed(lambda query: _get(f"/search/{query}"), list(queries))
    return f"| {FREQUENT}, page {_PAGE} |{' |' * 7} {' | '.join(cells)} |"


def _later(question: Question) -> str:
    """Return the query of the page behind those before it; empty where the hits end before."""
    query = f"?{urlencode(question)}"
    for _ in range(_PAGE - 1):
        found = _NEXT.search(_get(f"/search/{query}"))
        if found is None:
            return ""
        query = html.unescape(found[1])
    return query


def _page(question: Question) -> str:
    return _get(f"/search/?{urlencode(question)}")


def _get(address: str) -> str:
    from django.core.cache import cache

    cache.clear()
    answer = _client().get(address, headers={"host": "127.0.0.1"})
    assert answer.status_code == 200, answer
    return str(answer.content, "utf-8")


@functools.cache
def _client() -> Any:
    """Return a browser: one for all, since each makes the site's middleware anew."""
    from django.test import Client

    return Client()


def _timed(ask: Callable[[Any], object], asked: list[Any]) -> list[str]:
    """Return the milliseconds of the middle, and of the 95th of a hundred; nothing of nothing."""
    if not asked:
        return ["", ""]
    took = []
    for one in asked:
        began = time.perf_counter()
        ask(one)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return [f"{took[len(took) * share // 100]:.1f}" for share in (50, 95)]


def _search(question: Question) -> Any:
    """Return what the parameters of an address mean."""
    from django.http import QueryDict

    from articles.asking import asked_by

    return asked_by(QueryDict(urlencode(question))).search


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    settle()
    main(*sys.argv[1:])
