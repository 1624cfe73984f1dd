"""Posts exported as they stand, and imported again without loss."""

import datetime as dt
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client

from articles.images import pictures
from articles.importing.own_form import STATUSES
from articles.importing.post_files import to_zip
from articles.models import Image, Post, Source
from tests.archive import post, run, some_of, write
from tests.desk import NOON, made, png
from tests.standing import COMPARED, LOST, emptied, stand

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TWINS = (
    '<p><img src="https://a.example/2.png"> <img src="https://a.example/1.png">'
    '<a href="https://a.example/1.png">看图</a> src="https://a.example/1.png"</p>'
    '<video src="https://a.example/v.mp4" poster="https://a.example/2.png"></video>'
)
SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def export(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command(
        "export_posts", str(folder), *options, "--no-progress", "--jobs=1", stdout=out, stderr=out
    )
    return out.getvalue()


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[object, ...]]:
    """Return what differs, by post and field: a reader of a failure wants no 800 posts."""
    assert before.keys() == after.keys()
    return [
        (before[key]["title"], name, before[key][name], after[key][name])
        for key in before
        for name in before[key]
        if before[key][name] != after[key][name]
    ]


def test_every_field_of_a_post_is_compared_or_said_to_be_lost() -> None:
    names = {field.name for field in Post._meta.get_fields()} | {"history"}
    assert names - COMPARED.keys() - LOST.keys() == set()


def test_an_export_knows_every_status() -> None:
    assert set(Post.Status.values) == STATUSES


def test_the_samples_come_back_as_they_stood(tmp_path: Path, settings: Any) -> None:
    run(SAMPLES)
    before = stand()
    export(tmp_path / "out")
    emptied(settings, tmp_path / "again")
    summary = run(tmp_path / "out")
    assert summary.counts["new"] == len(before) == 52
    assert differences(before, stand()) == []


@pytest.mark.corpus
def test_the_real_archive_comes_back_as_it_stood(
    corpus: Path, tmp_path: Path, settings: Any
) -> None:
    run(write(tmp_path / "in", some_of(corpus)))
    before = stand()
    export(tmp_path / "out")
    emptied(settings, tmp_path / "again")
    run(tmp_path / "out")
    assert len(before) > 700
    assert differences(before, stand()) == []


def kept(image: Image, colour: str = "red") -> Image:
    """Return a picture with its file, under a name by its content."""
    verified = pictures.verify(png(colour))
    image.sha256 = verified.sha256
    image.file.save(verified.name, ContentFile(png(colour)), save=False)
    image.file.name = f"originals/{verified.name}"
    image.save()
    return image


def worked_on(outlet: Source) -> dict[str, Post]:
    """Return posts as a desk leaves them, each with something that no file of the samples has."""
    chosen = kept(Image(alt="码头", caption="夜里的码头", credit="本报"))
    kept(Image(url="https://a.example/1.png", alt="同一张"))
    kept(Image(url="https://a.example/2.png", caption="图库里的话"))
    posts = {
        "draft": made(outlet, "没有日期", published_at=None, status="draft"),
        "same": made(outlet, "没有日期", published_at=None, status="draft", summary="自己的提要"),
        "review": made(outlet, "待审", status="review", extra={"title": "<b>待审</b>", "tags": ["x"]}),
        "withdrawn": made(outlet, status="withdrawn", withdrawal_note="法院\n两行: 'x' #1"),
        "markup": made(outlet, 'A &lt; B <b> "c": #d {{ e }} % yes', byline="null", summary="~ <i>"),
        "liquid": made(outlet, body="<p>{{ site.title }} {% raw %} ](@/x)</p><pre>{{{ a\n\n    b }}</pre>"),
        "lead": made(outlet, "选的图", lead_image=chosen, body='<p><img src="https://a.example/1.png"></p>'),
        "twins": made(outlet, "一图两址", body=TWINS),
        "address": made(outlet, "有原文", source_url="https://tide.example/a?b=1&c=%E4%B8%AD"),
        "long": made(outlet, "长" * 300),
        "long, too": made(outlet, "长" * 300),
        "precise": made(outlet, published_at=NOON + dt.timedelta(microseconds=123_456)),
        "later": made(outlet, status="scheduled", published_at=dt.datetime(2999, 1, 1, tzinfo=dt.UTC)),
        "old": made(outlet, published_at=dt.datetime(1912, 4, 15, tzinfo=dt.UTC)),
    }  # fmt: skip
    posts["markup"].tags.add("null", "a, b", "C++", "台湾")
    moved = posts["address"]
    moved.slug = "moved"
    moved.save()
    Post.objects.filter(pk=moved.pk).update(edited=True, language="zh_Hant-x")
    return posts


