"""Import runs at the desk: read, watched while they go on, and started with a file."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation

from articles.importing import uploads
from articles.models import ImportRun, Original, Post
from tests.archive import imported, post
from tests.desk import POSTS, RUNS, act, change, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ADD = f"{RUNS}add/"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: object) -> Iterator[Path]:
    settings.IMPORTS_ROOT = tmp_path / "imports"  # type: ignore[attr-defined]
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    with translation.override("en"):
        yield tmp_path / "imports"


def test_a_run_lists_what_it_counted_and_what_it_refused(desk: Client, tmp_path: Path) -> None:
    nasty = "<b>.md"
    imported(
        tmp_path, {"a.md": post(), "broken.md": "---\ntitle: [\n---\n", nasty: "no front matter"}
    )
    run = ImportRun.objects.get()
    row = desk.get(RUNS).context["cl"].result_list[0]
    assert (row.files, row.new, row.rejected) == (3, 1, 2)
    page = desk.get(change(run)).content.decode()
    assert "<td>broken.md</td><td>3</td>" in page
    assert "<td>&lt;b&gt;.md</td><td>1</td><td>no front matter" in page


def test_a_run_that_refused_nothing_says_so(desk: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post()})
    assert "<table><tr><td>" not in desk.get(change(ImportRun.objects.get())).content.decode()


def test_a_run_is_read_and_never_written(desk: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post()})
    run = ImportRun.objects.get()
    assert desk.post(change(run), {"outcome": "stopped"}).status_code == 403
    assert desk.post(f"{RUNS}{run.pk}/delete/", {"post": "yes"}).status_code == 403
    act(desk, RUNS, "delete_selected", run, post="yes")
    assert ImportRun.objects.get().outcome == "finished"


def test_runs_are_filtered_by_how_they_ended(desk: Client) -> None:
    killed, _ended = (
        ImportRun.objects.create(outcome=outcome) for outcome in ("running", "finished")
    )
    assert list(desk.get(f"{RUNS}?outcome__exact=running").context["cl"].result_list) == [killed]


def test_a_run_says_what_it_found_of_whom_and_who_started_it(desk: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post(), "b.md": "---\ntitle: <i>\n---\nx"}, started_by="lin")
    page = desk.get(change(ImportRun.objects.get())).content.decode()
    assert "<td>潮汐日报</td><td>1</td><td>0</td>" in page
    assert "<td>b.md</td><td></td><td>there is no date: imported as a draft</td>" in page
    assert "lin" in page
    assert "2 / 2: 2 new, 0 changed" in page


@pytest.mark.parametrize("few", [0, 5_000])
def test_a_run_leads_to_the_posts_that_it_made_and_to_no_others(
    desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("articles.admin.filters._FEW", few)
    imported(tmp_path / "1", {"a.md": post(), "b.md": post(address="https://tide.example/b")})
    imported(
        tmp_path / "2",
        {"a.md": post(stamp="1794708000000"), "c.md": post(address="https://tide.example/c")},
    )
    newest, first = ImportRun.objects.all()
    address = f"{POSTS}?run={newest.pk}"
    assert address in desk.get(change(newest)).content.decode()
    listed = desk.get(address).context["cl"]
    made = Original.objects.filter(run=newest).values_list("post", flat=True)
    assert {row.pk for row in listed.result_list} == set(made)
    assert Post.objects.count() == 3
    assert len(desk.get(f"{POSTS}?run={first.pk}").context["cl"].result_list) == 2


@pytest.mark.parametrize("value", ["x", "", "9" * 30, "-1", "１"])
def test_a_run_that_is_none_filters_nothing(desk: Client, tmp_path: Path, value: str) -> None:
    imported(tmp_path, {"a.md": post()})
    assert len(desk.get(POSTS, {"run": value}, follow=True).context["cl"].result_list) == 1


def test_a_run_that_goes_on_is_looked_at_again_by_the_browser(desk: Client) -> None:
    run = ImportRun.objects.create(total=10, files=4)
    page = desk.get(change(run))
    assert page["Refresh"] == "5"
    assert "4 / 10" in page.content.decode()
    ImportRun.objects.update(outcome="finished")
    assert "Refresh" not in desk.get(change(run))


def test_a_run_that_says_nothing_any_more_was_killed(desk: Client) -> None:
    run = ImportRun.objects.create(seen_at=timezone.now() - dt.timedelta(hours=1))
    page = desk.get(change(run))
    assert "Refresh" not in page
    assert "stopped without an end" in page.content.decode()
    assert "stopped without an end" in desk.get(RUNS).content.decode()


# An upload


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an upload be imported in this process: another does not see the database of the tests."""

    def start(run: ImportRun, source: str) -> None:
        options = ["--dry-run"] if run.dry_run else []
        path = uploads._folder(run) / run.paths[0]
        with contextlib.suppress(CommandError, SystemExit):  # the row of the run says it
            call_command(
                "import_posts", str(path), "--jobs=1", "--source", source, "--upload", str(run.pk),
                "--report", str(uploads.report_of(run)), *options, stdout=BytesText(), stderr=BytesText(),
            )  # fmt: skip

    monkeypatch.setattr(uploads, "start", start)


