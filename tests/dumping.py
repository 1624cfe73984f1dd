"""Everything that an import has made, in a form in which two databases can be held against each other.

    DJANGO_SETTINGS_MODULE=newsroom.settings python -m tests.dumping

Rows are named by what they are and not by their numbers; when a row was written and by which run is
left out. Prints one JSON object: table or search term -> sorted rows.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, models

# Model -> the field that names a row; None where its rows say nothing but who did what, and when.
NAMED_BY: dict[str, str | None] = {
    "post": "key",
    "source": "key",
    "tag": "key",
    "image": "key",
    "original": "hash",
    "importrun": None,
    "user": None,
}
TERMS = ("台风", "港口", "渡轮", "第7篇", "改", "不在", "林小满")


def dump() -> dict[str, Any]:
    """Return all rows of the product's tables, what search finds, and the pictures kept."""
    tables = {
        model._meta.model_name: rows(model)
        for model in apps.get_app_config("articles").get_models(include_auto_created=True)
        if NAMED_BY.get(str(model._meta.model_name), "") is not None
    }
    searches = {f"search {term}": found(term) for term in TERMS}
    return {**tables, **searches, "index": indexed(), "files": files()}


def rows(model: type[models.Model]) -> list[str]:
    """Return the rows of a table, each as JSON."""
    names = {}
    for field in model._meta.concrete_fields:
        is_clock = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        if field.primary_key or is_clock:
            continue
        if not field.related_model:
            names[field.name] = field.name
        elif name := NAMED_BY[str(field.related_model._meta.model_name)]:
            names[field.name] = f"{field.name}__{name}"
    return sorted(
        json.dumps(dict(zip(names, values, strict=True)), default=plain, sort_keys=True)
        for values in model._base_manager.values_list(*names.values())
    )


def plain(value: Any) -> str:
    """Return what JSON cannot hold as text."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, (bytes, memoryview)) else str(value)  # fmt: skip


def found(term: str) -> list[str]:
    """Return the keys of the posts that search finds, each as often as it finds it."""
    from articles.models import Post
    from tests import finding

    ids = finding.found(term, public_only=False, limit=100_000)
    keys = dict(Post.objects.values_list("pk", "key"))
    return sorted(keys.get(pk, f"no post {pk}") for pk in ids)


def indexed() -> list[list[object]]:
    """Return which posts are in the index, and whether readers may find them."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT p."key", d.public FROM articles_search_doc d '
            "LEFT JOIN articles_post p ON p.id = d.post_id ORDER BY 1"
        )
        return [[key, bool(public)] for key, public in cursor.fetchall()]


def files() -> list[list[str]]:
    """Return the pictures kept, with what is in them."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(
        [str(path.relative_to(root)), hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in root.rglob("*")
        if path.is_file()
    )


if __name__ == "__main__":
    django.setup()
    print(json.dumps(dump(), default=plain))  # noqa: T201
