"""Pictures that an archive holds, beside its posts or written into them, are kept by content."""

import base64
import io
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from PIL import Image as Pixels

from articles import markup
from articles.images import pictures
from articles.importing import attachments
from articles.importing.attachments import Finder, Remembered, remembered
from articles.models import Image, Original, Post
from tests.archive import imported, post, write

SVG = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"


def picture(kind: str = "PNG", width: int = 40, height: int = 30, colour: int = 7) -> bytes:
    data = io.BytesIO()
    Pixels.new("RGB", (width, height), (colour, 90, 120)).save(data, kind)
    return data.getvalue()


def inner(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


@pytest.fixture
def finder(tmp_path: Path) -> Finder:
    return Finder(write(tmp_path, {"a.md": "", "sea.png": picture()}), "a.md")


def test_a_picture_beside_a_post_and_the_same_in_it_are_one(finder: Finder) -> None:
    url = finder("sea.png")
    assert finder(inner(picture())) == url
    (attachment,) = finder.found.values()
    assert (attachment.url, attachment.width, attachment.height) == (url, 40, 30)
    with attachment.open() as file:
        assert file.read() == picture()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_in_an_address_is_known_by_what_it_holds(finder: Finder, kind: str) -> None:
    data = picture(kind)
    url = finder(inner(data, "image/anything"))
    assert url is not None
    with finder.found[url].open() as file:
        assert file.read() == data
    assert not finder.warnings


@pytest.mark.parametrize(
    "address",
    [
        inner(picture()).rstrip("="),
        inner(picture()).replace(";base64", ";charset=x;BASE64 "),
        "data:;base64," + quote(base64.b64encode(picture()).decode()),
        inner(picture())[:60] + " \n " + inner(picture())[60:],
        "data:image/png," + quote(picture()),
    ],
)
def test_an_address_is_read_in_all_its_spellings(finder: Finder, address: str) -> None:
    assert finder(address) == finder("sea.png")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (15, 600), (600, 15)])
def test_what_only_makes_room_is_dropped_in_silence(
    finder: Finder, width: int, height: int
) -> None:
    assert finder(inner(picture("GIF", width, height))) is None
    assert not finder.found
    assert not finder.warnings


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (SVG, "SVG"),
        (inner(picture()[:60]), "broken"),
        ("data:image/png;base64,AAAA", "not a JPEG"),
        ("data:image/png;base64,A", "broken"),
        ("data:image/png", "no data"),
        ("data:text/html,<script>", "not a JPEG"),
    ],
)
def test_what_is_no_picture_is_dropped_and_said(finder: Finder, address: str, why: str) -> None:
    assert finder(address) is None
    assert why in finder.warnings[0]
    assert len(finder.warnings[0]) < 250


def test_pictures_in_a_post_cost_no_more_than_some_large_ones(
    finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder.pixels_left = 40 * 30 + 1
    assert finder(inner(picture(colour=1)))
    assert finder(inner(picture(colour=2)))
    assert finder(inner(picture(colour=3))) is None
    assert finder(inner(picture(colour=1)))  # known already
    assert "large enough" in finder.warnings[0]
    monkeypatch.setattr(pictures, "MAX_BYTES", 50)
    fresh = Finder(finder.root, "a.md")
    assert fresh(inner(picture())) is None
    assert fresh.pixels_left == attachments.MOST_PIXELS - attachments.BROKEN_PIXELS


def test_many_broken_pictures_are_not_a_report_of_their_own(finder: Finder) -> None:
    for number in range(attachments.MOST_WARNINGS + 9):
        finder(f"data:image/png;base64,{number}")
    assert len(finder.warnings) == attachments.MOST_WARNINGS


def test_where_a_picture_was_is_remembered_without_the_picture(finder: Finder) -> None:
    large = inner(picture("PNG", 400, 300))
    url = finder(large)
    assert Remembered(finder.addresses)(large) == url
    assert all(len(name) < 50 for name in finder.addresses)
    assert remembered("sea.png") == "sea.png"
    assert Remembered(finder.addresses)(SVG) is None


# Which address of a picture is taken


def shown(body: str, finder: Finder) -> list[str]:
    rendered = markup.render(body, base_url="https://tide.example/", find_picture=finder)
    return [found.url for found in rendered.pictures]


def test_a_preview_is_no_picture_where_the_true_one_has_an_address(finder: Finder) -> None:
    preview, true = inner(picture("JPEG", 24, 24)), "https://tide.example/a.jpg"
    for body in (
        f"<img src='{preview}' data-src=/a.jpg>",
        f"<img src='{preview}' srcset='/a.jpg 900w'>",
        f"<img data-src='{preview}' src=/a.jpg>",
        f"<img src='{preview}'><noscript><img src=/a.jpg></noscript>",
        f"<div><img src='{SVG}'></div><noscript><img src=/a.jpg></noscript>",
    ):
        assert shown(body, finder) == [true]
    assert not finder.found
    assert not finder.warnings


def test_pictures_in_a_row_that_are_written_into_a_post_keep_their_words(finder: Finder) -> None:
    one, two = inner(picture(colour=1)), inner(picture(colour=2))
    body = f"<img src='{one}'><img src='{two}'><small>渡轮</small>"
    rendered = markup.render(body, find_picture=finder)
    assert [found.caption for found in rendered.pictures] == ["", "渡轮"]
    assert "data:" not in rendered.html


def test_what_the_archive_has_comes_before_what_it_has_not(finder: Finder) -> None:
    body = "<img src=sea.png srcset='/wide.png 900w, /wider.png 1800w'>"
    assert shown(body, finder) == [finder("sea.png")]


@pytest.mark.django_db
@pytest.mark.database
def test_a_picture_in_a_post_is_kept_and_found_again(tmp_path: Path) -> None:
    body = f"<p>一</p><img src='{inner(picture())}' alt=海>"
    imported(tmp_path, {"a.md": post(body=body)})
    kept = Image.objects.get()
    assert (kept.alt, kept.width, kept.height) == ("海", 40, 30)
    with kept.file.open() as file:
        assert file.read() == picture()
    assert Post.objects.get().lead_image == kept
    assert len(str(Original.objects.get().pictures)) < 250
    before = Post.objects.get().body
    Post.objects.update(rendered_by=0, body="")
    call_command("render_posts", jobs=1, stdout=io.StringIO())
    assert Post.objects.get().body == before
    assert list(Post.objects.get().images.all()) == [kept]