class BytesText(BytesIO):
    def write(self, text: str) -> int:  # type: ignore[override]
        return super().write(text.encode())


def sent(client: Client, name: str, data: bytes, **fields: str) -> object:
    return client.post(ADD, {"file": SimpleUploadedFile(name, data), "source": ""} | fields)


def errors(response: object) -> str:
    return str(response.context["form"].errors)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("at_once")
def test_a_file_is_uploaded_and_imported(desk: Client, root: Path) -> None:
    assert ADD in desk.get(RUNS).content.decode()
    assert desk.get(ADD).status_code == 200
    text = "---\ntitle: 港口\ndate: 2024-01-02\n---\n文"
    response = sent(desk, "2024-01-02-港口.md", text.encode(), source="海边")
    run = ImportRun.objects.get()
    assert response["Location"] == change(run)  # type: ignore[index]
    assert (run.outcome, run.new, run.started_by) == ("finished", 1, "mei")
    assert Post.objects.get().source.name == "海边"
    assert Original.objects.get().paths == ["2024-01-02-港口.md"]
    assert [path.name for path in (root / str(run.pk)).iterdir()] == ["report.jsonl"]
    report = desk.get(f"{RUNS}{run.pk}/report.txt")
    assert b'"outcome": "new"' in report.getvalue()
    assert "attachment" in report["Content-Disposition"]


@pytest.mark.usefixtures("at_once")
def test_an_upload_may_only_be_looked_at(desk: Client) -> None:
    sent(desk, "a.md", post().encode(), dry_run="on")
    run = ImportRun.objects.get()
    assert (run.outcome, run.dry_run, run.new) == ("finished", True, 1)
    assert not Post.objects.exists()
    assert "looked only" in desk.get(change(run)).content.decode()


@pytest.mark.usefixtures("at_once")
def test_an_upload_that_is_no_archive_is_a_run_that_says_so(desk: Client, root: Path) -> None:
    sent(desk, "a.zip", b"none")
    run = ImportRun.objects.get()
    assert run.outcome == "stopped"
    assert "neither a post nor an archive" in run.reason
    assert run.reason in desk.get(change(run)).content.decode()


def test_an_upload_is_bounded_and_of_a_known_kind(desk: Client, settings: object) -> None:
    assert "Choose a post or an archive" in errors(sent(desk, "a.exe", b"x"))
    assert "submitted file is empty" in errors(sent(desk, "a.md", b""))
    settings.IMPORT_MAX_MB = 1  # type: ignore[attr-defined]
    assert "too large" in errors(sent(desk, "a.md", b"x" * (1024 * 1024 + 1)))
    assert sent(desk, "a.md", b"x" * 2_200_000).status_code == 413  # type: ignore[attr-defined]
    assert not ImportRun.objects.exists()


def test_there_is_one_import_at_a_time(desk: Client) -> None:
    ImportRun.objects.create()
    assert "An import is running" in errors(sent(desk, "a.md", post().encode()))


def test_an_upload_that_cannot_be_started_is_said(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads.sys, "executable", "/nowhere/python")
    page = sent(desk, "a.md", post().encode())
    assert "It cannot be started" in page.content.decode()  # type: ignore[attr-defined]
    assert ImportRun.objects.get().outcome == "stopped"


def test_only_who_may_add_runs_uploads_and_only_who_may_see_them_reads(root: Path) -> None:
    run = ImportRun.objects.create(outcome="finished")
    (root / str(run.pk)).mkdir(parents=True)
    uploads.report_of(run).write_text("{}")
    paper = f"{RUNS}{run.pk}/report.txt"
    reader = staff("view_importrun")
    assert reader.get(ADD).status_code == 403
    assert sent(reader, "a.md", post().encode()).status_code == 403  # type: ignore[attr-defined]
    assert ADD not in reader.get(RUNS).content.decode()
    assert reader.get(paper).status_code == 200
    assert reader.get(f"{RUNS}{run.pk}/output.txt").status_code == 404
    assert reader.get(f"{RUNS}{run.pk}/secret.txt").status_code == 404
    assert Client().get(paper).status_code == 302
    assert Client().get(ADD).status_code == 302
