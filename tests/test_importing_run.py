"""A run of the import: every file is accounted for, a second run changes nothing, nothing is lost."""

import hashlib
import json
import os
import tarfile
import zipfile
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError, OperationalError, connection
from django.test import Client
from PIL import Image as Drawing

from articles.importing import store as store_module
from articles.importing.draft import read
from articles.importing.standing import Made
from articles.models import Image, ImportRun, OldAddress, Original, Post, PostTag, Source, Tag
from articles.querysets import SourceQuerySet, TagQuerySet
from tests.archive import ADDRESS, post, run, write
from tests.desk import change, shown_form, superuser
from tests.finding import found

pytestmark = [pytest.mark.django_db, pytest.mark.database]

EARLIER, LATER = "1794621509677", "1794708000000"


def test_a_folder_becomes_posts_with_all_that_belongs_to_them(tmp_path: Path) -> None:
    summary = run(write(tmp_path, {"_posts/a.md": post()}))
    assert summary.counts == {"new": 1}
    made = Post.objects.published().get()
    assert made.title == "港口夜间停航"
    assert (
        made.get_absolute_url()
        == "/2026/11/14/%E6%B8%AF%E5%8F%A3%E5%A4%9C%E9%97%B4%E5%81%9C%E8%88%AA/"
    )
    assert made.source == Source.objects.get(name="潮汐日报", hosts=["tide.example"], post_count=1)
    assert sorted(made.tags.names()) == ["天气", "潮汐日报"]
    assert Tag.objects.get(name="天气").post_count == 1
    assert made.byline == "林小满"
    assert made.source_url == ADDRESS
    assert made.summary == "台风将在星期五抵达。"
    original = made.originals.get()
    assert original.content == post().encode()
    assert original.paths == ["_posts/a.md"]
    assert original.run_id == summary.run_id
    assert found("台风") == [made.pk]


