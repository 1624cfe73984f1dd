"""What machines are told of a page: its one address, its neighbours, cards for other sites, and JSON-LD.

Each kind of page has a function here that templates call in their head (`articles.templatetags.described`).
Cards are Open Graph (https://ogp.me) and Twitter's, which takes from Open Graph what it is not told; the data
are words of https://schema.org, as Google's guides for articles, breadcrumbs and site names ask for them.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.addresses import as_uri, host_of
from articles.asking import query_of
from articles.models import Post, Source, Tag
from articles.paging import ListPage
from articles.picturing import LeadPicture, absolute, lead_picture

_LOCALES = {
    "zh-hans": "zh_CN",
    "zh-hant": "zh_TW",
    "en": "en_US",
    "ja": "ja_JP",
    "ko": "ko_KR",
    "ar": "ar_AR",
}
_LEAST_WIDTH = 300  # pixels, of a picture that Twitter draws large
# Nothing in a value may end the script element or begin a comment in it (HTML §4.12.1.3).
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}

Trail = tuple[tuple[str, str], ...]  # names and paths of the pages above, the front page left out
Thing = dict[str, Any]  # of schema.org


@dataclass(frozen=True, slots=True)
class Description:
    """What is told of a page.

    :ivar path: its one address, with the query where it is behind the first of a list.
    :ivar trail: the pages above it.
    :ivar newer: path of the page in front of it in a list, or empty; so the older one.
    :ivar post: where the page is a post.
    :ivar things: what it is, but for its place in the site.
    """

    title: str
    text: str
    path: str
    trail: Trail = ()
    newer: str = ""
    older: str = ""
    post: Post | None = None
    picture: LeadPicture | None = None
    things: tuple[Thing, ...] = ()

    @property
    def canonical(self) -> str:
        """The address, whole."""
        return absolute(self.path)

    @property
    def site_name(self) -> str:
        """The name of the site."""
        return str(settings.SITE_NAME)

    @property
    def locale(self) -> str:
        """The language and country of what a reader reads, as Open Graph has it; empty where it has none."""
        return _LOCALES.get((self.post.language if self.post else get_language() or "").lower(), "")

    @property
    def card(self) -> str:
        """The kind of Twitter's card."""
        is_large = self.picture and (self.picture.width or _LEAST_WIDTH) >= _LEAST_WIDTH
        return "summary_large_image" if is_large else "summary"

    @property
    def data(self) -> SafeString:
        """All that is said in JSON-LD, as the text of a script element."""
        places = ((settings.SITE_NAME, reverse("home")), *self.trail, (self.title, self.path))
        things = (
            [*self.things, _breadcrumbs(places)] if self.path != reverse("home") else self.things
        )
        graph = {"@context": "https://schema.org", "@graph": things}
        text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
        return mark_safe(text.translate(_ESCAPES))


def home(page: ListPage) -> Description:
    """Describe the front page, or one of the pages behind it."""
    text = settings.SITE_DESCRIPTION or _("The newest posts of the archive, by day.")
    things = () if page.here else (_website(),)
    return _list(settings.SITE_NAME, text, reverse("home"), (), page, things)


def post(post: Post, tags: Iterable[Tag]) -> Description:
    """Describe a post."""
    picture = lead_picture(post)
    return Description(
        title=post.title,
        text=post.summary or post.title,
        path=post.get_absolute_url(),
        trail=(*_outlets(), (post.source.name, post.source.get_absolute_url())),
        post=post,
        picture=picture,
        things=(_article(post, [tag.name for tag in tags], picture),),
    )


def changes(post: Post) -> Description:
    """Describe the page of what an outlet changed in a post."""
    return Description(
        title=_("Changes"),
        text=_("What the outlet changed in “%(title)s”, and when.") % {"title": post.title},
        path=post.get_changes_url(),
        trail=((post.title, post.get_absolute_url()),),
    )


def sources() -> Description:
    """Describe the list of outlets."""
    text = _("The outlets in the archive, and how many posts there are of each.")
    return Description(_("Outlets"), text, reverse("sources"))


def source(source: Source, page: ListPage) -> Description:
    """Describe an outlet, or a page of its posts."""
    text = source.description or (
        ngettext(
            "%(count)s post of %(name)s in the archive.",
            "%(count)s posts of %(name)s in the archive.",
            source.post_count,
        )
        % {"count": source.post_count, "name": source.name}
    )
    return _list(source.name, text, source.get_absolute_url(), _outlets(), page)


