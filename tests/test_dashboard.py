"""The first page of the desk: its numbers, the lists that they lead to, who sees them, and what it may cost."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import dashboard
from articles.dashboard import PROBLEMS, WAITING
from articles.models import Image, ImportRun, Post, Source
from tests.desk import made, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = dt.timedelta(1)
WORDS = "<p>台风将在星期五夜里抵达，渡轮从傍晚起停航，港口的灯塔照常亮着，请各位提早回家。</p>"
WITH_PICTURE = f'{WORDS}<p><img src="https://tide.example/sea.png" alt="海"></p>'


def fill(outlet: Source) -> None:
    """Make of everything that the page counts another number of rows."""
    now = timezone.now()
    mei, other = User.objects.get(username="mei"), User.objects.create_user("other")

    def some(number: int, **fields: Any) -> list[Post]:
        usual = {"body": WITH_PICTURE, "published_at": now - DAY}
        title = " ".join(fields)
        return [made(outlet, f"{title} {n}", **(usual | fields)) for n in range(number)]

    some(1, status=Post.Status.REVIEW)
    newer = some(2)
    Post.objects.filter(pk__in=[post.pk for post in newer]).update(newer_original=True)
    some(3, published_at=now + DAY, status=Post.Status.SCHEDULED)
    drafts = some(6, status=Post.Status.DRAFT, published_at=None)
    for post in drafts[:4]:
        post.history.update(history_user=mei)
    drafts[4].history.update(history_user=other)
    some(7, body="<p>短。</p><img src='https://tide.example/sea.png' alt='海'>")
    some(8, published_at=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    Post.objects.filter(pk__in=[post.pk for post in some(1)]).update(published_at=None)
    some(9, body=WORDS)
    for number in range(10):
        Image.objects.create(url=f"https://tide.example/{number}.png")
    for name, alt in (("kept", "海"), ("mute", "")):
        Image.objects.create(
            url=f"https://tide.example/{name}.png",
            alt=alt,
            file=f"originals/{name}.png",
            width=40,
            height=30,
        )
    for outcome in ("stopped", "killed", "running", "finished"):
        ImportRun.objects.create(outcome=outcome)
    ImportRun.objects.create(outcome="running", seen_at=now - DAY)


def page(desk: Client) -> Any:
    response = desk.get("/admin/")
    assert response.status_code == 200
    return response.context


def test_what_waits_and_what_is_wrong_is_counted(desk: Client, outlet: Source) -> None:
    fill(outlet)
    context = page(desk)
    assert [(number.rows, number.is_more) for number in context["waiting"]] == [
        (1, False),  # in review
        (2, False),  # newer at the outlet
        (3, False),  # scheduled
        (4, False),  # my drafts
        (6, False),  # all drafts
    ]
    assert [number.rows for number in context["problems"]] == [
        3,  # imports: stopped, killed, silent
        7,  # almost no text
        9,  # no date, and too early
        9,  # no picture
        11,  # no alternative text
        11,  # at the outlet alone: the ten, and that of the posts
    ]


def test_each_number_leads_to_a_list_of_as_many_rows(desk: Client, outlet: Source) -> None:
    fill(outlet)
    Source.objects.create(name="旧报")
    context = page(desk)
    came = context["came"]
    links = [(number.address, number.rows) for number in context["waiting"] + context["problems"]]
    links += [(day.address, day.bar.posts) for day in came["days"]]
    links += [(outlet.address, outlet.posts) for outlet in came["outlets"]]
    links += [(came["address"], came["total"]), (context["silent"].address, 0)]
    assert len(links) >= 14
    for address, rows in links:
        assert desk.get(address).context["cl"].result_count == rows, address


def test_many_rows_are_found_as_a_few_are(
    desk: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outlet)
    counted = {}
    for few in (5_000, 2):
        monkeypatch.setattr("articles.admin.filters._FEW", few)
        for query in ("problem=text", "problem=date", "problem=picture", "came=1"):
            found = desk.get(f"/admin/articles/post/?{query}").context["cl"].result_list
            assert counted.setdefault(query, list(found)) == list(found)


def test_what_is_more_than_anybody_counts_is_said_to_be_more(
    desk: Client, outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outlet)
    monkeypatch.setattr(dashboard, "MOST", 3)
    context = page(desk)
    assert [(number.rows, number.is_more) for number in context["waiting"]] == [
        (1, False), (2, False), (3, False), (3, True), (3, True),
    ]  # fmt: skip
    html = desk.get("/admin/", headers={"accept-language": "en"}).content.decode()
    assert "more than 3" in html


# What came in


def test_what_came_in_stands_at_its_day_and_under_its_outlet(desk: Client, outlet: Source) -> None:
    other = Source.objects.create(name="北岭科学")
    today = timezone.now().astimezone(dt.UTC).replace(hour=12, minute=0)
    for number, (days, source) in enumerate(
        [(0, outlet), (0, other), (1, other), (29, other), (30, outlet)]
    ):
        post = made(source, f"第{number}篇")
        Post.objects.filter(pk=post.pk).update(created_at=today - days * DAY)
    came = page(desk)["came"]
    assert came["total"] == 4
    assert [(day.bar.first, day.bar.posts) for day in came["days"]] == [
        ((today - 29 * DAY).date(), 1),
        ((today - DAY).date(), 1),
        (today.date(), 2),
    ]
    assert [(row.source, row.posts) for row in came["outlets"]] == [(other, 3), (outlet, 1)]


def test_an_archive_to_which_nothing_came_has_no_chart(desk: Client) -> None:
    came = page(desk)["came"]
    assert (came["total"], came["days"]) == (0, [])


# Who has gone silent


def published(source: Source, days_ago: list[float]) -> None:
    now = timezone.now()
    Post.objects.bulk_create(
        Post(title="x", slug=f"{source.pk}-{number}", source=source, status="published",
             published_at=now - ago * DAY, day=(now - ago * DAY).date())
        for number, ago in enumerate(days_ago)
    )  # fmt: skip
    Source.objects.recount()


@pytest.mark.parametrize(
    ("days_ago", "is_silent"),
    [
        ([8 + n for n in range(30)], True),  # daily, for a week nothing
        ([6 + n for n in range(30)], False),  # not for a week
        ([30 + 7 * n for n in range(30)], False),  # weekly: 35 days are five gaps
        ([36 + 7 * n for n in range(30)], True),
        ([20 + 30 * month + n / 24 for month in range(6) for n in range(20)], False),
        ([100 + n for n in range(10)], False),  # too few to say what is usual
        ([20 + n for n in range(9)] + [90 + n for n in range(30)], True),  # one hole is not usual
        ([8 + n for n in range(30)] + [-1.0], True),  # what is scheduled is no sign of life
        ([], False),
    ],
)
def test_an_outlet_is_silent_when_five_posts_would_have_come_and_a_week_is_over(
    outlet: Source, days_ago: list[float], is_silent: bool
) -> None:
    published(outlet, days_ago)
    silent = Source.objects.with_posts().silent(timezone.now())
    assert list(silent) == ([outlet.pk] if is_silent else [])


def test_the_longest_silence_stands_first_with_the_way_to_its_posts(desk: Client) -> None:
    sources = [Source.objects.create(name=name) for name in ("甲报", "乙报", "丙报")]
    for source, since in zip(sources, (50, 90, 1), strict=True):
        published(source, [since + n for n in range(30)])
    context = page(desk)
    silences = context["silences"]
    assert [silence.source for silence in silences] == [sources[1], sources[0]]
    assert [round(silence.usual) for silence in silences] == [5, 5]
    assert context["silent"].rows == 2
    assert set(desk.get(context["silent"].address).context["cl"].queryset) == set(sources[:2])
    assert desk.get(silences[0].address).context["cl"].result_count == 30


# The last changes


def test_the_last_changes_by_everyone_are_told(desk: Client, outlet: Source) -> None:
    lin = User.objects.create_user("lin")
    kept, gone = made(outlet, "留下的"), made(outlet, "拿走的")
    kept._history_user, kept._change_reason, kept.title = lin, "错字", "改过的"
    kept.save()
    gone.delete()
    changes = page(desk)["changes"]
    assert [(change.revision.title, str(change.revision.history_user), bool(change.address))
            for change in changes] == [
        ("拿走的", "None", False), ("改过的", "lin", True), ("拿走的", "None", False),
        ("留下的", "None", True),
    ]  # fmt: skip
    html = desk.get("/admin/").content.decode()
    assert "错字" in html
    assert f"/admin/articles/post/{kept.pk}/history/" in html
    assert f"/admin/articles/post/{gone.pk}/history/" not in html


# Who sees what


def test_whoever_may_not_see_posts_sees_no_number_of_them(desk: Client, outlet: Source) -> None:
    fill(outlet)
    context = page(staff("view_image", "view_tag"))
    assert context["waiting"] == []
    assert [number.address for number in context["problems"]] == [
        "/admin/articles/image/?alt=0",
        "/admin/articles/image/?stored=0",
    ]
    for name in ("came", "changes", "silences", "silent"):
        assert name not in context
    assert "/admin/articles/post" not in staff_page(context)


def staff_page(context: Any) -> str:
    client = Client()
    client.force_login(User.objects.get(username="lin"))
    return client.get("/admin/").content.decode()


def test_a_writer_is_told_of_posts_of_their_own_alone(desk: Client, outlet: Source) -> None:
    fill(outlet)
    writer = staff("add_post", "change_post")
    lin = User.objects.get(username="lin")
    made(outlet, "林的", status=Post.Status.DRAFT).history.update(history_user=lin)
    context = page(writer)
    assert [number.rows for number in context["waiting"]] == [0, 0, 0, 1, 1]
    for number in context["waiting"] + context["problems"]:
        assert writer.get(number.address).context["cl"].result_count == number.rows
    assert "came" not in context
    assert "changes" not in context


@pytest.mark.parametrize(
    ("permission", "models"),
    [("view_post", {Post}), ("view_importrun", {ImportRun}), ("view_source", set())],
)
def test_each_number_is_asked_for_those_alone_who_may_see_its_rows(
    permission: str, models: set[Any]
) -> None:
    context = page(staff(permission))
    shown = {number.label for number in context["waiting"] + context["problems"]}
    assert shown == {asked.label for asked in (*WAITING, *PROBLEMS) if asked.model in models}
    assert ("silent" in context) == (permission == "view_source")


# What it may cost


def test_the_page_asks_as_much_of_a_large_archive_as_of_a_small_one(
    desk: Client, outlet: Source
) -> None:
    def sent() -> list[str]:
        from django.core.cache import cache

        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            desk.get("/admin/")
        return [query["sql"] for query in captured.captured_queries]

    fill(outlet)
    published(Source.objects.create(name="旧报"), [40 + n for n in range(25)])
    few = sent()
    assert len(few) <= 15
    for number in range(30):
        source = Source.objects.create(name=f"报{number}")
        published(source, [40 + n for n in range(25)])
    many = sent()
    assert len(many) <= len(few)
    assert not [sql for sql in many if '"body"' in sql or '"extra"' in sql]


def test_what_came_in_is_counted_once_in_some_minutes(desk: Client, outlet: Source) -> None:
    made(outlet)
    page(desk)
    with CaptureQueriesContext(connection) as captured:
        page(desk)
    assert not [query for query in captured.captured_queries if "GROUP BY" in query["sql"]]