def test_every_kind_of_file_is_counted_and_the_counts_add_up(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "a.md": post(),
            "copy/a.md": post(),
            "later.md": post(body="<p>改了</p>", stamp=LATER),
            "b.md": post(address="https://tide.example/b", title="另一篇"),
            "broken.md": "---\ntitle: [\n---\n",
            "notes.md": "no front matter",
            "README.md": "# about this archive",
            "picture.png": b"",
        },
    )
    summary = run(folder)
    assert summary.counts == {"new": 2, "changed": 1, "duplicate": 1, "rejected": 2}
    assert summary.files == summary.counts.total() == 6
    assert [(r.path, r.line) for r in summary.rejections] == [("broken.md", 3), ("notes.md", 1)]
    kept = ImportRun.objects.get()
    assert (kept.files, kept.new, kept.rejected, kept.outcome) == (6, 2, 2, "finished")
    assert kept.rejections[1]["reason"].startswith("no front matter")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_second_run_changes_nothing(
    tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.importing.run.BATCH", 2)
    files: dict[str, str | bytes] = {
        f"{n}.md": post(address=f"https://tide.example/{n}", title=f"第{n}篇") for n in range(5)
    }
    folder = write(tmp_path, files)
    assert run(folder, jobs=jobs).counts == {"new": 5}
    before = list(Post.objects.order_by("pk").values())
    assert run(folder, jobs=jobs).counts == {"unchanged": 5}
    assert list(Post.objects.order_by("pk").values()) == before
    assert Original.objects.count() == 5


@pytest.mark.parametrize("names", [("a.md", "b.md"), ("b.md", "a.md")])
def test_the_newest_crawl_is_what_readers_see_in_whatever_order_it_comes(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    texts = (
        post(stamp=EARLIER),
        post(stamp=LATER, title="港口复航", body="<p>船又开了</p>", tags="渡轮"),
    )
    folder = write(tmp_path, dict(zip(names, texts, strict=True)))
    run(folder / "a.md")
    run(folder / "b.md")
    made = Post.objects.get()
    assert made.title == "港口复航"
    assert made.body == "<p>船又开了</p>"
    assert list(made.tags.names()) == ["渡轮"]
    assert made.originals.count() == 2
    assert found("船又开了") == [made.pk]
    assert found("台风") == []
    assert Tag.objects.filter(name="天气", post_count__gt=0).count() == 0


def test_a_post_that_changed_keeps_its_address(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    address = Post.objects.get().get_absolute_url()
    run(write(tmp_path, {"a.md": post(stamp=LATER, title="新标题")}))
    assert Post.objects.get().get_absolute_url() == address


def test_a_post_that_moved_to_another_day_leaves_its_old_address(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    address = Post.objects.get().get_absolute_url()
    run(write(tmp_path, {"a.md": post(stamp=LATER, date="2026-11-16T00:00:00Z")}))
    assert OldAddress.objects.get().path == unquote(address)
    assert Post.objects.get().get_absolute_url() != address


def test_what_an_editor_changed_is_not_overwritten_but_asks_for_review(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    Post.objects.update(title="编辑的标题", edited=True)
    summary = run(write(tmp_path, {"a.md": post(stamp=LATER, title="outlet's")}))
    made = Post.objects.get()
    assert summary.counts == {"changed": 1}
    assert made.title == "编辑的标题"
    assert made.newer_original
    assert made.originals.count() == 2


def test_tags_that_an_editor_gave_are_not_taken_away(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    made = Post.objects.get()
    desk = superuser()
    form = shown_form(desk, change(made))
    desk.post(change(made), form | {"tags": "渔港"})
    run(write(tmp_path, {"a.md": post(stamp=LATER, title="新标题")}))
    made.refresh_from_db()
    assert list(made.tags.names()) == ["渔港"]
    assert made.newer_original


def test_a_withdrawn_post_stays_withdrawn(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    made = Post.objects.get()
    made.status = Post.Status.WITHDRAWN
    made.save()
    run(write(tmp_path, {"a.md": post(stamp=LATER, body="<p>新</p>")}))
    made.refresh_from_db()
    assert made.status == Post.Status.WITHDRAWN
    assert made.body == "<p>新</p>"
    assert found("新") == []
    assert PostTag.objects.filter(listed_at__isnull=False).count() == 0


def test_titles_that_are_equal_on_one_day_get_slugs_that_are_not(tmp_path: Path) -> None:
    files = {f"{n}.md": post(address=f"https://tide.example/{n}") for n in range(3)}
    run(write(tmp_path, dict(files)))
    slugs = sorted(Post.objects.values_list("slug", flat=True))
    assert slugs == ["港口夜间停航", "港口夜间停航-2", "港口夜间停航-3"]


def test_a_title_without_letters_still_has_an_address(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post(title="【】！", tags="【】, 🎉")}))
    assert Post.objects.get().slug
    assert all(Tag.objects.values_list("slug", flat=True))


def test_spellings_of_a_tag_are_one_tag(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.md": post(tags="ＣＮＡ, Weather"),
        "b.md": post(address="https://tide.example/b", tags="CNA, weather"),
    }
    run(write(tmp_path, files))
    assert sorted(Tag.objects.values_list("name", "post_count")) == [("Weather", 2), ("ＣＮＡ", 2)]


def test_the_counts_of_outlets_and_tags_stay_true_whatever_changes(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        tags = ", ".join(["天气", "渡轮", "渔港"][:number])
        files: dict[str, str | bytes] = {
            f"{number}.md": post(address=f"https://tide.example/{number}", tags=tags),
            "moving.md": post(source=f"报{number}", tags=tags[-2:], stamp=str(10**12 + number)),
            "undated.md": "---\ntitle: 无日期\ntags: [天气]\n---\n文",
        }
        run(write(tmp_path, files))
        counted = [list(rows.values_list("name", "post_count")) for rows in rows_with_counts()]
        assert [rows.recount() for rows in rows_with_counts()] == [0, 0], counted
    assert dict(Tag.objects.values_list("name", "post_count")) == {"天气": 3, "渡轮": 2, "渔港": 2}
    assert dict(Source.objects.with_posts().values_list("name", "post_count")) == {
        "潮汐日报": 3,
        "报3": 1,
    }


def rows_with_counts() -> tuple[SourceQuerySet, TagQuerySet]:
    return Source.objects.all(), Tag.objects.all()


def test_a_file_without_a_date_is_a_draft(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": "---\ntitle: 无日期\n---\n文"}))
    made = Post.objects.get()
    assert made.status == Post.Status.DRAFT
    assert made.source.name == "本站"
    assert found("无日期") == []
    assert found("无日期", public_only=False) == [made.pk]


def test_a_permalink_of_the_old_site_is_kept(tmp_path: Path) -> None:
    run(
        write(tmp_path, {"a.md": "---\ntitle: a\ndate: 2026-01-02\npermalink: /old/a.html\n---\nb"})
    )
    assert OldAddress.objects.get().path == "/old/a.html"


def png(colour: str) -> bytes:
    file = BytesIO()
    Drawing.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


def test_pictures_that_lie_in_the_archive_are_stored_once_by_content(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "_posts/a.md": post(body='<img src="/pictures/sea.png" alt="海">'),
            "_posts/b.md": post(
                address="https://tide.example/b", body='<img src="../copy.png"><p>文</p>'
            ),
            "pictures/sea.png": png("navy"),
            "copy.png": png("navy"),
        },
    )
    run(folder)
    picture = Image.objects.get()
    assert (picture.width, picture.height, picture.alt) == (40, 30, "海")
    assert picture.file.read() == png("navy")
    assert picture.posts.count() == 2
    assert Post.objects.filter(lead_image=picture).count() == 2


@pytest.mark.parametrize(
    "address", ["/../secret.png", "../../secret.png", "/link.png", "/broken.png", "/no.png"]
)
def test_no_picture_outside_of_the_archive_is_read(tmp_path: Path, address: str) -> None:
    write(tmp_path, {"secret.png": png("red")})
    folder = write(
        tmp_path / "archive",
        {"_posts/a.md": post(body=f'<img src="{address}"><p>文</p>'), "broken.png": b"\x89PNG"},
    )
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    run(folder)
    assert not Image.objects.exclude(file="").exists()
    assert Post.objects.get().body


def test_only_regular_files_of_the_archive_are_read(tmp_path: Path) -> None:
    outside = write(tmp_path, {"secret.md": post()}) / "secret.md"
    folder = write(tmp_path / "archive", {"a.md": post(address="https://tide.example/a")})
    (folder / "inside.md").symlink_to(folder / "a.md")
    (folder / "link.md").symlink_to(outside)
    (folder / "gone.md").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.md")
    summary = run(folder)
    assert summary.counts == {"new": 1, "duplicate": 1, "rejected": 3}
    assert {(rejected.path, rejected.reason) for rejected in summary.rejections} == {
        ("link.md", "it cannot be read: it is a link that leads outside of the archive"),
        ("gone.md", "it cannot be read: it is not a regular file"),
        ("pipe.md", "it cannot be read: it is not a regular file"),
    }


def test_a_file_name_that_is_no_text_is_read_and_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"2026-11-14-\xd6\xd0.md")).write_bytes(b"---\nlayout: post\n---\nx")
    assert run(tmp_path).counts == {"new": 1}
    assert Original.objects.get().paths == ["2026-11-14-\\xd6\\xd0.md"]
    assert Post.objects.get().title == "\\xd6\\xd0"


def test_a_fault_in_reading_costs_one_file_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data: bytes, path: str, *_more: object) -> object:
        if path == "bad.md":
            raise ZeroDivisionError("oops")
        return read(data, path)

    monkeypatch.setattr("articles.importing.reading.read", fail)
    summary = run(write(tmp_path, {"bad.md": post(), "good.md": post()}))
    assert summary.counts == {"new": 1, "rejected": 1}
    assert "please report it: ZeroDivisionError: oops" in summary.rejections[0].reason


def test_archives_are_read_like_folders(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "posts.zip", "w") as file:
        file.writestr("_posts/港口.md", post())
    folder = write(tmp_path / "more", {"b.md": post(address="https://tide.example/b")})
    with tarfile.open(tmp_path / "posts.tar.xz", "w:xz") as tar:
        tar.add(folder, "more")
    summary = run(tmp_path / "posts.zip", tmp_path / "posts.tar.xz")
    assert summary.counts == {"new": 2}
    assert sorted(Original.objects.values_list("paths", flat=True)) == [
        ["_posts/港口.md"],
        ["more/b.md"],
    ]


def test_one_file_that_the_database_refuses_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_belongings(made: list[Made], *rest: Any) -> None:
        if any(one.draft.title == "坏" for one in made):
            raise DataError("value too long\nDETAIL: …")
        written(made, *rest)

    written = store_module.write_belongings
    monkeypatch.setattr(store_module, "write_belongings", write_belongings)
    files: dict[str, str | bytes] = {
        f"{n}.md": post(
            address=f"https://tide.example/{n}", title="坏" if n == 2 else "好", tags=f"t{n}"
        )
        for n in range(4)
    }
    summary = run(write(tmp_path, files))
    assert summary.counts == {"new": 3, "rejected": 1}
    assert [(r.path, r.reason) for r in summary.rejections] == [
        ("2.md", "the database refused it: value too long")
    ]
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["t0", "t1", "t3"]
    assert Source.objects.recount() == 0


def test_names_that_are_too_long_are_cut_and_kept_whole_beside(tmp_path: Path) -> None:
    for number, end in enumerate(("一", "二")):
        files: dict[str, str | bytes] = {
            "a.md": post(address=f"https://tide.example/{number}", source="报" * 250 + end,
                         tags=f"{'长' * 100}{end}, {'㍿' * 60}"),
        }  # fmt: skip
        assert run(write(tmp_path, files)).counts == {"new": 1}
    assert sorted(Tag.objects.values_list("name", "post_count")) == [
        ("㍿" * 25, 2),
        ("长" * 100, 2),
    ]
    assert Source.objects.get().name == "报" * 200
    assert Post.objects.get(source_url__endswith="1").extra["tags"] == [
        "长" * 100 + "二",
        "㍿" * 60,
    ]


def test_spellings_of_an_outlet_are_one_outlet(tmp_path: Path) -> None:
    for number, name in enumerate(("Tide Daily", "TIDE  daily", "Ｔide Daily")):
        run(write(tmp_path, {"a.md": post(address=f"https://tide.example/{number}", source=name)}))
    assert list(Source.objects.values_list("name", "post_count")) == [("Tide Daily", 3)]


def test_the_name_of_a_file_was_an_address_on_the_mirrored_site(
    tmp_path: Path, client: Client
) -> None:
    files: dict[str, str | bytes] = {
        "_posts/2026-11-14-港口夜间停航.md": post(),  # our own address tells this one
        "_posts/2026-11-14-a name that was cut sho.md": post(stamp=LATER),
        "_posts/2026-11-15-另一天.md": post(address="https://tide.example/b"),
    }
    run(write(tmp_path, files))
    assert set(OldAddress.objects.values_list("path", flat=True)) == {
        "/2026-11-14/a name that was cut sho/",
        "/2026-11-15/另一天/",
    }
    for path in ("/2026-11-14/a name that was cut sho.html", "/2026-11-14/港口夜间停航/"):
        moved = client.get(path)
        assert moved["Location"] == Post.objects.get(slug="港口夜间停航").get_absolute_url(), path


@pytest.mark.parametrize("dates", [("", "2026-11-14"), ("2026-11-14", "")])
def test_a_date_that_one_of_two_crawls_lacks_is_that_of_the_other(
    tmp_path: Path, dates: tuple[str, str]
) -> None:
    for stamp, date in zip((EARLIER, LATER), dates, strict=True):
        run(write(tmp_path, {"a.md": post(stamp=stamp, date=date)}))
    made = Post.objects.get()
    assert made.is_public
    assert str(made.day) == "2026-11-14"
    assert found("台风") == [made.pk]


def test_a_draft_of_an_editor_is_not_published_by_a_newer_crawl(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    made = Post.objects.get()
    made.status = Post.Status.DRAFT
    made.save()
    run(write(tmp_path, {"a.md": post(stamp=LATER)}))
    made.refresh_from_db()
    assert made.status == Post.Status.DRAFT


def test_half_a_picture_of_a_run_that_was_stopped_is_made_whole(
    tmp_path: Path, settings: object
) -> None:
    folder = write(
        tmp_path / "in", {"a.md": post(body='<img src="/sea.png">'), "sea.png": png("navy")}
    )
    name = f"originals/{hashlib.sha256(png('navy')).hexdigest()[:2]}"
    half = Path(settings.MEDIA_ROOT, name, f"{hashlib.sha256(png('navy')).hexdigest()}.png")  # type: ignore[attr-defined]
    half.parent.mkdir(parents=True)
    half.write_bytes(b"\x89PNG")
    run(folder)
    assert half.read_bytes() == png("navy") == Image.objects.get().file.read()
    assert len(list(half.parent.iterdir())) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_a_second_import_at_once_is_refused(tmp_path: Path) -> None:
    from articles.importing.alone import LOCKS

    folder = write(tmp_path, {"a.md": post()})
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCKS["import"]])
        code, _, err = command(folder)
        assert code == 2
        assert "another import is running" in err
        assert not ImportRun.objects.exists()
        # The server may notice a closed connection late.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCKS["import"]])
    finally:
        other.close()
    assert command(folder)[0] == 0


def test_a_dry_run_counts_as_a_run_would(tmp_path: Path) -> None:
    run(write(tmp_path / "before", {"a.md": post()}))
    files: dict[str, str | bytes] = {
        "a.md": post(), "b.md": post(stamp=LATER), "c.md": post(stamp=LATER), "x.md": "none",
        "d.md": post(address="https://tide.example/d"),
        "e.md": post(address="https://tide.example/d", stamp=LATER),
    }  # fmt: skip
    folder = write(tmp_path / "now", files)
    tried = run(folder, dry_run=True).counts
    assert tried == run(folder).counts == {
        "unchanged": 1, "changed": 2, "duplicate": 1, "rejected": 1, "new": 1
    }  # fmt: skip


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": post(), "b.md": post(stamp=LATER), "c.md": post()})
    assert run(folder, dry_run=True).counts == {"new": 1, "changed": 1, "duplicate": 1}
    assert not Post.objects.exists()
    assert not ImportRun.objects.exists()


def test_force_makes_known_posts_again(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": post()})
    run(folder)
    Post.objects.update(body="made by older rules")
    assert run(folder, force=True).counts == {"unchanged": 1}
    assert Post.objects.get().body == "<p>台风将在星期五抵达。</p>"


def test_force_shows_what_is_newest_where_a_newer_file_comes_with_it(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": post(tags="")})
    run(folder)
    write(folder, {"b.md": post(tags="", stamp=LATER, body="<p>船又开了</p>")})
    assert run(folder, force=True).counts == {"unchanged": 1, "changed": 1}
    assert Post.objects.get().body == "<p>船又开了</p>"
    assert found("船又开了") == [Post.objects.get().pk]
    assert found("台风") == []


def test_a_batch_lands_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_entries: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(store_module.search, "index", fail)
    with pytest.raises(RuntimeError):
        run(write(tmp_path, {"a.md": post()}))
    assert not Post.objects.exists()
    assert not Original.objects.exists()
    assert ImportRun.objects.get().outcome == ImportRun.Outcome.STOPPED


def command(*arguments: object) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_posts", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue(), err.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), err.getvalue()


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    code, out, err = command(write(tmp_path, {"a.md": post()}))
    assert code == 0
    assert "1 files: 1 new, 0 changed, 0 unchanged, 0 duplicate, 0 rejected." in out
    assert "posts a second" in out
    assert err == ""


def test_the_command_names_each_rejected_file_and_exits_with_1(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": post(), "x.md": "---\ntitle: [\n---\n"})
    report = tmp_path / "report.jsonl"
    code, out, err = command(folder, "--report", report, "--jobs", 1)
    assert code == 1
    assert "x.md:3: rejected: the front matter is not YAML" in err
    assert "1 new" in out
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert Counter(line["outcome"] for line in lines) == {"new": 1, "rejected": 1}
    posts = {line["outcome"]: line["post"] for line in lines}
    assert posts == {"new": Post.objects.get().pk, "rejected": None}


def zip_of(data: bytes) -> bytearray:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.md", data)
    return bytearray(file.getvalue())


def test_the_command_exits_with_2_for_a_path_that_is_none(tmp_path: Path) -> None:
    code, _, err = command(tmp_path / "nowhere")
    assert code == 2
    assert "no such file or folder" in err
    encrypted = zip_of(b"a" * 50)
    encrypted[6] |= 1  # the flag of an entry that wants a password, in both of its headers
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    cut = write(tmp_path, {"b.md": post()})
    with tarfile.open(tmp_path / "cut.tar.xz", "w:xz") as tar:
        tar.add(cut / "b.md")
    whole = (tmp_path / "cut.tar.xz").read_bytes()
    write(tmp_path, {"x.zip": b"PK\x03\x04 broken", "note.txt": b"text",
                     "encrypted.zip": bytes(encrypted), "cut.tar.xz": whole[: len(whole) // 2]})  # fmt: skip
    for name in ("encrypted.zip", "cut.tar.xz"):
        assert command(tmp_path / name)[0] == 2, name
    assert command(tmp_path / "x.zip")[0] == 2
    assert command(tmp_path / "note.txt")[0] == 2
    with pytest.raises(CommandError, match="the path is empty"):
        call_command("import_posts", "")
    code, _, err = command(tmp_path, "--report", tmp_path / "nowhere" / "report.jsonl")
    assert code == 2
    assert "the report cannot be written" in err


def test_the_command_exits_with_3_where_it_had_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_entries: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(store_module.search, "index", fail)
    code, _, err = command(write(tmp_path, {"a.md": post()}))
    assert code == 3
    assert err == (
        "stopped: database or disk is full. What was written stays; run it again to go on."
    )


def test_strict_makes_a_warning_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": "---\ntitle: a\n---\nb"})
    assert command(folder)[0] == 0
    assert command(folder, "--force", "--strict")[0] == 1


def test_two_blogs_with_a_file_of_one_name_are_told_apart_by_their_source(tmp_path: Path) -> None:
    for blog in ("海边", "山里"):
        text = f"---\ntitle: {blog}\ndate: 2026-01-02\n---\n你好"
        folder = write(tmp_path / blog, {"_posts/2026-01-02-hello.md": text})
        assert "1 new" in command(folder, "--source", blog)[1]
    assert sorted(Post.objects.values_list("title", "source__name")) == [
        ("山里", "山里"),
        ("海边", "海边"),
    ]


def test_limit_bounds_the_files(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {f"{n}.md": post(address=f"https://tide.example/{n}") for n in range(3)}
    )
    assert "2 files: 2 new" in command(folder, "--limit", 2)[1]
