"""What one import or rebuild does around its work, on a database of its own kind."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Post
from benchmarks.multiplying import multiply
from tests.archive import run

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gathers them by itself"),
]

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def plan() -> str:
    """Return how SQLite looks up the posts of a list of 30."""
    return Post.objects.published().filter(pk__in=range(1, 31)).explain()


def test_behind_an_import_the_posts_of_a_list_are_looked_up_by_their_keys() -> None:
    run(SAMPLES)
    multiply(500)
    run(SAMPLES)
    assert "USING INTEGER PRIMARY KEY" in plan()


def test_behind_a_rebuild_of_the_search_index_they_are_too() -> None:
    run(SAMPLES)
    multiply(500)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_schema")  # reads them again, which are none
    assert "post_listed" in plan()
    call_command("rebuild_search", jobs=1, no_progress=True)
    assert "USING INTEGER PRIMARY KEY" in plan()
