"""A small archive for tests of the search page, and what a search shows of it."""

import datetime as dt
from urllib.parse import urlencode

from django.test import Client

from articles.models import Post, Source
from tests.desk import NOON, made

ENGLISH = {"accept-language": "en"}
FERRY, SCHOOL, HILL = "渡輪停航", "学校停课", "Typhoon over the hills"


def small_archive() -> dict[str, Post]:
    """Four public posts of two outlets, and what nobody may find."""
    tide, hill = (Source.objects.create(name=name) for name in ("潮汐日报", "Hill Evening"))
    posts = {
        "ferry": made(tide, "渡輪停航", body="<p>颱風<b>來</b>了。</p><p>渡輪停航三天。</p>", byline="林小滿"),
        "school": made(tide, "学校停课", body="<p>台风来了，学校停课。</p>",
                       published_at=NOON - dt.timedelta(days=1)),
        "hill": made(hill, "Typhoon over the hills", body="<p>台风 The typhoon passed.</p>",
                     published_at=NOON - dt.timedelta(days=400)),
        "night": made(hill, "图书馆开门", body="<p>夜里也开。</p>"),
        "draft": made(tide, "台风草稿", status=Post.Status.DRAFT),
        "withdrawn": made(tide, "台风撤下", status=Post.Status.WITHDRAWN),
        "undated": made(tide, "台风无日期", published_at=None),
    }  # fmt: skip
    for name in ("ferry", "school", "draft", "withdrawn"):
        posts[name].tags.add("气象")
    posts["ferry"].tags.add("臺灣")
    posts["withdrawn"].tags.add("秘密")
    for name in ("draft", "withdrawn"):
        posts[name].relist()
    return posts


def shown(client: Client, **form: object) -> list[str]:
    """Return the titles that a search shows."""
    page = client.get(f"/search/?{urlencode(form, doseq=True)}")
    assert page.status_code == 200
    return [hit.post.title for hit in page.context["hits"]]