def test_what_a_desk_made_comes_back(outlet: Source, tmp_path: Path, settings: Any) -> None:
    posts = worked_on(outlet)
    before = stand()
    assert before[posts["address"].key]["old_addresses"]
    assert before[posts["lead"].key]["lead_image"] not in before[posts["lead"].key]["images"]
    export(tmp_path / "out")
    emptied(settings, tmp_path / "again")
    run(tmp_path / "out")
    assert differences(before, stand()) == []


# Edited by hand


def edit(folder: Path, old: str, new: str) -> None:
    """Change a text in the only post of a folder, as somebody with an editor does."""
    (path,) = folder.rglob("*.md")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("address", ["https://tide.example/a", ""])
@pytest.mark.parametrize("empty", [True, False], ids=["another database", "the same database"])
def test_a_file_edited_by_hand_is_a_newer_state_of_its_post(
    tmp_path: Path, settings: Any, address: str, empty: bool
) -> None:
    run(write(tmp_path / "in", {"2026-11-14-a.md": post(address=address)}))
    key = Post.objects.get().key
    export(tmp_path / "out")
    if empty:
        emptied(settings, tmp_path / "again")
        run(tmp_path / "out")
    before = "台风将在星期五抵达。"
    for words in ("甲", "乙", "丙", "丁", "戊"):  # whatever their hashes are
        edit(tmp_path / "out", before, words)
        before = words
        assert run(tmp_path / "out").counts["changed"] == 1
        saved = Post.objects.get()
        assert (saved.key, saved.body) == (key, f"<p>{words}</p>")
    edit(tmp_path / "out", "title: 港口夜间停航", "title: 港口复航")
    (path,) = (tmp_path / "out").rglob("*.md")
    run(path)  # the file alone, without its archive
    assert Post.objects.get().title == "港口复航"


def test_a_file_that_says_what_stands_asks_nobody(outlet: Source, tmp_path: Path) -> None:
    run(write(tmp_path / "in", {"2026-11-14-a.md": post()}))
    saved = Post.objects.get()
    saved.title, saved.edited = "编辑改的", True
    saved.save()
    export(tmp_path / "out")
    run(tmp_path / "out")
    saved.refresh_from_db()
    assert not saved.newer_original
    edit(tmp_path / "out", "台风将在", "台风不在")
    run(tmp_path / "out")
    saved.refresh_from_db()
    assert saved.newer_original
    assert "台风将在" in saved.body


def test_a_later_file_of_the_outlet_is_newer_than_an_export(tmp_path: Path, settings: Any) -> None:
    run(write(tmp_path / "in", {"2026-11-14-a.md": post()}))
    export(tmp_path / "out")
    emptied(settings, tmp_path / "again")
    run(tmp_path / "out")
    run(
        write(
            tmp_path / "earlier", {"2026-11-14-a.md": post(body="<p>早</p>", stamp="1500000000000")}
        )
    )
    assert "台风" in Post.objects.get().body
    run(
        write(
            tmp_path / "later", {"2026-11-14-a.md": post(body="<p>晚</p>", stamp="1999999999999")}
        )
    )
    assert Post.objects.get().body == "<p>晚</p>"


def test_what_was_edited_by_hand_is_no_change_of_the_outlet(tmp_path: Path, client: Client) -> None:
    run(write(tmp_path / "in", {"2026-11-14-a.md": post()}))
    export(tmp_path / "out")
    edit(tmp_path / "out", "台风将在", "台风不在")
    run(tmp_path / "out")
    saved = Post.objects.get()
    shown = client.get(saved.get_absolute_url())
    assert "台风不在" in shown.content.decode()
    assert shown.context["changes"] == 0
    assert client.get(saved.get_changes_url()).status_code == 404


