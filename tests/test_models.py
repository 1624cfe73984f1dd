"""The models: what a row is called, where it is found, and what follows when it changes."""

import datetime as dt
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from articles.models import (
    Image,
    ImportRun,
    OldAddress,
    Original,
    Post,
    PostImage,
    PostTag,
    Source,
    Tag,
    free_slug,
    search_entry,
    slug_or_digest,
    unique_slug,
    utc_day,
)  # fmt: skip
from articles.names import fitting_name, name_key
from tests.archive import run
from tests.desk import NOON, made
from tests.finding import found

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


# Names and slugs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＣＮＡ", "cna"),
        (" a \u3000 b ", "A B"),
        ("ﬁ", "fi"),
        ("Straße", "STRASSE"),
        ("㈱", "(株)"),
    ],
)
def test_spellings_that_readers_take_for_one_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("台湾", "臺灣"), ("a", "b"), ("C", "C++")])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["【】", "🎉", "！？"])
def test_a_name_without_a_letter_has_a_slug_of_its_own(name: str) -> None:
    slug = slug_or_digest(name)
    assert len(slug) == 8
    assert slug == slug_or_digest(name) != slug_or_digest(name + name)


def test_a_slug_is_made_of_what_was_typed_whatever_that_is() -> None:
    outlet = Source.objects.create(name="Tide", slug="The Tide, daily")
    assert outlet.slug == "the-tide-daily"
    outlet.save()
    assert outlet.slug == "the-tide-daily"
    outlet.slug = ""
    outlet.save()
    assert outlet.slug == "tide"


def test_outlets_and_tags_of_one_slug_are_numbered() -> None:
    slugs = [Source.objects.create(name=name).slug for name in ("A b", "a-B", "a_b")]
    assert slugs == ["a-b", "a-b-2", "a-b-3"]
    assert unique_slug(Source, "A.b") == "a-b-4"
    slugs = [Tag.objects.create(name=name).slug for name in ("C", "C++", "C#")]
    assert slugs == ["c", "c-1", "c-2"]


def test_spellings_of_an_outlet_are_one_outlet() -> None:
    Source.objects.create(name="ＣＮＡ News")
    for name in ("cna  news", "长" * 201, "ﷺ" * 20):
        with pytest.raises(ValidationError):
            Source(name=name).full_clean()
    Source.objects.get().full_clean()


@pytest.mark.parametrize(
    ("name", "length", "fits"),
    [("天气", 100, "天气"), (" 天 气 ", 2, "天"), ("㍿" * 60, 100, "㍿" * 25), ("ﷺ" * 9, 18, "ﷺ")],
)
def test_as_much_of_a_name_is_kept_as_its_column_holds(name: str, length: int, fits: str) -> None:
    assert fitting_name(name, length) == fits
    assert len(name_key(fits)) <= length


@pytest.mark.parametrize("year", [1, 999, 9999])
def test_a_year_that_no_address_can_hold_is_refused(outlet: Source, year: int) -> None:
    with pytest.raises(ValidationError, match="1000"):
        Post(title="x", source=outlet, published_at=NOON.replace(year=year)).full_clean()


def test_slugs_are_told_apart_within_their_day_alone(outlet: Source) -> None:
    one, two = made(outlet), made(outlet)
    next_day = made(outlet, published_at=NOON + dt.timedelta(days=1))
    assert [row.slug for row in (one, two, next_day)] == ["港口停航", "港口停航-2", "港口停航"]
    two.save()
    assert two.slug == "港口停航-2"
    assert free_slug(one.day, "港口停航", one.pk) == "港口停航"
    assert free_slug(one.day, "港口停航", None) == "港口停航-3"


def test_a_slug_that_was_typed_is_made_one(outlet: Source) -> None:
    assert made(outlet, slug="My  Title!").slug == "my-title"


def test_rows_are_called_what_an_editor_calls_them(outlet: Source) -> None:
    saved = made(outlet, body='<img src="https://tide.example/a.png" alt="海"><p>文</p>')
    saved.tags.add("天气")
    started = ImportRun.objects.create()
    original = Original(post=saved, hash="ab", size=1, paths=["_posts/a.md"])
    OldAddress.objects.keep("/old", saved)
    assert [str(row) for row in (outlet, saved, Tag.objects.get(), original)] == [
        "潮汐日报", "港口停航", "天气", "_posts/a.md",
    ]  # fmt: skip
    assert str(Original(hash="ab")) == "ab"
    assert str(PostTag.objects.get()) == f"天气 · {saved.pk}"
    assert str(PostImage.objects.get()) == f"{saved.pk} · 0"
    assert str(OldAddress.objects.get()) == "/old"
    assert str(started) == f"#{started.pk} · {started.started_at:%Y-%m-%d %H:%M}"
    picture = Image.objects.get()
    assert (str(picture), picture.host) == ("海", "tide.example")
    picture.caption = "港口"
    assert str(picture) == "港口"
    assert str(Image(url="https://tide.example/a")) == "https://tide.example/a"


# A post that is saved


