"""An import that is killed, finds no room or shares its database: nothing lost, nothing twice.

Each run is a real process on a database of its own. `KILLS=30` kills more often than a usual run of
the tests does.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection

from tests.archive import post, write
from tests.conftest import PROJECT
from tests.desk import png

KILLS = int(os.environ.get("KILLS", "6"))
STARTS = 0.2  # the share of a run in which it only starts


@dataclass
class Place:
    """A database and a folder of one test, and the processes that work on them."""

    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: object, **options: Any) -> subprocess.Popen[str]:
        """Start a command."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def importing(self, archive: Path, **options: Any) -> subprocess.Popen[str]:
        """Start an import with two workers."""
        return self.manage("import_posts", archive, "--jobs", 2, "--no-progress", **options)

    def finish(self, archive: Path) -> tuple[int, str, str]:
        """Import to the end: the exit status, what it said, and what it complained of."""
        for _ in range(50):
            process = self.importing(archive)
            out, err = process.communicate(timeout=120)
            if "another import is running" not in err:
                break
            time.sleep(0.1)  # PostgreSQL has not noticed yet that the other is gone
        return process.returncode, out, err

    def dump(self) -> dict[str, Any]:
        """Return everything that the imports have made."""
        command = [sys.executable, "-m", "tests.dumping"]
        out = subprocess.check_output(command, cwd=PROJECT, env=self.environment)
        made: dict[str, Any] = json.loads(out)
        return made


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Callable[[], Place]]:
    """Make empty places; their databases go with the test."""
    made: list[str] = []

    def make() -> Place:
        name = f"newsroom_faults_{os.getpid()}_{len(made)}"
        folder = tmp_path / name
        place = Place(folder, environment(folder, name, made[:1]))
        if made:
            shutil.copytree(tmp_path / made[0], folder)
        else:
            folder.mkdir()
            assert place.manage("migrate", "-v", 0).communicate() == ("", "")
        made.append(name)
        return place

    make()  # what the others are copies of
    yield make
    if connection.vendor == "postgresql":
        for name in made:
            on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def environment(folder: Path, name: str, copied: list[str]) -> dict[str, str]:
    """Return the environment in which the site has this folder and a database of this name."""
    own = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
    }
    if connection.vendor == "postgresql":
        on_server(f"CREATE DATABASE {name}" + "".join(f" TEMPLATE {other}" for other in copied))
        given = site.DATABASES["default"]
        login = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
        own["DATABASE_URL"] = f"postgres://{login}@{given['HOST']}:{given['PORT']}/{name}"
    return os.environ | own