def test_of_two_exports_the_later_state_holds_whichever_comes_first(
    tmp_path: Path, settings: Any
) -> None:
    run(write(tmp_path / "in", {"2026-11-14-a.md": post()}))
    export(tmp_path / "one")
    saved = Post.objects.get()
    saved.title = "后来的题"
    saved.save()
    export(tmp_path / "two")
    emptied(settings, tmp_path / "again")
    for folder in ("two", "one"):
        run(tmp_path / folder)
        assert Post.objects.get().title == "后来的题"


def test_an_export_is_newer_than_a_file_whose_clock_went_ahead(tmp_path: Path) -> None:
    run(write(tmp_path / "in", {"2026-11-14-a.md": post(stamp="1999999999999")}))
    export(tmp_path / "out")
    edit(tmp_path / "out", "台风将在", "台风不在")
    run(tmp_path / "out")
    assert "台风不在" in Post.objects.get().body


def test_decisions_of_editors_hold_against_an_export(outlet: Source, tmp_path: Path) -> None:
    saved = made(outlet)
    export(tmp_path / "out")
    saved.status, saved.withdrawal_note = Post.Status.WITHDRAWN, "法院"
    saved.save()
    edit(tmp_path / "out", "港口停航", "港口复航")
    run(tmp_path / "out")
    saved.refresh_from_db()
    assert (saved.status, saved.withdrawal_note) == ("withdrawn", "法院")


def test_no_rule_and_no_guess_touches_what_stands(
    outlet: Source, tmp_path: Path, settings: Any
) -> None:
    saved = made(outlet, "港口停航")
    body = "<h2>港口停航</h2>\n<p>一</p>\n<p>二</p>"  # a heading that the desk would take for the title
    Post.objects.filter(pk=saved.pk).update(body=body, language="en", byline="")
    export(tmp_path / "out")
    emptied(settings, tmp_path / "again")
    Source.objects.create(name=outlet.name, remove="p", bylines="p")
    run(tmp_path / "out")
    again = Post.objects.get()
    assert (again.body, again.language, again.byline) == (body, "en", "")


def test_pictures_are_the_same_without_their_files(
    outlet: Source, tmp_path: Path, settings: Any
) -> None:
    kept(Image(url="https://a.example/1.png", alt="码头"))
    body = made(outlet, body='<p><img src="https://a.example/1.png"></p>').body
    export(tmp_path / "out")
    assert (
        "a.example" not in next((tmp_path / "out").rglob("*.md")).read_text().partition("<div>")[2]
    )
    emptied(settings, tmp_path / "again")
    (path,) = (tmp_path / "out").rglob("*.png")
    path.unlink()
    run(tmp_path / "out")
    assert Post.objects.get().body == body
    assert (Image.objects.get().alt, Image.objects.get().file.name) == ("码头", "")


# Files


def test_names_are_those_of_jekyll_and_safe_everywhere(outlet: Source, tmp_path: Path) -> None:
    made(outlet, "台风“青竹”: CON/../x?*|")
    made(outlet, "长" * 300)
    made(outlet, "长" * 300)
    made(outlet, "con", published_at=None, status="draft")
    made(outlet, "con", published_at=None, status="draft")
    export(tmp_path / "out")
    names = sorted(
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.md")
    )
    assert len({name.casefold() for name in names}) == len(names) == 5
    assert "_posts/2026-11-14-台风-青竹-con-x.md" in names
    assert all(len(Path(name).name.encode()) <= 240 for name in names)
    assert [name for name in names if name.startswith("_drafts/con-")] == names[:2]


def test_a_second_export_changes_nothing(outlet: Source, tmp_path: Path) -> None:
    made(outlet)
    assert export(tmp_path / "out").startswith("1 posts: 1 written, 0 unchanged.")
    assert export(tmp_path / "out").startswith("1 posts: 0 written, 1 unchanged.")