def test_the_day_of_a_post_is_that_of_utc_whatever_the_clock_says(
    outlet: Source, settings: object
) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"  # type: ignore[attr-defined]
    shanghai = dt.timezone(dt.timedelta(hours=8))
    saved = made(outlet, published_at=dt.datetime(2026, 11, 15, 7, tzinfo=shanghai))
    assert saved.day == dt.date(2026, 11, 14)
    assert saved.get_absolute_url().startswith("/2026/11/14/")
    assert utc_day(None) is None


def test_a_post_without_a_date_has_no_page_yet(outlet: Source) -> None:
    draft = made(outlet, published_at=None)
    assert (draft.get_absolute_url(), draft.is_public) == ("/", False)


def test_what_is_written_is_cleaned_and_summed_up(outlet: Source) -> None:
    saved = made(
        outlet, " 港口\n停航 ", body='<h1>港口 停航</h1><p onclick="x()">台风<script>1</script></p>'
    )
    assert saved.title == "港口 停航"
    assert saved.body == "<p>台风</p>"
    assert saved.summary == "台风"
    assert saved.rendered_by > 0
    assert made(outlet, summary="自己写的").summary == "自己写的"


def test_no_sample_changes_its_text_by_being_saved() -> None:
    run(SAMPLES)
    names = ("title", "body", "summary", "slug", "day", "key", "lead_image", "published_at")
    before = list(Post.objects.order_by("pk").values("pk", *names))
    pictures = list(PostImage.objects.order_by("post", "position").values_list("post", "image"))
    images, hits = Image.objects.count(), found("的", limit=100)
    old = list(OldAddress.objects.values_list("path", flat=True))
    for saved in Post.objects.all():
        saved.save()
    assert list(Post.objects.order_by("pk").values("pk", *names)) == before
    assert (
        list(PostImage.objects.order_by("post", "position").values_list("post", "image"))
        == pictures
    )
    assert Image.objects.count() == images
    assert found("的", limit=100) == hits
    assert list(OldAddress.objects.values_list("path", flat=True)) == old


def test_what_is_relative_in_a_body_is_ours_and_not_the_outlets(outlet: Source) -> None:
    body = '<p><a href="/2026/11/14/x/">见</a></p><img src="/images/originals/ab/c.png" alt="海">'
    saved = made(outlet, body=body, source_url="https://tide.example/a")
    assert 'href="/2026/11/14/x/"' in saved.body
    assert 'src="/images/originals/ab/c.png"' in saved.body
    assert [picture.host for picture in saved.images.all()] == [""]


def test_the_pictures_of_a_post_are_those_that_its_body_shows(outlet: Source) -> None:
    figure = '<figure><img src="https://tide.example/{0}.png" alt="{0}"></figure>'
    saved = made(outlet, body=figure.format("a") + figure.format("b"))
    known = Image.objects.get(alt="b")
    saved.body = figure.format("b") + "<p>文</p>" + figure.format("c")
    saved.save()
    shown = [(row.position, row.image.alt) for row in saved.post_images.all()]
    assert shown == [(0, "b"), (1, "c")]
    assert saved.post_images.first().image == known
    assert Image.objects.count() == 3  # what was shown once stays in the archive


def test_publicity_and_date_reach_tags_outlets_and_search(outlet: Source) -> None:
    saved = made(outlet)
    saved.tags.add("天气")
    tag = Tag.objects.get()
    for status, count in (("draft", 0), ("published", 1), ("withdrawn", 0), ("published", 1)):
        saved.status = status
        saved.save()
        tag.refresh_from_db()
        outlet.refresh_from_db()
        assert (tag.post_count, outlet.post_count) == (count, count), status
        assert found("台风") == [saved.pk] * count
        assert found("台风", public_only=False) == [saved.pk]
        assert [row.listed_at for row in PostTag.objects.listed(tag)] == [NOON] * count
    later = NOON + dt.timedelta(days=2)
    saved.published_at = later
    saved.save()
    assert PostTag.objects.get().listed_at == later


def test_a_tag_of_a_draft_is_not_listed(outlet: Source) -> None:
    made(outlet, status="draft").tags.add("天气")
    assert PostTag.objects.get().listed_at is None


def test_a_post_that_moves_to_another_outlet_is_counted_there(outlet: Source) -> None:
    saved, other = made(outlet), Source.objects.create(name="别家")
    saved.source = other
    saved.save()
    assert dict(Source.objects.values_list("name", "post_count")) == {"潮汐日报": 0, "别家": 1}


def test_an_address_leads_on_and_never_in_a_circle(outlet: Source) -> None:
    saved = made(outlet)
    for slug in ("b", "c", "b"):
        saved.slug = slug
        saved.save()
    assert sorted(OldAddress.objects.values_list("path", flat=True)) == [
        "/2026/11/14/c/", "/2026/11/14/港口停航/",
    ]  # fmt: skip
    saved.published_at = None
    saved.save()
    assert not OldAddress.objects.filter(path="/").exists()


