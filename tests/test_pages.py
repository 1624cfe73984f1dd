"""The public pages: what is public is found at its address, and nothing else is."""

import datetime as dt
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from articles.models import Image, OldAddress, Post, PostImage, Source
from articles.paging import PER_PAGE
from tests.archive import imported, post
from tests.desk import NOON, made

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return str(response.content.decode())


def test_a_post_is_a_page_with_all_that_is_known_of_it(client: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post()})
    saved = Post.objects.get()
    page = text_of(client, saved.get_absolute_url())
    assert page.count("<h1>港口夜间停航</h1>") == 1
    assert '<article class="post" lang="zh-Hans" dir="ltr">' in page
    assert f'<a rel="author" href="/authors/{quote("林小满")}/">林小满</a>' in page
    assert '<time datetime="2026-11-14T01:58:29' in page
    assert f'<link rel="canonical" href="http://testserver{saved.get_absolute_url()}">' in page
    assert 'href="https://tide.example/2026/11/harbour"' in page
    assert f'<a rel="tag" href="/tags/{quote("天气")}/">天气</a>' in page
    assert "<p>台风将在星期五抵达。</p>" in page


@pytest.mark.parametrize(
    ("address", "watch"),
    [
        (
            "https://www.youtube.com/watch?v=abcdefghijk&t=5",
            "https://www.youtube.com/watch?v=abcdefghijk&amp;t=5s",
        ),
        ("https://tide.example/v", None),
        ("https://twitter.com/tide/status/1", None),
    ],
)
def test_a_post_that_is_a_video_leads_to_it_and_loads_nothing(
    client: Client, outlet: Source, address: str, watch: str | None
) -> None:
    saved = made(outlet, source_url=address)
    page = text_of(client, saved.get_absolute_url())
    assert (f'<a class="player" href="{watch}"' in page) == bool(watch)
    assert ('class="player"' in page) == bool(watch)
    assert "<iframe" not in page
    assert "ytimg" not in page


def test_a_post_that_is_a_video_shows_its_still_where_it_is_kept(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet, source_url="https://youtu.be/abcdefghijk")
    still = saved.images.get()
    assert still.url == "https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg"
    Image.objects.filter(pk=still.pk).update(file="originals/still.jpg", width=480, height=360)
    page = text_of(client, saved.get_absolute_url())
    assert '<img src="/images/originals/still.jpg" alt="" width="480" height="360">' in page


def test_a_still_leads_a_list_only_where_it_is_kept(client: Client, outlet: Source) -> None:
    saved = made(outlet, source_url="https://youtu.be/abcdefghijk")
    assert saved.lead_image == saved.images.get()
    assert "ytimg" not in text_of(client, "/")
    saved.images.update(file="originals/still.jpg", width=480, height=360)
    assert text_of(client, "/").count('src="/images/originals/still.jpg"') == 1
    other = made(
        outlet,
        "另一篇",
        source_url="https://youtu.be/bcdefghijkl",
        body="<img src=https://tide.example/a.jpg>",
    )
    assert other.lead_image.url == "https://tide.example/a.jpg"


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ug"])
def test_a_language_that_runs_to_the_left_does_so(
    client: Client, outlet: Source, language: str
) -> None:
    saved = made(outlet, language=language)
    assert f'lang="{language}" dir="rtl"' in text_of(client, saved.get_absolute_url())


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_what_is_not_published_is_in_no_list_and_has_no_page(
    client: Client, outlet: Source, status: str
) -> None:
    made(outlet, "另一篇")
    hidden = made(outlet, "秘密港口", status=status, withdrawal_note="来源有误")
    hidden.tags.add("天气")
    hidden.relist()
    shown = ["/", "/2026/11/14/", outlet.get_absolute_url(), "/feed/", "/feed.json",
             "/sitemaps/2026-11.xml", "/search/?q=秘密", f"{outlet.get_absolute_url()}feed/"]  # fmt: skip
    for path in shown:
        assert "秘密港口" not in text_of(client, path), path
    assert "天气" not in text_of(client, "/tags/")
    page = text_of(client, hidden.get_absolute_url(), 410 if status == "withdrawn" else 404)
    assert "台风" not in page
    assert ("来源有误" in page) == (status == "withdrawn")


def test_published_without_a_date_is_not_public(client: Client, outlet: Source) -> None:
    made(outlet, "没有日期", published_at=None)
    assert "没有日期" not in text_of(client, "/")


