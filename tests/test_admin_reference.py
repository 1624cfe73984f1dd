"""Outlets, pictures, tags and import runs at the desk."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Drawing

from articles.admin.reference import merge_tags
from articles.models import Image, Post, PostTag, Source, Tag
from tests.archive import imported, post
from tests.desk import (
    PICTURES,
    POSTS,
    SOURCES,
    TAGS,
    act,
    change,
    made,
    png,
    save,
    staff,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def tagged(outlet: Source, title: str, *tags: str, **fields: object) -> Post:
    saved = made(outlet, title, **fields)
    saved.tags.add(*tags)
    saved.relist()
    return saved


# Outlets


def test_an_outlet_is_added_with_a_slug_of_its_name(desk: Client) -> None:
    assert save(desk, f"{SOURCES}add/", name="海岛周刊", homepage="isle.example") == ""
    assert Source.objects.get().homepage == "https://isle.example"
    assert (
        Source.objects.get().get_absolute_url() == "/sources/%E6%B5%B7%E5%B2%9B%E5%91%A8%E5%88%8A/"
    )


def test_outlets_are_found_by_name_the_largest_first(desk: Client, outlet: Source) -> None:
    Source.objects.create(name="阿报")
    made(outlet)
    rows = desk.get(SOURCES).context["cl"].result_list
    assert [row.name for row in rows] == ["潮汐日报", "阿报"]
    assert [row.name for row in desk.get(f"{SOURCES}?q=阿").context["cl"].result_list] == ["阿报"]
    assert f"{POSTS}?source={outlet.pk}" in desk.get(SOURCES).content.decode()


def test_an_outlet_is_offered_while_its_name_is_typed(desk: Client, outlet: Source) -> None:
    asked = {"app_label": "articles", "model_name": "post", "field_name": "source", "term": "潮"}
    offered = desk.get("/admin/autocomplete/", asked).json()["results"]
    assert offered == [{"id": str(outlet.pk), "text": "潮汐日报"}]


def test_an_outlet_is_deleted_only_where_it_has_no_posts(desk: Client, outlet: Source) -> None:
    draft = made(outlet, status="draft")
    delete = f"{SOURCES}{outlet.pk}/delete/"
    assert desk.post(delete, {"post": "yes"}).status_code == 403
    act(desk, SOURCES, "delete_selected", outlet, post="yes")
    assert Source.objects.count() == 1
    draft.delete()
    assert desk.post(delete, {"post": "yes"}).status_code == 302
    assert Source.objects.count() == 0


def test_the_hosts_of_an_outlet_are_shown(desk: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post()})
    assert "tide.example" in desk.get(change(Source.objects.get())).content.decode()


# Pictures


def uploaded(data: bytes, name: str = "../../x.svg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/html")


def test_an_upload_is_kept_under_its_hash_with_its_size(desk: Client) -> None:
    said = save(desk, f"{PICTURES}add/", file=uploaded(png()), alt="海", credit="林小满")
    assert said == ""
    picture = Image.objects.get()
    digest = hashlib.sha256(png()).hexdigest()
    assert picture.file.name == f"originals/{digest[:2]}/{digest}.png"
    assert picture.file.read() == png()
    assert (picture.width, picture.height, picture.sha256) == (40, 30, digest)
    assert (picture.alt, picture.credit) == ("海", "林小满")
    assert picture.url.startswith("upload:")
    page = desk.get(change(picture)).content.decode()
    assert "40 × 30" in page
    assert f'<img src="/images/{picture.file.name}"' in page


def test_the_same_picture_twice_is_one_file(desk: Client) -> None:
    for alt in ("一", "二"):
        assert save(desk, f"{PICTURES}add/", file=uploaded(png()), alt=alt) == ""
    first, second = Image.objects.order_by("pk")
    assert first.file.name == second.file.name
    assert (second.width, second.height, second.sha256) == (40, 30, first.sha256)
    assert len(default_storage.listdir(f"originals/{first.sha256[:2]}")[1]) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it is not a JPEG, PNG, GIF, WebP or AVIF"),
        (png()[:60], "it is broken"),
        (b"GIF89a", "it is"),
        (b"", ""),
    ],
)
def test_a_file_that_is_no_picture_is_refused_and_says_why(
    desk: Client, data: bytes, reason: str
) -> None:
    said = save(desk, f"{PICTURES}add/", file=uploaded(data))
    assert said
    assert reason in said
    assert not Image.objects.exists()


def test_a_file_or_picture_that_is_too_large_is_refused(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.images.pictures.MAX_PIXELS", 1000)
    assert "40×30" in save(desk, f"{PICTURES}add/", file=uploaded(png()))
    monkeypatch.setattr("articles.images.pictures.MAX_BYTES", 50)
    assert save(desk, f"{PICTURES}add/", file=uploaded(png()))
    assert not Image.objects.exists()


def test_a_kind_that_pillow_knows_and_readers_do_not_is_refused(
    desk: Client, tmp_path: Path
) -> None:
    Drawing.new("RGB", (4, 4)).save(tmp_path / "a.bmp")
    said = save(desk, f"{PICTURES}add/", file=uploaded((tmp_path / "a.bmp").read_bytes(), "a.png"))
    assert "it is not a JPEG" in said


def test_a_picture_without_file_and_address_is_refused(desk: Client) -> None:
    assert save(desk, f"{PICTURES}add/", alt="海")


def test_a_remote_picture_gets_words_and_later_a_file(desk: Client) -> None:
    picture = Image.objects.create(url="https://tide.example/a.png")
    assert save(desk, change(picture), alt="海") == ""
    assert save(desk, change(picture), file=uploaded(png())) == ""
    picture.refresh_from_db()
    assert (picture.alt, picture.url, picture.width) == ("海", "https://tide.example/a.png", 40)
    # Saved again as it is, it stays; cleared, nothing is left of the file.
    assert save(desk, change(picture)) == ""
    assert Image.objects.get().sha256 == picture.sha256 != ""
    assert save(desk, change(picture), **{"file-clear": "on"}) == ""
    picture = Image.objects.get()
    assert (bool(picture.file), picture.width, picture.sha256) == (False, None, "")


def test_the_lists_show_pictures_from_here_and_from_the_outlet_where_that_is_allowed(
    desk: Client, outlet: Source, settings: object
) -> None:
    kept = Image.objects.create(url="https://tide.example/k.png", file="originals/ab/k.png",
                                width=4, height=3)  # fmt: skip
    remote = Image.objects.create(url="https://tide.example/far.png?a=1&b=2")
    Image.objects.create(url="/never-found.png")
    for picture in (kept, remote):
        made(outlet, picture.url, lead_image=picture)
    made(outlet, "没有图")
    local, far = (
        'src="/images/originals/ab/k.png"',
        'src="https://tide.example/far.png?a=1&amp;b=2"',
    )
    for hotlink in (True, False):
        settings.HOTLINK_IMAGES = hotlink  # type: ignore[attr-defined]
        for path in (PICTURES, POSTS):
            page = desk.get(path).content.decode()
            assert local in page
            assert (far in page) is hotlink, path
            assert page.count('referrerpolicy="no-referrer"') == hotlink


def test_pictures_are_found_by_words_address_and_where_they_are_kept(
    desk: Client, outlet: Source
) -> None:
    made(outlet, body='<img src="https://tide.example/a.png" alt="灯塔"><p>文</p>')
    made(outlet, body='<img src="https://tide.example/b.png?x=1" alt="港口"><p>文</p>')
    lighthouse, harbour = Image.objects.order_by("pk")
    Image.objects.filter(pk=harbour.pk).update(file="originals/ab/b.png", width=1, height=1)
    for query, wanted in (
        ("q=灯塔", [lighthouse]),
        ("q=https://tide.example/b.png?x=1", [harbour]),
        ("q=tide.example", [harbour, lighthouse]),
        ("stored=1", [harbour]),
        ("stored=0", [lighthouse]),
        ("stored=x", [harbour, lighthouse]),
    ):
        assert list(desk.get(f"{PICTURES}?{query}").context["cl"].result_list) == wanted, query
    assert change(harbour.posts.get()) in desk.get(change(harbour)).content.decode()


def test_a_picture_that_is_deleted_leaves_its_post(desk: Client, outlet: Source) -> None:
    made(outlet, body='<img src="https://tide.example/a.png"><p>文</p>')
    act(desk, PICTURES, "delete_selected", Image.objects.get(), post="yes")
    assert (Image.objects.count(), Post.objects.count()) == (0, 1)


# Tags


def test_a_tag_is_added_renamed_and_deleted(desk: Client, outlet: Source) -> None:
    assert save(desk, f"{TAGS}add/", name="天气") == ""
    tag = Tag.objects.get()
    assert (tag.slug, tag.key) == ("天气", "天气")
    tagged(outlet, "甲", "天气")
    assert save(desk, change(tag), name="氣象", slug="") == ""
    tag.refresh_from_db()
    assert (tag.name, tag.slug, tag.key) == ("氣象", "天气", "氣象")
    assert "氣象" in desk.get(f"{TAGS}{tag.pk}/delete/").content.decode()
    desk.post(f"{TAGS}{tag.pk}/delete/", {"post": "yes"})
    assert (Tag.objects.count(), Post.objects.count()) == (0, 1)


def test_a_second_spelling_of_a_tag_is_refused(desk: Client) -> None:
    Tag.objects.create(name="ＣＮＡ")
    weather = Tag.objects.create(name="天气")
    assert "ＣＮＡ" in save(desk, f"{TAGS}add/", name="cna")
    assert "ＣＮＡ" in save(desk, change(weather), name="Cna")
    assert save(desk, change(weather), name="ﷺ" * 20)
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["天气", "ＣＮＡ"]


def test_tags_are_found_by_name_the_largest_first(desk: Client, outlet: Source) -> None:
    Tag.objects.create(name="阿")
    tagged(outlet, "甲", "天气")
    assert [str(row) for row in desk.get(TAGS).context["cl"].result_list] == ["天气", "阿"]
    assert [str(row) for row in desk.get(f"{TAGS}?q=阿").context["cl"].result_list] == ["阿"]


def test_tags_are_made_one(desk: Client, client: Client, outlet: Source) -> None:
    tagged(outlet, "甲", "天气", "天氣", "Weather")
    tagged(outlet, "乙", "天氣", "Weather", "渡轮")
    tagged(outlet, "丙", "Weather", status="draft")
    chosen = [Tag.objects.get(name=name) for name in ("天气", "天氣", "Weather")]
    asked = act(desk, TAGS, "merge", *chosen)
    assert asked.content.decode().count('name="target"') == 3
    assert Tag.objects.count() == 4
    act(desk, TAGS, "merge", *chosen, target=str(chosen[0].pk))
    counts = dict(Tag.objects.values_list("name", "post_count"))
    assert counts == {"天气": 2, "渡轮": 1}
    assert sorted(
        map(
            str,
            PostTag.objects.filter(tag=chosen[0]).values_list("content_object__title", flat=True),
        )
    ) == sorted("甲乙丙")
    page = client.get(chosen[0].get_absolute_url()).content.decode()
    assert ("甲" in page, "乙" in page, "丙" in page) == (True, True, False)


def test_a_target_that_was_not_chosen_is_asked_for_again(desk: Client) -> None:
    one, two, other = (Tag.objects.create(name=name) for name in "甲乙丙")
    act(desk, TAGS, "merge", one, two, target=str(other.pk))
    assert Tag.objects.count() == 3


def test_making_a_tag_one_with_nothing_changes_nothing(outlet: Source) -> None:
    tagged(outlet, "甲", "天气")
    merge_tags(Tag.objects.get(), [])
    assert Tag.objects.get().post_count == 1


@pytest.mark.parametrize("permission", ["change_tag", "delete_tag"])
def test_who_may_not_both_change_and_delete_tags_makes_none_one(permission: str) -> None:
    one, two = (Tag.objects.create(name=name) for name in "甲乙")
    act(staff("view_tag", permission), TAGS, "merge", one, two, target=str(one.pk))
    assert Tag.objects.count() == 2


def test_who_may_change_and_delete_tags_makes_them_one() -> None:
    one, two = (Tag.objects.create(name=name) for name in "甲乙")
    act(staff("change_tag", "delete_tag", "view_tag"), TAGS, "merge", one, two, target=str(one.pk))
    assert list(Tag.objects.all()) == [one]
