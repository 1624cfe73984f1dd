"""What stays of a run: its row, while it goes on and however it ends."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from articles.importing import recording
from articles.importing import store as store_module
from articles.importing.progress import Progress
from articles.importing.run import Options, import_posts
from articles.importing.summary import Summary
from articles.models import ImportRun
from tests.archive import post, run, write
from tests.test_importing_run import command

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def folder_of(tmp_path: Path, number: int, outlet: str = "潮汐日报") -> Path:
    files = {f"{n}.md": post(address=f"https://tide.example/{n}", source=outlet)
             for n in range(number)}  # fmt: skip
    return write(tmp_path, dict(files))


class Watching(Progress):
    """Looks at the row of the run after each batch."""

    def __init__(self) -> None:
        super().__init__(lambda _: None, lambda _: None, shown=False)
        self.seen: list[tuple[str, int, int]] = []

    def batch(self, summary: Summary, settled: Sequence[object]) -> None:
        row = ImportRun.objects.get()
        self.seen.append((row.outcome, row.files, row.total))


def test_a_run_that_goes_on_can_be_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.importing.run.BATCH", 2)
    monkeypatch.setattr(recording, "SECONDS_BETWEEN", 0)
    watching = Watching()
    import_posts([folder_of(tmp_path, 5)], Options(), watching)
    assert watching.seen == [("running", 0, 5), ("running", 2, 5), ("running", 4, 5)]
    row = ImportRun.objects.get()
    assert (row.outcome, row.files, row.total) == ("finished", 5, 5)


def test_the_row_is_not_written_with_every_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.importing.run.BATCH", 2)
    watching = Watching()
    import_posts([folder_of(tmp_path, 5)], Options(), watching)
    assert [files for _, files, _ in watching.seen] == [0, 0, 0]


def test_a_run_keeps_what_it_found_by_outlet_whatever_became_of_the_files(tmp_path: Path) -> None:
    run(folder_of(tmp_path / "in", 3))
    write(tmp_path / "in", {
        "0.md": post(address="https://tide.example/0", stamp="1794708000000"),
        "copy.md": post(address="https://tide.example/1"),
        "own.md": "---\ntitle: a\ndate: 2024-01-02\n---\n文",
        "none.md": "---\n[",
    })  # fmt: skip
    run(tmp_path / "in")
    row = ImportRun.objects.first()
    assert row is not None
    assert row.outlets == [["潮汐日报", {"changed": 1, "unchanged": 3}], ["本站", {"new": 1}]]
    counts = (row.new, row.changed, row.unchanged, row.duplicate, row.rejected)
    assert counts == (1, 1, 3, 0, 1)


def test_a_dry_run_knows_the_outlets_of_posts_that_it_does_not_make(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": post(), "b.md": "---\ntitle: a\ndate: 2024-01-02\n---\n文"})
    summary = run(folder, dry_run=True)
    assert summary.outlets == {"潮汐日报": {"new": 1}, "本站": {"new": 1}}


def test_the_outlets_of_a_batch_are_one_question(
    tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    folder = folder_of(tmp_path, 30)
    run(folder)
    with django_assert_max_num_queries(60) as few:  # type: ignore[operator]
        run(folder)
    of_posts = 'JOIN "articles_source"'  # the rules of all outlets are asked once a run
    asked = [query for query in few.captured_queries if of_posts in query["sql"]]
    assert len(asked) == 1


def test_warnings_stay_with_their_files(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": "a: [", "a.md": "---\ntitle: a\n---\n{% nothing %}"})
    run(tmp_path)
    row = ImportRun.objects.get()
    assert row.warned == 2
    assert [(warning["path"], warning["line"]) for warning in row.warnings] == [
        ("_config.yml", 1), ("a.md", 0), ("a.md", 0)
    ]  # fmt: skip


def test_rejections_and_warnings_on_the_row_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.importing.summary.KEPT", 2)
    files = {f"{n}.md": "none" if n % 2 else f"---\ntitle: a{n}\n---\nx" for n in range(10)}
    summary = run(write(tmp_path, dict(files)))
    row = ImportRun.objects.get()
    assert (row.rejected, len(row.rejections), row.warned, len(row.warnings)) == (5, 2, 5, 2)
    assert summary.counts["rejected"] == 5


def test_the_report_has_a_line_for_each_file_and_the_row_says_where_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"_config.yml": "a: [", "a.md": post(), "b.md": "none"})
    report = tmp_path / "report.jsonl"
    run(folder, report=report)
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert [(line["path"], line["outcome"]) for line in lines] == [
        ("_config.yml", "noted"), ("a.md", "new"), ("b.md", "rejected")
    ]  # fmt: skip
    assert ImportRun.objects.get().report == str(report)


def test_who_started_it_is_kept(tmp_path: Path) -> None:
    command(write(tmp_path, {"a.md": post()}))
    assert ImportRun.objects.get().started_by.endswith(" (command)")


def test_a_run_that_had_to_stop_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_entries: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(store_module.search, "index", fail)
    with pytest.raises(OperationalError):
        run(folder_of(tmp_path, 1))
    row = ImportRun.objects.get()
    assert (row.outcome, row.reason) == ("stopped", "database or disk is full")


def test_a_run_that_was_killed_is_seen_as_such() -> None:
    row = ImportRun.objects.create(total=5)
    assert row.is_running
    row.seen_at = timezone.now() - dt.timedelta(minutes=6)
    assert not row.is_running


def test_the_next_run_settles_those_that_were_killed(tmp_path: Path) -> None:
    killed = ImportRun.objects.create(total=5)
    waiting = ImportRun.objects.create()  # of an upload whose process is about to begin
    looking = ImportRun.objects.create(total=5, dry_run=True)
    run(folder_of(tmp_path, 1))
    for row, outcome in ((killed, "killed"), (waiting, "running"), (looking, "running")):
        row.refresh_from_db()
        assert row.outcome == outcome


def test_a_run_that_was_asked_for_takes_up_its_row(tmp_path: Path) -> None:
    row = ImportRun.objects.create(started_by="mei", paths=["a.zip"])
    run(folder_of(tmp_path, 2), row=row)
    row.refresh_from_db()
    assert (row.outcome, row.new, row.started_by, row.paths) == ("finished", 2, "mei", ["a.zip"])
    assert ImportRun.objects.count() == 1


def test_what_a_run_cannot_begin_with_is_on_the_row_that_was_asked_for(tmp_path: Path) -> None:
    row = ImportRun.objects.create(total=0)
    code, _, err = command(tmp_path / "nowhere", "--upload", row.pk)
    assert code == 2
    row.refresh_from_db()
    assert row.outcome == "stopped"
    assert row.reason == err
    assert command(tmp_path, "--upload", row.pk + 1)[0] == 2
