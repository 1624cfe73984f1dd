"""How a run is shown: a bar on a terminal, plain lines elsewhere, trouble always."""

import io
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.importing import progress as progress_module
from articles.importing.draft import Rejected
from articles.importing.progress import Progress, last_line, table
from articles.importing.run import REJECTED
from articles.importing.sources import Note
from articles.importing.summary import Summary
from tests.archive import post, write

BROKEN = Rejected("a.md", 3, "the front matter is not YAML")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Let the errors go to a terminal, from within the test: pytest takes them back before it."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    return screen


def test_a_terminal_shows_a_bar_with_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    lines: list[str] = []
    shown = Progress(lines.append, lines.append, shown=True)
    shown.start(400)
    shown.batch(Summary(files=200, seconds=2), [(BROKEN, REJECTED)])
    shown.batch(Summary(files=400, seconds=4), [])
    shown.close()
    screen = terminal.getvalue()
    assert "400/400" in screen
    assert "posts/s" in screen
    assert "a.md:3: rejected: the front matter is not YAML" in screen
    assert lines == []


def test_elsewhere_there_are_plain_lines_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "SECONDS_BETWEEN_LINES", 0)
    lines: list[str] = []
    shown = Progress(lines.append, lines.append, shown=True)
    shown.start(1200)
    shown.batch(Summary(files=200, seconds=2), [])
    shown.close()
    assert lines == ["200 of 1,200 files, 100 a second, about 10 s left"]


def test_lines_do_not_come_with_every_batch() -> None:
    lines: list[str] = []
    shown = Progress(lines.append, lines.append, shown=True)
    shown.start(1200)
    shown.batch(Summary(files=200, seconds=2), [])
    assert lines == []


def test_without_progress_trouble_is_still_said(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    out: list[str] = []
    err: list[str] = []
    quiet = Progress(out.append, err.append, shown=False)
    quiet.start(2)
    other = Rejected("b.md", 0, "it cannot be read")
    quiet.batch(Summary(files=2), [(BROKEN, REJECTED), (other, REJECTED)])
    quiet.close()
    assert err == [
        "a.md:3: rejected: the front matter is not YAML",
        "b.md: rejected: it cannot be read",
    ]
    assert (out, terminal.getvalue()) == ([], "")


def test_the_last_line_adds_up() -> None:
    summary = Summary(files=1234, seconds=2.0, warnings=1)
    summary.counts.update({"new": 1230, "rejected": 4})
    assert last_line(summary, dry_run=True) == (
        "Dry run, nothing was written: 1,234 files: 1,230 new, 0 changed, 0 unchanged, 0 duplicate, "
        "4 rejected; 1 with warnings. 2.0 s, 617 posts a second."
    )


def summed(outlets: dict[str, dict[str, int]], rejected: int = 0) -> Summary:
    summary = Summary(outlets={name: Counter(counts) for name, counts in outlets.items()})
    summary.counts.update(rejected=rejected)
    return summary


def test_the_table_has_a_line_for_each_outlet_the_largest_first() -> None:
    lines = table(summed({"Tide": {"new": 2}, "潮汐日报": {"new": 1200, "changed": 3}}, rejected=4))
    assert [line.split() for line in lines] == [
        ["outlet", "new", "changed", "unchanged", "duplicate", "rejected"],
        ["潮汐日报", "1,200", "3", "·", "·", "·"],
        ["Tide", "2", "·", "·", "·", "·"],
        ["(of", "no", "outlet)", "·", "·", "·", "·", "4"],
    ]
    # A Chinese character takes two places.
    assert lines[1].index("1,200") + len("1,200") + 4 == lines[2].index("2") + 1


def test_the_table_sums_up_what_is_behind_the_twenty_largest() -> None:
    lines = table(summed({f"outlet {n}": {"new": n + 1} for n in range(25)}))
    assert len(lines) == 22
    assert lines[-1].split() == ["5", "more", "outlets", "15", "·", "·", "·", "·"]


def test_a_long_name_does_not_move_the_columns() -> None:
    lines = table(summed({"报" * 200: {"new": 1}, "Tide": {"new": 1}}))
    assert lines[1].startswith("Tide ")
    assert lines[2].startswith("报" * 15 + "… ")


def test_a_run_of_nothing_has_no_table() -> None:
    assert table(Summary()) == []


def test_outcomes_are_coloured_where_there_is_something_of_them() -> None:
    def paint(outcome: str, text: str) -> str:
        return f"<{outcome}>{text}</>"

    summary = summed({"Tide": {"new": 2}})
    summary.counts.update(new=2)
    assert "<new>          2</>" in table(summary, paint)[1]
    assert "<changed>" not in table(summary, paint)[1]
    assert "<new>2 new</>, <>0 changed</>" in last_line(summary, dry_run=False, paint=paint)


@pytest.mark.parametrize(
    ("arguments", "no_color", "coloured"),
    [
        (["--force-color"], "", True),
        (["--force-color"], "1", False),
        (["--no-color"], "", False),
        ([], "", False),  # no terminal
    ],
)
@pytest.mark.django_db
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    no_color: str,
    coloured: bool,
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    out = io.StringIO()
    call_command("import_posts", str(write(tmp_path, {"a.md": post()})), *arguments, stdout=out)
    assert ("\x1b[" in out.getvalue()) is coloured


def test_what_would_move_the_terminal_is_written_out() -> None:
    err: list[str] = []
    shown = Progress(err.append, err.append, shown=False)
    shown.batch(Summary(), [(Rejected("a\n\x1b[2Jb.md", 0, "no\rreason"), REJECTED)])
    shown.note([Note("_config.yml", 3, "not\x07read")])
    assert err == ["a\\n\\x1b[2Jb.md: rejected: no\\rreason", "_config.yml:3: not\\x07read"]


@pytest.mark.django_db
def test_the_command_draws_its_bar_on_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = on_terminal(monkeypatch)
    out = io.StringIO()
    call_command("import_posts", str(write(tmp_path, {"a.md": post()})), "--jobs=1", stdout=out)
    assert "1/1" in terminal.getvalue()
    assert "1 new" in out.getvalue()