@pytest.mark.parametrize(
    "path",
    [
        "/2026/13/01/x/", "/2026/02/30/", "/0000/", "/2025/", "/2026/10/", "/2026/11/13/",
        "/2026/11/14/nothing/", "/tags/nothing/", "/tags/nothing/feed/", "/sources/nothing/",
        "/sources/nothing/feed.json", "/sitemaps/2025-01.xml", "/sitemaps/2026-13.xml",
        "/2026-11-14/nothing/", "/2026-02-30/x.html", "/nothing", "/?before=x", "/?after=1-",
        "/?before=999999999999999999-1", "/search/nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_answers_404_with_a_page_that_helps(
    client: Client, outlet: Source, path: str
) -> None:
    made(outlet)
    assert 'name="q"' in text_of(client, path, 404)


def walk(client: Client, path: str, relation: str) -> list[list[int]]:
    """Return the ids of each page of a list, following its links."""
    pages = []
    query = ""
    for _ in range(20):
        page = client.get(path + query).context["page"]
        pages.append([post.pk for post in page.posts])
        query = getattr(page, relation)
        if not query:
            return pages
    raise AssertionError("the list has no end")


def test_a_list_is_walked_to_its_end_and_back_without_loss(client: Client, outlet: Source) -> None:
    posts = []
    for number in range(2 * PER_PAGE + 3):  # every third shares its date with the one before
        date = NOON - dt.timedelta(seconds=number - (number % 3 == 1))
        posts.append(made(outlet, f"第{number}篇", published_at=date))
    wanted = [post.pk for post in Post.objects.published().newest_first()]
    path = outlet.get_absolute_url()
    pages = walk(client, path, "older")
    assert [pk for page in pages for pk in page] == wanted
    assert [len(page) for page in pages] == [PER_PAGE, PER_PAGE, 3]
    last = Post.objects.get(pk=wanted[-1])
    assert last.published_at is not None
    micro = (last.published_at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(
        microseconds=1
    )
    behind = client.get(f"{path}?after={micro}-{last.pk}").context["page"]
    assert [post.pk for post in behind.posts] == wanted[-1 - PER_PAGE : -1]
    assert [post.pk for post in client.get(path + behind.newer).context["page"].posts] == (
        wanted[-1 - 2 * PER_PAGE : -1 - PER_PAGE]
    )


def test_a_page_behind_the_end_is_empty_and_not_an_error(client: Client, outlet: Source) -> None:
    made(outlet)
    page = client.get("/?before=0-1").context["page"]
    assert (page.posts, page.older, page.newer) == ([], "", "")


def test_a_post_leads_to_its_neighbours_of_the_same_outlet(client: Client, outlet: Source) -> None:
    older, middle, newer = (made(outlet, title, published_at=NOON) for title in "甲乙丙")
    made(Source.objects.create(name="别家"), "外人")
    context = client.get(middle.get_absolute_url()).context
    assert (context["older"], context["newer"]) == (older, newer)


def test_lists_and_posts_cost_as_many_queries_for_one_post_as_for_many(
    client: Client, outlet: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(25):
        saved = made(outlet, f"第{number}篇", body='<p><img src="https://tide.example/a.png"></p>')
        saved.tags.add("天气", f"标签{number}")
        saved.relist()
    for path in (saved.tags.all()[0].get_absolute_url(), "/search/?q=第", "/feed/", "/feed.json",
                 saved.get_absolute_url(), "/sitemap.xml", "/sitemaps/2026-11.xml"):  # fmt: skip
        # PostgreSQL is told of each search, in a transaction of its own.
        with django_assert_max_num_queries(8 if connection.vendor == "sqlite" else 20):
            text_of(client, path)


def test_public_pages_set_no_cookie_and_may_be_kept(client: Client, outlet: Source) -> None:
    saved = made(outlet)
    for path in ("/", saved.get_absolute_url(), "/feed/", "/sitemap.xml", "/search/?q=台风"):
        response = client.get(path)
        assert not response.cookies, path
        assert "Cookie" not in response.get("Vary", ""), path
        assert response["Cache-Control"] == "public, max-age=0, s-maxage=60", path


def test_a_reader_who_has_a_page_is_told_so_until_it_changes(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet)
    path = saved.get_absolute_url()
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    saved.title = "港口复航"
    saved.save()
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_are_only_read(client: Client, outlet: Source, method: str) -> None:
    made(outlet)
    for path in ("/", "/healthz", "/feed/", "/anything-else"):
        assert getattr(client, method)(path).status_code == 405


def test_an_address_that_a_post_once_had_leads_to_it(client: Client, outlet: Source) -> None:
    saved = made(outlet)
    before = saved.get_absolute_url()
    saved.slug = "新地址"
    saved.save()
    now = saved.get_absolute_url()
    assert now != before
    moved = client.get(before)
    assert (moved.status_code, moved["Location"]) == (301, now)
    OldAddress.objects.keep("/news/harbour/", saved)
    for path in ("/news/harbour/", "/news/harbour"):
        assert client.get(path)["Location"] == now
    saved.status = Post.Status.DRAFT
    saved.save()
    assert client.get("/news/harbour/").status_code == 404


def test_an_address_of_the_mirrored_site_leads_to_the_post(client: Client, outlet: Source) -> None:
    saved = made(outlet, "港口：停航 2026")
    for path in ("/2026-11-14/港口：停航 2026/", "/2026-11-14/港口-停航-2026.html"):
        moved = client.get(path)
        assert (moved.status_code, moved["Location"]) == (301, saved.get_absolute_url()), path


@pytest.mark.parametrize(
    "path",
    [
        "/tags",
        "/feed",
        "/sources",
        "/2026",
        "/2026/11/14",
        "/search?q=a",
        "/admin",
        "/tags/香港?page=1",
    ],
)
def test_a_page_that_is_asked_for_without_its_last_slash_is_found(
    client: Client, outlet: Source, path: str
) -> None:
    made(outlet).tags.add("香港")
    moved = client.get(path)
    assert moved.status_code == 301
    bare, mark, query = path.partition("?")
    assert unquote(moved["Location"]) == f"{bare}/{mark}{query}"


def test_where_a_post_was_withdrawn_its_earlier_addresses_say_so(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet)
    before = saved.get_absolute_url()
    saved.slug, saved.status, saved.withdrawal_note = "x", Post.Status.WITHDRAWN, "来源有误"
    saved.save()
    for path in (before, "/2026-11-14/x/"):
        moved = client.get(path)
        assert moved.status_code == 301, path
        assert "来源有误" in text_of(client, moved["Location"], 410)


@pytest.mark.parametrize(
    "path", ["/%00", "/a%00b/", "/tags/%00/", "/sources/%00/feed.json", "/2026/11/14/%00/"]
)
def test_nul_in_an_address_leads_nowhere(client: Client, outlet: Source, path: str) -> None:
    text_of(client, path, 404)
    assert client.get("/search/?q=%00").status_code == 400
    assert client.get("/?before=%00").status_code == 400


def test_a_cookie_chooses_no_language_for_others(client: Client, outlet: Source) -> None:
    client.cookies["django_language"] = "en"
    assert '<html lang="zh-hans">' in text_of(client, "/")


@pytest.mark.parametrize("year", [1000, 9998])
def test_the_first_and_the_last_year_have_pages(
    client: Client, outlet: Source, settings: object, year: int
) -> None:
    for month in (1, 12):
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
            settings.TIME_ZONE = zone  # type: ignore[attr-defined]
            saved = made(outlet, published_at=NOON.replace(year=year, month=month))
            for path in ("/", f"/{year}/", f"/{year}/{month:02}/", f"/sitemaps/{year}-{month:02}.xml",
                         "/feed/", "/sitemap.xml", saved.get_absolute_url()):  # fmt: skip
                text_of(client, path)
    for path in ("/9999/12/", "/sitemaps/9999-12.xml", "/9999/", "/9999/12/31/"):
        text_of(client, path, 404)


def test_names_of_posts_outlets_and_tags_are_text_wherever_they_stand(
    client: Client, outlet: Source
) -> None:
    nasty = "<script>alert(1)</script>\"'&"
    evil = Source.objects.create(name=nasty, description=nasty)
    saved = made(evil, nasty, byline=nasty, summary=nasty, body=f"<p>{escape(nasty)}</p>")
    saved.tags.add(nasty)
    saved.relist()
    for path in ("/", saved.get_absolute_url(), "/tags/", "/sources/", evil.get_absolute_url(),
                 saved.tags.all()[0].get_absolute_url(), "/search/?q=alert", "/2026/11/14/",
                 "/feed/", f"/search/?q={quote(nasty)}"):  # fmt: skip
        page = text_of(client, path)
        assert "<script>" not in page, path


def test_a_picture_kept_here_is_served_from_here_and_others_only_where_that_is_allowed(
    client: Client, outlet: Source, settings: object
) -> None:
    body = (
        '<p><img src="https://tide.example/kept.png" alt="港口">'
        '<img src="https://tide.example/far.png" alt="灯塔"></p>'
    )
    saved = made(outlet, body=body)
    Image.objects.filter(url__endswith="kept.png").update(
        file="originals/ab/kept.png", width=40, height=30
    )
    assert PostImage.objects.filter(post=saved).count() == 2
    path = saved.get_absolute_url()
    settings.HOTLINK_IMAGES = False  # type: ignore[attr-defined]
    page = text_of(client, path)
    assert 'src="/images/originals/ab/kept.png"' in page
    assert 'width="40" height="30"' in page
    assert "<img" not in page.rpartition("kept.png")[2]
    assert ">灯塔</a>" in page
    settings.HOTLINK_IMAGES = True  # type: ignore[attr-defined]
    assert (
        'src="https://tide.example/far.png" alt="灯塔" loading="lazy" decoding="async" '
        'referrerpolicy="no-referrer"'
    ) in text_of(client, path)


def test_a_server_in_front_can_ask_whether_the_site_is_well(client: Client, db: None) -> None:
    assert client.get("/healthz").content == b"ok\n"
