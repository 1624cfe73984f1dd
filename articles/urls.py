"""The public addresses. They are for ever: whatever changes, an address that was given out answers."""

from typing import Any

from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import (
    authors,
    calendar_pages,
    feeds,
    found,
    leading,
    offline,
    outlet_pages,
    post_page,
    sitemaps,
    tag_pages,
    views,
)
from articles.caching import public

# Address (Django's route, or a pattern that begins with ^), view, name.
PAGES: tuple[tuple[str, Any, str], ...] = (
    ("", views.home, "home"),
    (r"^(?P<year>[0-9]{4})/$", calendar_pages.year, "year"),
    (r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", calendar_pages.month, "month"),
    (r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$", calendar_pages.day, "day"),
    (
        r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<slug>[^/]+)/$",
        post_page.post,
        "post",
    ),
    (
        r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<slug>[^/]+)/changes/$",
        post_page.changes,
        "changes",
    ),
    ("tags/", tag_pages.tags, "tags"),
    ("tags/<str:slug>/", tag_pages.tag, "tag"),
    ("tags/<str:slug>/feed/", feeds.tag_atom, "tag_feed"),
    ("tags/<str:slug>/feed.json", feeds.tag_json, "tag_feed_json"),
    ("sources/", outlet_pages.sources, "sources"),
    ("sources/<str:slug>/", outlet_pages.source, "source"),
    ("sources/<str:slug>/feed/", feeds.source_atom, "source_feed"),
    ("sources/<str:slug>/feed.json", feeds.source_json, "source_feed_json"),
    ("authors/", authors.authors, "authors"),
    # A byline may have slashes (文/林小满).
    ("authors/<path:name>/feed/", feeds.author_atom, "author_feed"),
    ("authors/<path:name>/feed.json", feeds.author_json, "author_feed_json"),
    ("authors/<path:name>/", authors.author, "author"),
    ("feed/", feeds.site_atom, "feed"),
    ("feed.json", feeds.site_json, "feed_json"),
    ("search/", found.find, "search"),
    ("search/feed/", feeds.search_atom, "search_feed"),
    ("search/feed.json", feeds.search_json, "search_feed_json"),
    (r"^lookup/?$", leading.lookup, "lookup"),
    ("sitemap.xml", sitemaps.index, "sitemap"),
    ("sitemaps/news.xml", sitemaps.news, "sitemap_news"),
    ("sitemaps/<str:name>.xml", sitemaps.section, "sitemap_section"),
    ("sw.js", offline.worker, "worker"),
    ("offline/", offline.page, "offline"),
    ("robots.txt", sitemaps.robots, "robots"),
    ("opensearch.xml", views.opensearch, "opensearch"),
    # The mirrored Jekyll sites: /2020-08-05/<title>/ and the same with .html
    (
        r"^(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})/(?P<title>.+?)(?:\.html|/)$",
        views.jekyll_post,
        "jekyll_post",
    ),
)


def _pattern(route: str, view: Any, name: str) -> URLPattern:
    make = re_path if route.startswith("^") else path
    return make(route, public(view), name=name)


urlpatterns = [
    *(_pattern(*page) for page in PAGES),
    re_path(r"^random/?$", require_safe(never_cache(leading.random_post)), name="random"),
    path("healthz", require_safe(views.healthz), name="healthz"),
    # Last: whatever is no address of ours may have been one of a post.
    re_path(r"^(?P<path>.+)$", require_safe(views.old_address), name="old_address"),
]