def tags() -> Description:
    """Describe the list of tags."""
    text = _("The subjects of the posts in the archive, the most frequent first.")
    return Description(_("Subjects"), text, reverse("tags"))


def tag(tag: Tag, page: ListPage) -> Description:
    """Describe a tag, or a page of its posts."""
    text = ngettext(
        "%(count)s post about %(name)s in the archive.",
        "%(count)s posts about %(name)s in the archive.",
        tag.post_count,
    ) % {"count": tag.post_count, "name": tag.name}
    return _list(tag.name, text, tag.get_absolute_url(), ((_("Subjects"), reverse("tags")),), page)


def authors() -> Description:
    """Describe the list of authors."""
    text = _("The authors of the posts in the archive, by name.")
    return Description(_("Authors"), text, reverse("authors"))


def author(name: str, page: ListPage) -> Description:
    """Describe an author, or a page of the posts."""
    text = _("Posts by %(name)s in the archive.") % {"name": name}
    above = ((_("Authors"), reverse("authors")),)
    return _list(name, text, reverse("author", args=[name]), above, page)


def year(first: dt.date) -> Description:
    """Describe a year by its first day."""
    (place,) = _dates(first, 1)
    return Description(place[0], _of_date(place[0]), place[1])


def month(first: dt.date) -> Description:
    """Describe a month by its first day."""
    *above, place = _dates(first, 2)
    return Description(place[0], _of_date(place[0]), place[1], tuple(above))


def day(date: dt.date, page: ListPage) -> Description:
    """Describe a day, or a page of its posts."""
    *above, place = _dates(date, 3)
    return _list(place[0], _of_date(place[0]), place[1], tuple(above), page)


def found(form: QueryDict, sort: str, following: str | None) -> Description:
    """Describe a search.

    :param form: as it was asked for.
    :param following: the cursor of the next page, or None.
    """
    path = reverse("search")
    return Description(
        title=form.get("q") or _("Search"),
        text=_("Search the archive"),
        path=path + query_of(form, form.get("after"), sort),
        older=path + query_of(form, following, sort) if following else "",
    )


def _list(
    title: str, text: str, path: str, trail: Trail, page: ListPage, things: tuple[Thing, ...] = ()
) -> Description:
    return Description(
        title=title,
        text=text,
        path=path + page.here,
        trail=trail,
        newer=page.newer and path + page.newer,
        older=page.older and path + page.older,
        things=things,
    )


def _outlets() -> Trail:
    return ((_("Outlets"), reverse("sources")),)


def _dates(day: dt.date, parts: int) -> Trail:
    """Return the pages of a day's year, month and day, or the first `parts` of them."""
    formats = {"year": "Y", "month": "YEAR_MONTH_FORMAT", "day": "DATE_FORMAT"}
    numbers = day.isoformat().split("-")
    return tuple(
        (date_format(day, form), reverse(name, args=numbers[:place]))
        for place, (name, form) in enumerate(formats.items(), 1)
        if place <= parts
    )


def _of_date(date: str) -> str:
    return _("What the archive has from %(date)s.") % {"date": date}


def _breadcrumbs(places: Iterable[tuple[str, str]]) -> Thing:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate(places, 1)
        ],
    }


def _website() -> Thing:
    return _told(
        {
            "@type": "WebSite",
            "name": settings.SITE_NAME,
            "description": settings.SITE_DESCRIPTION,
            "url": absolute(reverse("home")),
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{absolute(reverse('search'))}?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        }
    )


def _article(post: Post, tags: list[str], picture: LeadPicture | None) -> Thing:
    """Return a post as a NewsArticle: who published it is the outlet, who keeps it is this site."""
    outlet = _told({"@type": "Organization", "name": post.source.name, "url": post.source.homepage})
    return _told(
        {
            "@type": "NewsArticle",
            "headline": post.title,
            "description": post.summary,
            "inLanguage": post.language,
            "datePublished": post.published_at.isoformat() if post.published_at else "",
            "dateModified": post.updated_at.isoformat(),
            "author": {"@type": "Person", "name": post.byline} if post.byline else outlet,
            "publisher": outlet,
            "provider": {
                "@type": "Organization",
                "name": settings.SITE_NAME,
                "url": settings.SITE_URL,
            },
            "mainEntityOfPage": absolute(post.get_absolute_url()),
            "isBasedOn": as_uri(post.source_url) if host_of(post.source_url) else "",
            "image": picture.url if picture else "",
            "keywords": tags,
        }
    )


def _told(thing: Thing) -> Thing:
    """Return a thing without what is not known of it."""
    return {name: value for name, value in thing.items() if value}
