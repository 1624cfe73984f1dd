"""A run in a process of its own that is asked to stop, loses a worker or meets another one."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.archive import post, write

PROJECT = Path(__file__).resolve().parent.parent
FILES = 3_000  # some seconds
SLOW = post(body="<p>台风将在星期五抵达。</p>" * 40)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of many posts, and beside it a database with none at all."""
    home = tmp_path_factory.mktemp("archive")
    write(home / "posts", {
        f"{n:05}.md": SLOW.replace("2026/11/harbour", str(n)) for n in range(FILES)
    })  # fmt: skip
    (home / "data").mkdir()
    manage(home, "migrate", "-v0")
    return home


@pytest.fixture
def site(archive: Path, tmp_path: Path) -> Path:
    """The same for one test."""
    shutil.copytree(archive / "data", tmp_path / "data")
    (tmp_path / "posts").symlink_to(archive / "posts")
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    own = {"DATA_DIR": str(home / "data"), "SECRET_KEY": "k" * 60, "DATABASE_URL": ""}
    return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}


def manage(home: Path, *arguments: str) -> str:
    command = [sys.executable, PROJECT / "manage.py", *arguments]
    done = subprocess.run(
        command, env=environment(home), capture_output=True, text=True, check=True
    )
    return done.stdout


@contextmanager
def importing(home: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start an import and give it once it has written something, in a group as a terminal would."""
    command = [
        sys.executable,
        PROJECT / "manage.py",
        "import_posts",
        str(home / "posts"),
        *arguments,
    ]
    process = subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        before = posts(home)
        for _ in range(300):
            if posts(home) > before or process.poll() is not None:
                break
            time.sleep(0.1)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def posts(home: Path) -> int:
    with closing(sqlite3.connect(home / "data/newsroom.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM articles_original").fetchone()[0])


def last_run(home: Path) -> tuple[str, str, int, int]:
    query = "SELECT outcome, reason, files, total FROM articles_importrun ORDER BY id DESC LIMIT 1"
    with closing(sqlite3.connect(home / "data/newsroom.sqlite3")) as database:
        row: tuple[str, str, int, int] = database.execute(query).fetchone()
        return row


@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGINT, "2"), (signal.SIGTERM, "1")])
def test_a_first_signal_stops_after_the_batch_in_hand(
    site: Path, number: signal.Signals, jobs: str
) -> None:
    with importing(site, "--jobs", jobs, "--no-progress") as process:
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # a terminal sends it to all of the group
        else:
            process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Stopping after the batch in hand." in err
    assert "stopped as you asked; run it again to go on" in err
    assert "Traceback" not in err
    files = int(re.search(r"(\d[\d,]*) files:", out)[1].replace(",", ""))  # type: ignore[index]
    assert last_run(site) == ("stopped", "somebody stopped it", files, FILES)
    assert 0 < files < FILES
    assert files % 200 == 0


def test_a_second_signal_stops_at_once(site: Path) -> None:
    with importing(site, "--jobs", "2", "--no-progress") as process:
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert re.search("stopped (at once|as you asked); run it again to go on", err)
    assert last_run(site)[0] == "stopped"


def test_a_second_import_says_so_and_stops(site: Path) -> None:
    with importing(site, "--jobs", "1", "--no-progress") as process:
        command = [sys.executable, PROJECT / "manage.py", "import_posts", str(site / "posts")]
        other = subprocess.run(
            command, env=environment(site), capture_output=True, text=True, check=False
        )
        assert process.poll() is None
        process.kill()
    assert other.returncode == 2
    assert "another import is running" in other.stderr
    # The system has freed the place, and the next one says of the run that it never ended.
    manage(site, "import_posts", str(site / "posts/00000.md"), "--no-progress")
    assert last_run(site)[0] == "finished"
    assert manage(site, "shell", "-v0", "-c", OUTCOMES).split()[-1] == "killed"


OUTCOMES = """
from articles.models import ImportRun
print([run.outcome for run in ImportRun.objects.order_by("-pk")[:2]][1])
"""


def children(pid: int) -> list[int]:
    """Return the processes that are working for one, and not the one that keeps their resources."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rpartition(") ")[2].split()[1])
            if parent == pid and "spawn_main" in (entry / "cmdline").read_text():
                found.append(int(entry.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def test_a_worker_that_the_system_ends_is_said_with_the_files_in_hand(site: Path) -> None:
    with importing(site, "--jobs", "2", "--no-progress") as process:
        os.kill(children(process.pid)[0], signal.SIGKILL)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 3, err
    assert "Traceback" not in err
    assert "stopped as the system ended a worker, most likely for want of memory." in err
    assert re.search(r"200 files from \d{5}\.md to \d{5}\.md", err)
    assert "--jobs 1" in err
    assert last_run(site)[0] == "stopped"


def test_workers_end_with_an_import_that_is_killed(site: Path) -> None:
    with importing(site, "--jobs", "2", "--no-progress") as process:
        workers = children(process.pid)
        assert len(workers) == 2
        process.kill()
        process.wait()
        for _ in range(100):
            if not any(Path(f"/proc/{pid}").exists() for pid in workers):
                break
            time.sleep(0.1)
        assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []
