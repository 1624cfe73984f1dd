"""A reader and an editor of the site whose environment this is, busy until standard input ends.

    DJANGO_SETTINGS_MODULE=newsroom.settings DEBUG=true python -m tests.using

Prints one JSON object: how many pages were read and posts saved, and what went wrong.
"""

import json
import sys
import threading

import django
from django.test import Client
from django.test.utils import setup_test_environment

PAGES = ("/", "/tags/", "/sources/", "/feed/", "/search/?q=港口", "/2026/11/")


def use(done: threading.Event) -> dict[str, object]:
    """Read and save until `done`."""
    from articles.models import Post
    from tests.desk import change, shown_form, superuser

    reader, desk = Client(), superuser()
    read = saved = 0
    troubles: list[str] = []
    while not done.is_set():
        try:
            for page in PAGES:
                status = reader.get(page).status_code
                troubles += [f"{page}: {status}"] if status != 200 else []
                read += 1
            post = Post.objects.order_by("?").first()
            if post:
                form = shown_form(desk, change(post))
                status = desk.post(change(post), form | {"summary": f"第{saved}次"}).status_code
                troubles += [f"{change(post)}: {status}"] if status != 302 else []
                saved += 1
        except Exception as error:  # noqa: BLE001
            troubles.append(f"{type(error).__name__}: {error}")
    return {"read": read, "saved": saved, "troubles": troubles}


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    done = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
    print(json.dumps(use(done)))  # noqa: T201