def test_what_somebody_wrote_is_not_overwritten(outlet: Source, tmp_path: Path) -> None:
    made(outlet)
    export(tmp_path / "out")
    edit(tmp_path / "out", "港口", "我的港口")
    with pytest.raises(CommandError, match="another content stands there") as stopped:
        export(tmp_path / "out")
    assert stopped.value.returncode == 3
    write(tmp_path, {"file": "x"})
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "file")


def test_a_post_that_the_import_would_refuse_is_named(outlet: Source, tmp_path: Path) -> None:
    saved = made(outlet)
    Post.objects.filter(pk=saved.pk).update(body="<p>多</p>" * 20_001)
    with pytest.raises(SystemExit) as ended:
        export(tmp_path / "out")
    assert ended.value.code == 1
    assert run(tmp_path / "out").counts["rejected"] == 1


def test_workers_write_the_same(outlet: Source, tmp_path: Path) -> None:
    for number in range(3):
        made(outlet, f"第{number}篇")
    export(tmp_path / "one")
    call_command(
        "export_posts", str(tmp_path / "two"), "--no-progress", "--jobs=2", stdout=StringIO()
    )
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.md")}
        for name in ("one", "two")
    )
    assert one == two


# Which posts


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ([], {"甲", "乙", "丙"}),
        (["--source", "潮汐日报"], {"甲", "乙"}),
        (["--source", "潮汐日報"], {"甲", "乙"}),
        (["--source=潮汐日报", "--source=另一家"], {"甲", "乙", "丙"}),
        (["--tag", "天气"], {"甲", "丙"}),
        (["--tag=天气", "--tag=港口"], {"甲"}),
        (["--from", "2026-11-14"], {"甲", "丙"}),
        (["--to", "2025"], {"乙"}),
        (["--from=2026", "--to=2026-10"], set()),
        (["--status=draft"], {"丙"}),
        (["--status=draft", "--status=published"], {"甲", "乙", "丙"}),
        (["--query", "渡轮"], {"乙", "丙"}),
        (["--query", "渡轮 -source:潮汐日报"], {"丙"}),
        (["--query=渡轮", "--from=2026"], {"丙"}),
    ],
)
def test_posts_are_chosen_as_readers_and_editors_name_them(
    outlet: Source, tmp_path: Path, options: list[str], titles: set[str]
) -> None:
    other = Source.objects.create(name="另一家")
    made(outlet, "甲").tags.add("天气", "港口")
    made(outlet, "乙", body="<p>渡轮</p>", published_at=NOON - dt.timedelta(days=365))
    made(other, "丙", body="<p>渡轮</p>", status="draft").tags.add("天气")
    export(tmp_path / "out", *options)
    written = [path.read_text() for path in (tmp_path / "out").rglob("*.md")]
    assert {text.partition("title: ")[2][0] for text in written} == titles


@pytest.mark.parametrize(
    "options",
    [
        ["--source=无此"],
        ["--tag=无此"],
        ["--from=昨天"],
        ["--query="],
        ["--query=source:无此 港口"],
    ],
)
def test_what_names_nothing_is_said(outlet: Source, tmp_path: Path, options: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        export(tmp_path / "out", *options)
    assert refused.value.returncode == 2
    assert not (tmp_path / "out").exists()


# A .zip


def test_a_zip_comes_back_as_it_stood(outlet: Source, tmp_path: Path, settings: Any) -> None:
    worked_on(outlet)
    before = stand()
    (tmp_path / "out.zip").write_bytes(b"".join(to_zip(Post.objects.all())))
    emptied(settings, tmp_path / "again")
    run(tmp_path / "out.zip")
    assert differences(before, stand()) == []


def test_a_zip_is_given_piece_by_piece_and_holds_a_picture_once(outlet: Source) -> None:
    kept(Image(url="https://a.example/1.png"))
    for number in range(150):
        made(outlet, f"第{number}篇", body='<p><img src="https://a.example/1.png"></p>')
    pieces = list(to_zip(Post.objects.all()))
    assert max(map(len, pieces)) < 30_000 < sum(map(len, pieces))
    with zipfile.ZipFile(BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist())) == 151
