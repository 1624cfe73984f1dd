"""Where tools showed posts, by the patterns in their configuration: a table of them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from articles.importing.permalinks import HEXO_USUAL, JEKYLL_STYLES, Facts, Permalinks, address

MOMENT = dt.datetime(2024, 3, 2, 7, 8, 9, tzinfo=dt.UTC)
JEKYLL = "news/_posts/2024-03-02-Tide tables.md"
HEXO = "source/_posts/sea/2024-03-02-tide.md"
HUGO = "content/posts/sea/tide/index.md"


def shown(tool: str, pattern: str, path: str, slug: str = "", **more: object) -> str:
    links = Permalinks(tool, {"posts" if tool == "hugo" else "": pattern}, **more)  # type: ignore[arg-type]
    return address(links, Facts(path, MOMENT, "Tide & Tables: 潮汐", slug, ("Sea", "Big News")))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (JEKYLL_STYLES["date"], "/news/sea/big news/2024/03/02/Tide-tables.html"),
        (JEKYLL_STYLES["pretty"], "/news/sea/big news/2024/03/02/Tide-tables/"),
        (JEKYLL_STYLES["ordinal"], "/news/sea/big news/2024/062/Tide-tables.html"),
        (JEKYLL_STYLES["weekdate"], "/news/sea/big news/2024/W09/Sat/Tide-tables.html"),
        (JEKYLL_STYLES["none"], "/news/sea/big news/Tide-tables.html"),
        ("/blog/:short_year/:i_month/:i_day/:slug", "/blog/24/3/2/tide-tables"),
        ("/:slugified_categories/:title_old.html", "/news/sea/big-news/Tide-tables_old.html"),
        ("/:long_month/:hour:minute:second/:title/", "/March/070809/Tide-tables/"),
        ("/:unknown/:title/", ""),
        ("", ""),
    ],
)
def test_jekyll(pattern: str, expected: str) -> None:
    assert shown("jekyll", pattern, JEKYLL) == expected


def test_a_page_of_jekyll_is_not_where_its_posts_are() -> None:
    assert shown("jekyll", JEKYLL_STYLES["pretty"], "about/2024-03-02-us.md") == ""


@pytest.mark.parametrize(
    ("pattern", "more", "expected"),
    [
        (HEXO_USUAL, {}, "/2024/03/02/sea/2024-03-02-tide/"),
        (HEXO_USUAL, {"dated_names": True}, "/2024/03/02/sea/tide/"),
        (":category/:name.html", {}, "/Sea/Big-News/2024-03-02-tide.html"),
        ("posts/:timestamp/:post_title/", {}, "/posts/1709363289/Tide-Tables-潮汐/"),
        ("archives/:id/", {}, ""),
        (":hash.html", {}, ""),
    ],
)
def test_hexo(pattern: str, more: dict[str, object], expected: str) -> None:
    assert shown("hexo", pattern, HEXO, **more) == expected


def test_a_post_of_hexo_without_a_category_lies_in_the_usual_one() -> None:
    links = Permalinks("hexo", {"": ":category/:title/"}, no_category="misc")
    assert address(links, Facts("source/_posts/a.md", MOMENT, "a", "", ())) == "/misc/a/"


@pytest.mark.parametrize(
    ("pattern", "slug", "expected"),
    [
        ("/:year/:month/:title/", "", "/2024/03/tide--tables-潮汐/"),
        ("/:year/:slug", "", "/2024/tide--tables-潮汐/"),
        ("/:year/:slug", "own", "/2024/own/"),
        ("/:slugorcontentbasename/", "", "/tide/"),
        ("/:sections/:filename.html", "", "/posts/sea/tide.html"),
        ("/:section/:yearday/:weekdayname/:monthname/", "", "/posts/62/Saturday/March/"),
        ("/:sections[1:]/:slug/", "", ""),
        ("/:2006/:slug/", "", ""),
    ],
)
def test_hugo(pattern: str, slug: str, expected: str) -> None:
    assert shown("hugo", pattern, HUGO, slug) == expected


def test_another_section_of_hugo_has_its_own_pattern_or_none() -> None:
    assert shown("hugo", "/:year/:slug/", "content/notes/a.md") == ""


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2024, 3, 1, 22, 30, tzinfo=dt.UTC), "02"),  # half past six in the morning
        (dt.datetime(2024, 3, 1, tzinfo=dt.UTC), "01"),  # a bare date is that day everywhere
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai"])
def test_the_day_is_that_of_the_site(moment: dt.datetime, day: str, zone: str) -> None:
    facts = Facts("_posts/a.md", moment, "a", "", ()).seen_in(ZoneInfo(zone))
    assert address(Permalinks("jekyll", {"": "/:day/:title/"}), facts) == f"/{day}/a/"


def test_a_bare_date_is_its_day_west_of_greenwich_too() -> None:
    facts = Facts("_posts/a.md", dt.datetime(2024, 3, 1, tzinfo=dt.UTC), "a", "", ())
    seen = facts.seen_in(ZoneInfo("America/New_York"))
    assert address(Permalinks("jekyll", {"": "/:day/:title/"}), seen) == "/01/a/"


def test_an_address_that_no_database_keeps_is_none() -> None:
    facts = Facts("_posts/a.md", MOMENT, "a", "", ("x" * 600,))
    assert address(Permalinks("jekyll", {"": JEKYLL_STYLES["date"]}), facts) == ""