def test_a_draft_that_gets_a_date_leaves_no_address_behind(outlet: Source) -> None:
    draft = made(outlet, status="draft", published_at=None)
    draft.published_at = NOON
    draft.save()
    assert not OldAddress.objects.exists()


def test_a_post_that_goes_takes_its_place_in_search_and_counts_along(outlet: Source) -> None:
    saved = made(outlet)
    saved.tags.add("天气")
    saved.relist()
    assert Tag.objects.get().post_count == 1
    saved.delete()
    assert found("台风", public_only=False) == []
    assert Tag.objects.get().post_count == Source.objects.get().post_count == 0


def test_what_came_from_the_archive_is_kept(outlet: Source) -> None:
    saved = made(outlet)
    Original.objects.create(post=saved, hash="0" * 32, size=1, packed=zlib.compress(b"x"))
    with pytest.raises(ProtectedError), transaction.atomic():
        saved.delete()
    assert found("台风") == [saved.pk]


def test_an_outlet_with_posts_is_not_deleted(outlet: Source) -> None:
    made(outlet)
    with pytest.raises(ProtectedError), transaction.atomic():
        outlet.delete()


# Summary and lead picture

FERRY, BUOY = (f'<img src="https://tide.example/{name}.jpg">' for name in ("ferry", "buoy"))


def test_a_summary_follows_the_body_until_an_editor_writes_one(outlet: Source) -> None:
    saved = made(outlet)
    assert saved.summary == "台风将至。"
    saved.body = "<p>台风已过。</p>"
    saved.save()
    assert saved.summary == "台风已过。"
    saved.summary = "编者的话"
    saved.save()
    saved.body = "<p>渡轮复航。</p>"
    saved.save()
    assert saved.summary == "编者的话"
    saved.summary = ""
    saved.save()
    assert saved.summary == "渡轮复航。"


def test_the_first_picture_of_the_body_leads_until_an_editor_chooses_one(outlet: Source) -> None:
    def lead() -> str:
        return saved.lead_image.url if saved.lead_image else ""

    saved = made(outlet, body=f"<p>一</p>{FERRY}{BUOY}")
    assert lead().endswith("ferry.jpg")
    saved.body = f"<p>一</p>{BUOY}"
    saved.save()
    assert lead().endswith("buoy.jpg")
    saved.lead_image = Image.objects.create(url="https://tide.example/chosen.jpg")
    saved.save()
    saved.body = f"<p>一</p>{FERRY}"
    saved.save()
    assert lead().endswith("chosen.jpg")
    saved.lead_image = None
    saved.body = "<p>一</p>"
    saved.save()
    assert lead() == ""


# Identity


def test_two_posts_of_one_address_are_refused(outlet: Source) -> None:
    first = made(outlet, source_url="https://tide.example/a")
    first.full_clean()
    with pytest.raises(ValidationError, match="港口停航"):
        Post(title="x", source=outlet, source_url="http://www.tide.example/a/#top").full_clean()


def test_posts_that_were_written_here_are_never_the_same(outlet: Source) -> None:
    for _ in range(2):
        Post(title="x", source=outlet).full_clean()
        made(outlet)
    assert Post.objects.count() == 2
    assert (
        made(outlet, source_url="not an address").key
        != made(outlet, source_url="not an address").key
    )


def test_the_identity_of_an_import_stays_where_its_address_is_corrected(outlet: Source) -> None:
    saved = made(outlet, source_url="https://tide.example/a")
    key = saved.key
    saved.source_url = "https://tide.example/b"
    saved.save()
    assert saved.key != key  # written here: the address is all there is
    key = saved.key
    Original.objects.create(post=saved, hash="ab", size=1, packed=zlib.compress(b"x"))
    saved.source_url = "https://tide.example/c"
    saved.save()
    assert saved.key == key


def test_an_upload_is_known_by_an_address_of_its_own() -> None:
    one, two = (Image() for _ in range(2))
    one.save()
    two.save()
    assert one.url.startswith("upload:")
    assert (one.key == two.key, one.host) == (False, "")


def test_an_original_gives_its_bytes_back(outlet: Source) -> None:
    content = b"---\r\ntitle: \xff\x00\n"
    Original.objects.create(
        post=made(outlet), hash="ab", size=len(content), packed=zlib.compress(content)
    )
    assert Original.objects.get().content == content


def test_search_orders_by_date_and_leaves_what_has_none_to_the_end(outlet: Source) -> None:
    entry = search_entry(made(outlet), "港口", "", "台风")
    assert (entry.moment, entry.public) == (int(NOON.timestamp()), True)
    assert (entry.title, entry.body) == ("港口", "台风")
    draft = search_entry(made(outlet, published_at=None), "港口", "", "台风")
    assert (draft.moment, draft.public) == (0, False)


def test_counts_change_by_what_a_batch_says_and_never_below_nothing(outlet: Source) -> None:
    Source.objects.count_more({outlet.pk: 3})
    Source.objects.count_more({outlet.pk: -1})
    assert Source.objects.get().post_count == 2
    Source.objects.count_more({outlet.pk: -9})
    assert Source.objects.get().post_count == 0
