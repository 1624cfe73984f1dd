"""What migrations make of the rows that are there."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from articles import search
from articles.addresses import post_key
from articles.models import Post, Source

pytestmark = [pytest.mark.django_db, pytest.mark.database]
keys = import_module("articles.migrations.0005_keys_of_escaped_addresses")
facets = import_module("articles.migrations.0008_search_facets")
HERE = SimpleNamespace(connection=connection)

ESCAPED = "https://tide.example/%e6%bd%ae?%E6%B0%B4=1"
PLAIN = "https://tide.example/潮?水=1"


def post_from(address: str, key: str) -> Post:
    source, _ = Source.objects.get_or_create(name="潮汐日报")
    (made,) = Post.objects.bulk_create(
        [Post(title="潮", source=source, source_url=address, key=key, slug=key)]
    )
    return made


@pytest.mark.parametrize(
    "address", [ESCAPED, "https://tide.example/a b", "https://tide.example/海"]
)
def test_a_post_keeps_its_identity_where_its_address_is_written_in_another_form_now(
    address: str,
) -> None:
    before = keys.earlier_key(address)
    made = post_from(address, before)
    keys.forwards(apps, HERE)
    made.refresh_from_db()
    assert made.key == post_key(address)
    keys.backwards(apps, HERE)
    made.refresh_from_db()
    assert made.key == before


def test_an_identity_that_is_not_of_the_address_or_is_taken_stays() -> None:
    ordinary = post_from("https://tide.example/a", keys.earlier_key("https://tide.example/a"))
    own = post_from("https://tide.example/%e6%b5%b7", "1" * 32)
    first = post_from(PLAIN, post_key(PLAIN))
    second = post_from(ESCAPED, keys.earlier_key(ESCAPED))
    before = [post.key for post in (ordinary, own, first, second)]
    keys.forwards(apps, HERE)
    after = Post.objects.order_by("pk").values_list("key", flat=True)
    assert list(after) == before
    assert before[0] == post_key(ordinary.source_url)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the column is SQLite's")
def test_an_index_without_facets_gets_them_and_its_tags_are_still_followed() -> None:
    post = post_from(PLAIN, "1" * 32)
    post.save()
    held = list(search.held())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_search_doc RENAME COLUMN facets TO other")
        facets.add(apps, HERE)
        cursor.execute("SELECT facets FROM articles_search_doc")
        assert cursor.fetchall() == [(f"1970/{post.source_id}  ",)]
    assert list(search.held()) == held
    post.tags.add("海")
    assert [entry.tags for entry in search.held()] == [list(post.tags.values_list("pk", flat=True))]
    facets.add(apps, HERE)
    assert [entry.tags for entry in search.held()] == [list(post.tags.values_list("pk", flat=True))]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite makes the column of what is there"
)
def test_an_index_without_facets_starts_anew_and_says_so() -> None:
    post_from(PLAIN, "1" * 32).save()
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        facets.add(apps, editor)
        assert search.is_current()
        cursor.execute("ALTER TABLE articles_search_doc RENAME COLUMN facets TO other")
        facets.add(apps, editor)
    assert not search.is_current()
    assert list(search.held()) == []
