"""What migrations make of the rows that are there."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from articles.addresses import post_key
from articles.models import Post, Source

pytestmark = [pytest.mark.django_db, pytest.mark.database]
keys = import_module("articles.migrations.0005_keys_of_escaped_addresses")
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
