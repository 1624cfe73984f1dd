"""An uploaded file is imported by a process of its own, which leaves its report and not the file."""

import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from articles.importing import uploads
from articles.models import ImportRun
from tests.archive import post
from tests.test_importing_stopping import PROJECT, environment, manage

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: object) -> Path:
    settings.IMPORTS_ROOT = tmp_path / "imports"  # type: ignore[attr-defined]
    return tmp_path / "imports"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def upload(name: str = "a.md") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, post().encode())


def test_an_upload_is_kept_in_a_folder_of_its_run(root: Path) -> None:
    run = uploads.keep(upload("港口.md"), "mei", dry_run=True)
    assert (root / str(run.pk) / "港口.md").read_text() == post()
    assert (run.outcome, run.paths, run.started_by, run.dry_run) == (
        "running", ["港口.md"], "mei", True,
    )  # fmt: skip
    assert (root / str(run.pk)).stat().st_mode & 0o077 == 0


def test_a_large_upload_is_moved_and_not_copied(root: Path) -> None:
    file = TemporaryUploadedFile("a.zip", "application/zip", 3, "")
    file.write(b"abc")
    file.flush()
    run = uploads.keep(file, "mei", dry_run=False)
    assert (root / str(run.pk) / "a.zip").read_bytes() == b"abc"
    assert not Path(file.temporary_file_path()).exists()
    file.close()


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../a.md", "a.md"), ("-rf.md", "rf.md"), (".a.md", "a.md"), ("x" * 300 + ".zip", "x" * 76 + ".zip"),
     ("a\x1b[2J.md", "a[2J.md")],
)  # fmt: skip
def test_a_name_that_means_harm_is_none(name: str, kept: str) -> None:
    assert uploads.keep(upload(name), "mei", dry_run=False).paths == [kept]


def test_an_upload_that_cannot_be_kept_is_a_run_that_stopped(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_upload: object, _target: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(uploads, "_move", full)
    with pytest.raises(OSError, match="No space"):
        uploads.keep(upload(), "mei", dry_run=False)
    run = ImportRun.objects.get()
    assert (run.outcome, run.reason) == ("stopped", "No space left on device")
    assert list(root.iterdir()) == []


def test_what_a_killed_import_left_goes_with_the_next_upload(root: Path) -> None:
    killed = uploads.keep(upload(), "mei", dry_run=False)
    (root / str(killed.pk) / "report.jsonl").write_text("{}")
    waiting = uploads.keep(upload(), "mei", dry_run=False)
    ImportRun.objects.filter(pk=killed.pk).update(outcome="killed")
    uploads.keep(upload(), "mei", dry_run=False)
    assert names(root / str(killed.pk)) == ["report.jsonl"]
    assert names(root / str(waiting.pk)) == ["a.md"]


def test_no_file_is_removed_that_was_not_uploaded(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("x")
    with uploads.removed_after([tmp_path / "mine.md"]):
        pass
    assert (tmp_path / "mine.md").exists()


STARTED = """
import sys
from django.core.files.uploadedfile import SimpleUploadedFile
from articles.importing import uploads
for name in sys.argv[1:]:
    run = uploads.keep(SimpleUploadedFile(name, open(name, "rb").read()), "mei", dry_run=False)
    uploads.start(run, "海边")
"""


def test_the_process_goes_on_without_the_one_that_started_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    manage(tmp_path, "migrate", "-v0")
    text = "---\ntitle: 港口\ndate: 2024-01-02\n---\n文"
    (tmp_path / "2024-01-02-港口.md").write_text(text)
    starter = [sys.executable, "-c", "import django; django.setup()\n" + STARTED,
               str(tmp_path / "2024-01-02-港口.md")]  # fmt: skip
    subprocess.run(starter, env=environment(tmp_path), cwd=PROJECT, check=True)
    query = "SELECT outcome, new, started_by, paths FROM articles_importrun"
    for _ in range(200):
        with closing(sqlite3.connect(tmp_path / "data/newsroom.sqlite3")) as database:
            row = database.execute(query).fetchone()
            outlets = database.execute("SELECT name FROM articles_source").fetchall()
        if row[0] != "running":
            break
        time.sleep(0.1)
    assert row[:3] == ("finished", 1, "mei")
    assert outlets == [("海边",)]
    assert names(tmp_path / "data/imports/1") == ["output.txt", "report.jsonl"]
    assert "1 new" in (tmp_path / "data/imports/1/output.txt").read_text()
    shutil.rmtree(tmp_path / "data")
