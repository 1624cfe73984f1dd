"""Posts that are to be published later: nobody sees them before their time, and everybody after it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from articles import scheduling
from articles.models import Post, Source, Tag
from newsroom import settings as site
from tests.desk import POSTS, act, change, made, save
from tests.finding import found

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MIDDLEWARE = "articles.scheduling.punctual"
HOUR = dt.timedelta(hours=1)


def at(moment: dt.datetime) -> dict[str, str]:
    """Return the fields of the form for a moment (UTC)."""
    return {"published_at_0": f"{moment:%Y-%m-%d}", "published_at_1": f"{moment:%H:%M:%S}"}


@pytest.fixture
def scheduled(desk: Client, outlet: Source) -> Post:
    """A post that an editor published with a date an hour ahead."""
    post = made(outlet, status="draft", published_at=None)
    post.tags.add("天气")
    assert save(desk, change(post), status="published", **at(timezone.now() + HOUR)) == ""
    return Post.objects.get()


def its_time_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + 2 * HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_a_post_with_a_date_ahead_is_seen_nowhere(scheduled: Post, client: Client) -> None:
    assert scheduled.status == Post.Status.SCHEDULED
    assert client.get(scheduled.get_absolute_url()).status_code == 404
    assert scheduled.title not in client.get("/").content.decode()
    assert found("台风") == []
    assert Tag.objects.get().post_count == Source.objects.get().post_count == 0
    assert scheduling.publish_due() == 0


def test_when_its_time_comes_the_next_request_publishes_it(
    scheduled: Post, client: Client, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MIDDLEWARE = [MIDDLEWARE, *settings.MIDDLEWARE]  # type: ignore[attr-defined]
    monkeypatch.setitem(scheduling._looked, "at", -scheduling.PAUSE)
    its_time_comes(monkeypatch)
    assert scheduled.title in client.get("/").content.decode()
    assert client.get(scheduled.get_absolute_url()).status_code == 200
    assert found("台风") == [scheduled.pk]
    assert Tag.objects.get().post_count == Source.objects.get().post_count == 1
    newest = Post.history.latest()
    assert (newest.status, newest.history_user) == ("published", None)
    assert newest.history_change_reason
    assert scheduling.publish_due() == 0


def test_a_process_looks_once_a_minute(
    scheduled: Post, client: Client, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MIDDLEWARE = [MIDDLEWARE, *settings.MIDDLEWARE]  # type: ignore[attr-defined]
    monkeypatch.setitem(scheduling._looked, "at", -scheduling.PAUSE)
    client.get("/")
    its_time_comes(monkeypatch)
    client.get("/")
    assert Post.objects.get().status == Post.Status.SCHEDULED


def test_the_site_looks(scheduled: Post) -> None:
    assert MIDDLEWARE in site.MIDDLEWARE


def test_a_scheduled_post_can_be_published_at_once_or_taken_back(
    desk: Client, client: Client, scheduled: Post
) -> None:
    act(desk, POSTS, "publish", scheduled)
    post = Post.objects.get()
    assert post.is_public
    assert post.published_at is not None
    assert post.published_at <= timezone.now()
    assert save(desk, change(post), status="scheduled", **at(timezone.now() + HOUR)) == ""
    assert Post.objects.get().status == Post.Status.SCHEDULED
    assert client.get(post.get_absolute_url()).status_code == 404
    assert save(desk, change(post), status="draft") == ""
    assert Post.objects.get().status == Post.Status.DRAFT


def test_when_is_asked_for(desk: Client, outlet: Source) -> None:
    post = made(outlet, status="draft", published_at=None)
    assert save(desk, change(post), status="scheduled") != ""


def test_a_wrong_date_of_the_outlets_does_not_hide_a_post_that_is_corrected(
    desk: Client, outlet: Source
) -> None:
    post = made(outlet)
    ahead = timezone.now() + HOUR
    Post.objects.update(published_at=ahead)  # as the import writes what the outlet says
    assert save(desk, change(post), title="改过的") == ""
    assert (Post.objects.get().title, Post.objects.get().status) == ("改过的", "published")