def on_server(statement: str) -> None:
    """Run a statement beside every database of the tests (PostgreSQL)."""
    import psycopg

    given = site.DATABASES["default"]
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], password=given["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        server.execute(statement)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 700 small files of every kind, in an order that is no order of time."""
    chance = random.Random(20261125)
    files: dict[str, str | bytes] = {}
    for number in range(500):
        address = f"https://tide.example/{number}"
        shown = f'<img src="../pictures/{number % 30}.png">' if number % 20 == 0 else ""
        fields = {
            "address": address,
            "title": f"第{number % 50}篇",  # many of one title on one day
            "date": f"2026-11-{1 + number % 9:02}T01:02:{number % 60:02}Z",
            "author": chance.choice(["林小满", "许知远", "何舟"]),
            "source": chance.choice(["潮汐日报", "海角新闻"]),
            "tags": ", ".join(
                chance.sample(["天气", "渡轮", "渔港", "台风", f"t{number % 90}"], 2)
            ),
            "body": f"<p>港口的渡轮{number}停航。</p>{shown}"
            + "<p>台风将至。</p>" * chance.randrange(4),
            "stamp": f"{1_794_621_509_677 + number}",
        }
        files[f"_posts/{chance.randrange(10**6):06}-{number}.md"] = text = post(**fields)
        if number % 5 == 0:
            later = {
                "stamp": f"{1_794_721_509_677 + number}",
                "body": "<p>改了。</p>",
                "title": f"改{number}",
            }
            files[f"_posts/{chance.randrange(10**6):06}-{number}.md"] = post(**fields | later)
        if number % 10 == 0:
            files[f"copies/{number}.md"] = text
        if number % 50 == 0:
            files[f"_drafts/{number}.md"] = f"---\ntitle: 草{number}\n---\n不在"
            files[f"broken/{number}.md"] = "---\ntitle: [\n---\n"
    for number in range(30):
        files[f"pictures/{number}.png"] = png(f"#{number:02x}0000")
    return write(tmp_path_factory.mktemp("archive"), files)


def workers(process: subprocess.Popen[str]) -> list[int]:
    """Return the processes that a process has started."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]
    return []


def is_alive(pid: int) -> bool:
    """Return whether a process runs (one that waits to be buried does not)."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.database
def test_a_killed_import_goes_on_as_if_nothing_had_been(
    places: Callable[[], Place], archive: Path
) -> None:
    chance = random.Random(7)
    undisturbed = places()
    began = time.monotonic()
    assert undisturbed.finish(archive)[0] == 1  # the broken files
    seconds = time.monotonic() - began
    expected = undisturbed.dump()
    assert len(expected["post"]) == 510
    kills, finished = 0, 0
    while kills < KILLS:
        place = places()
        done = False
        while not done and kills < KILLS:
            process = place.importing(archive)
            try:
                # A moment of what is left of a run: from when it begins to write until the end.
                process.communicate(timeout=chance.uniform(STARTS, 1) * seconds)
                done = process.returncode == 1
            except subprocess.TimeoutExpired:
                left = workers(process)
                victim = chance.choice([process.pid, process.pid, *left])
                with contextlib.suppress(ProcessLookupError):
                    os.kill(victim, signal.SIGKILL)
                process.communicate(timeout=60)
                kills += 1
                done = process.returncode == 1
                assert not await_end(left)
        code, _, err = place.finish(archive)
        assert code == 1, err
        assert place.dump() == expected
        finished += 1
    assert finished


def await_end(pids: list[int]) -> list[int]:
    """Wait for processes to end, and return those that do not."""
    for _ in range(100):
        pids = list(filter(is_alive, pids))
        if not pids:
            break
        time.sleep(0.05)
    return pids


@pytest.mark.database
def test_readers_and_editors_go_on_while_an_import_runs(
    places: Callable[[], Place], archive: Path
) -> None:
    place = places()
    assert place.finish(archive / "_posts")[0] == 0
    command = [sys.executable, "-m", "tests.using"]
    environment = place.environment | {"DEBUG": "true"}
    users = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    for _ in range(2):
        forced = place.manage("import_posts", archive, "--force", "--jobs", 2, "--no-progress")
        _, err = forced.communicate(timeout=120)
        assert forced.returncode == 1, err  # the broken files
    out, _ = users.communicate("", timeout=60)
    said = json.loads(out)
    assert said["troubles"] == []
    assert said["read"] >= 6
    assert said["saved"] >= 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Make a disk of a few megabytes below the test's folder: its size, which may be given again."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def size(given: str) -> None:
        again = "remount," if os.path.ismount(disk) else ""
        command = ["mount", "-t", "tmpfs", "-o", f"{again}size={given}", "tmpfs", str(disk)]
        if shutil.which("mount") is None or quietly(*command):
            pytest.skip("no file system can be mounted here: the full disk was not tried")

    yield size
    quietly("umount", str(disk))


def held(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def quietly(*command: str) -> int:
    """Run a command and return its exit status."""
    return subprocess.run(command, check=False, capture_output=True).returncode


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server's disk is not ours to fill")
def test_a_full_disk_stops_the_import_with_a_whole_database(
    places: Callable[[], Place], archive: Path, tmp_path: Path, small_disk: Callable[[str], None]
) -> None:
    undisturbed, empty = places(), places()
    undisturbed.finish(archive)
    half = (held(empty.folder) + held(undisturbed.folder)) // 2
    small_disk(f"{half >> 10}k")
    place = Place(tmp_path / "disk", empty.environment | {"DATA_DIR": str(tmp_path / "disk")})
    shutil.copytree(empty.folder, place.folder, dirs_exist_ok=True)
    code, _, err = place.finish(archive)
    assert code == 3, err
    assert "full" in err or "No space left" in err
    assert "run it again to go on" in err
    assert "Traceback" not in err
    with contextlib.closing(sqlite3.connect(place.folder / "newsroom.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    small_disk("100m")
    assert place.finish(archive)[0] == 1  # the broken files
    assert place.dump() == undisturbed.dump()


HEAD = "---\ntitle: a\ndate: 2026-11-14\n---\n"
# Name of a file -> its content, and the outcome with a part of its reason.
HOSTILE: dict[str, tuple[str, str, str]] = {
    "aliases.md": (
        "---\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "---\n", "rejected", "more than 10,000 values",
    ),
    "million-tags.md": ("---\ntags: [" + "a, " * 333_000 + "]\n---\n", "rejected", "more than"),
    "million-elements.md": (HEAD + "<b>" * 1_000_000, "rejected", "more than 40,000 tags"),
    "deep-yaml.md": ("---\nx: " + "[" * 100_000 + "\n---\n", "rejected", "levels deep"),
    "deep-html.md": (HEAD + "<div>" * 10_000 + "文", "new", ""),
    "nul.md": (HEAD.replace("a\n", "a\0b\n") + "文\0字", "new", ""),
    "unclosed.md": ("---\ntitle: a\n文", "rejected", "not closed"),
    "list.md": ("---\n- a\n---\n", "rejected", "not a list of"),
    "number.md": ("---\n7\n---\n", "rejected", "not a list of"),
    "year-0.md": (HEAD.replace("2026-11-14", "0000-01-01"), "new", ""),
    "year-99999.md": (HEAD.replace("2026-11-14", "99999-01-01"), "new", ""),
    "long-title.md": (HEAD.replace("a\n", "长" * 5000 + "\n"), "new", ""),
    "no-title.md": (HEAD.replace("a\n", '"　 "\n'), "new", ""),
    "emoji.md": (HEAD.replace("a\n", "🎉\n"), "new", ""),
    "line\nbreak.md": (HEAD, "new", ""),
    "lists.md": (HEAD + "- a\n" * 900_000, "rejected", "it takes more than"),
    "lines.md": (HEAD + "\n" * 3_900_000 + "文", "", ""),  # a post or too costly, as the machine is
    "long-word.md": (HEAD + "长" * 1_300_000, "", ""),
}  # fmt: skip


def peak(process: subprocess.Popen[str]) -> int:
    """Wait for a process and return the most bytes that it, or one of its workers, held."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss * 1024


@pytest.mark.database
def test_hostile_files_are_posts_or_rejections_within_200_mb(
    places: Callable[[], Place], tmp_path: Path
) -> None:
    place = places()
    small = write(tmp_path / "small", {"a.md": post(), "b.md": "none"})
    usual = peak(place.manage("import_posts", small, "--no-progress"))
    files: dict[str, str | bytes] = {name: text for name, (text, _, _) in HOSTILE.items()}
    folder = write(
        tmp_path / "hostile", files | {"good.md": post(address="https://tide.example/good")}
    )
    with (folder / "huge.md").open("wb") as file:
        file.truncate(1 << 30)
    report = tmp_path / "report.jsonl"
    process = place.manage("import_posts", folder, "--no-progress", "--report", report)
    assert peak(process) - usual < 200 << 20
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert process.returncode == 1
    said = {line["path"]: line for line in map(json.loads, report.read_text().splitlines())}
    assert len(said) == len(files) + 2
    assert said["huge.md"]["reason"].startswith("it cannot be read: its 1,073,741,824 bytes")
    for name, (_, outcome, reason) in HOSTILE.items():
        assert said[name]["outcome"] == (outcome or said[name]["outcome"]), said[name]
        assert reason in said[name].get("reason", ""), said[name]
        assert "a fault" not in said[name].get("reason", "")
    assert said["good.md"]["outcome"] == "new"
