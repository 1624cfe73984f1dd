"""An address of every kind of public page, from the sample archive: on these is tried what holds of all."""

from typing import NamedTuple
from urllib.parse import quote

from django.db.models import Count

from articles.authors import address_of
from articles.models import Post

_BEHIND = (
    "before=1700000000000000-1"  # a page behind the first: from the middle of November 2023 on
)


class Kind(NamedTuple):
    """A kind of page: where one is found, and what its status is.

    :ivar name: that of its address in `articles.urls`, and behind a space what sets it apart.
    """

    name: str
    path: str
    status: int = 200


def pages() -> list[Kind]:
    """Return the kinds of pages for readers; call it where the sample archive has been imported.

    One post of those there is withdrawn by this, for that is a kind of page too.
    """
    public = Post.objects.published().newest_first()
    post = _usual()
    changed = public.annotate(states=Count("originals")).filter(states__gt=1)[0]
    gone = public.filter(source_url="")[1]
    Post.objects.filter(pk=gone.pk).update(status=Post.Status.WITHDRAWN, withdrawal_note="来源有误")
    posts = {
        "scripted": public.filter(language="zh-Hant")[0].get_absolute_url() + "?script=zh-hans",
        "right to left": public.filter(language="ar")[0].get_absolute_url(),
        "player": public.filter(body__contains="youtube.com")[0].get_absolute_url(),
        "video": public.filter(source_url__contains="youtube.com")[0].get_absolute_url(),
        "table": public.filter(body__contains="<table>")[0].get_absolute_url(),
        "figure": public.filter(body__contains="<figcaption>")[0].get_absolute_url(),
        "blog": public.filter(source_url="")[0].get_absolute_url(),
    }
    return [
        Kind("home", "/"),
        Kind("home older", f"/?{_BEHIND}"),
        Kind("year", f"/{post.day:%Y}/"),
        Kind("month", f"/{post.day:%Y/%m}/"),
        Kind("day", f"/{post.day:%Y/%m/%d}/"),
        Kind("post", post.get_absolute_url()),
        *(Kind(f"post {name}", path) for name, path in posts.items()),
        Kind("post withdrawn", gone.get_absolute_url(), 410),
        Kind("changes", changed.get_changes_url()),
        Kind("tags", "/tags/"),
        Kind("tags by name", "/tags/?by=name"),
        Kind("tag", post.tags.all()[0].get_absolute_url()),
        Kind("sources", "/sources/"),
        Kind("source", post.source.get_absolute_url()),
        Kind("source older", f"{post.source.get_absolute_url()}?{_BEHIND}"),
        Kind("author", address_of(post.byline)),
        Kind("search", "/search/"),
        Kind("search hits", f"/search/?q={quote('的')}"),
        Kind("search best", f"/search/?q={quote('渡轮 OR 台风')}&sort=best"),
        Kind("search nothing", f"/search/?q={quote('没有 这些 渡轮 source:无')}"),
        Kind(
            "search narrowed", f"/search/?q={quote('的')}&from=2020-01-01&source={post.source.slug}"
        ),
        Kind("lookup", "/lookup"),
        Kind("lookup nothing", "/lookup?url=https://tide.example/none", 404),
        Kind("offline", "/offline/"),
        Kind("old_address", "/nothing-here/", 404),
    ]


def feeds() -> list[Kind]:
    """Return the kinds of feeds, each in both formats."""
    post = _usual()
    lists = {
        "feed": "/",
        "tag_feed": post.tags.all()[0].get_absolute_url(),
        "source_feed": post.source.get_absolute_url(),
        "author_feed": address_of(post.byline),
        "search_feed": "/search/",
    }
    asked = {"search_feed": f"?q={quote('的')}"}
    return [
        Kind(name + end, path + file + asked.get(name, ""))
        for name, path in lists.items()
        for end, file in (("", "feed/"), ("_json", "feed.json"))
    ]


def documents() -> list[Kind]:
    """Return the kinds of public addresses that are neither pages nor feeds."""
    return [
        Kind("sitemap", "/sitemap.xml"),
        Kind("sitemap_section", f"/sitemaps/{_usual().day:%Y-%m}.xml"),
        Kind("sitemap_news", "/sitemaps/news.xml"),
        Kind("robots", "/robots.txt"),
        Kind("opensearch", "/opensearch.xml"),
        Kind("worker", "/sw.js"),
    ]


def _usual() -> Post:
    """Return the newest post with all that most posts have."""
    return Post.objects.published().newest_first().filter(byline__gt="", tags__isnull=False)[0]
