"""Times the import of a folder of posts on a database of its own, as a whole process.

    python benchmarks/importing.py FOLDER [REPEATS]

Each row is one import into an empty SQLite database, with the yardstick in the minute before it where
that lies beside the project: the least that such an import can be. Columns: the seconds of the yardstick
and of our whole process, each with the seconds that the processors worked for it, which tell more where
others share the machine; how many times the yardstick's ours are; posts a second; the most memory that
all of our processes held together (proportional set size, proc_pid_smaps(5)), and how much of it is not
the database file, mapped; a second run, in which nothing has changed, and its share of the first; a third,
in which one file has; bytes of database a post. Growth is for `benchmarks.growth`.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(PROJECT / "manage.py")]
FLOOR = PROJECT.parent / "shared" / "yardstick" / "import_floor.py"
SAMPLED = 0.5  # seconds between two looks at the memory
HEAD = (
    "| files | yardstick (s, processor) | import (s, processor) | times | posts a second "
    "| memory (MB) | not the database (MB) "
    "| again (s, processor) | share | one changed (s, processor) | database (bytes a post) |"
)


@dataclass
class Timed:
    """A process that has run, with its children: seconds, and the most bytes that they held together."""

    seconds: float = 0.0
    processor: float = 0.0
    memory: int = 0
    anonymous: int = 0

    def __str__(self) -> str:
        return f"{self.seconds:.1f}, {self.processor:.1f}"


@dataclass
class Measured:
    """An archive that was imported into an empty database, then again, then with one file changed."""

    files: int
    first: Timed
    again: Timed
    changed: Timed
    database: int  # bytes


def main(folder: str, repeats: str = "3") -> None:
    """Import the folder several times, each into an empty database, and print the table."""
    if not FLOOR.exists():
        print("The yardstick does not lie beside the project: its columns stay empty.")
    print(HEAD)
    print("| ---: " * HEAD.count("| ") + "|")
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as place:
        archive = Path(place, "archive")
        shutil.copytree(folder, archive)  # one file of it will be changed
        for _ in range(int(repeats)):
            print(_row(archive, _floor(archive, place)), flush=True)


def measure(archive: Path) -> Measured:
    """Import an archive three times; its first file is another afterwards.

    :raises CalledProcessError: an import stopped.
    """
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as data:
        own = {"DATA_DIR": data, "MAKE_SECRET_KEY": "true", "DATABASE_URL": ""}
        environment = os.environ | own
        subprocess.run([*MANAGE, "migrate", "-v", "0"], env=environment, check=True)
        command = [*MANAGE, "import_posts", str(archive), "--no-progress"]
        first, again = timed(command, environment), timed(command, environment)
        path = next(_posts(archive))
        path.write_bytes(path.read_bytes() + f"\n<p>{time.time()}</p>\n".encode())
        changed = timed(command, environment)
        size = Path(data, "newsroom.sqlite3").stat().st_size
        return Measured(sum(1 for _ in _posts(archive)), first, again, changed, size)


def timed(command: list[str], environment: dict[str, str]) -> Timed:
    """Run a command to its end, and look at its memory meanwhile.

    :raises CalledProcessError: it stopped; rejected files (1) are no failure.
    """
    found = Timed()
    began, worked = time.perf_counter(), _processor()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(process.pid, done, found))
    watch.start()
    status = process.wait()
    found.seconds, found.processor = time.perf_counter() - began, _processor() - worked
    done.set()
    watch.join()
    if status not in {0, 1}:
        raise subprocess.CalledProcessError(status, command)
    return found


def _processor() -> float:
    """Return the processor's seconds of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(pid: int, done: threading.Event, found: Timed) -> None:
    while not done.wait(SAMPLED):
        held = [_memory(process) for process in (pid, *_children(pid))]
        found.memory = max(found.memory, sum(memory for memory, _ in held))
        found.anonymous = max(found.anonymous, sum(anonymous for _, anonymous in held))


def _children(pid: int) -> Iterator[int]:
    """Give the processes below a process."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended, or this system does not tell
        return
    for child in map(int, children):
        yield child
        yield from _children(child)


def _memory(pid: int) -> tuple[int, int]:
    """Return the bytes that a process holds, and those of them that are no file's."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0, 0
    sizes = {name: size for name, _, size in (line.partition(":") for line in lines)}
    pss, anonymous = (int(sizes[name].split()[0]) * 1024 for name in ("Pss", "Pss_Anon"))
    return pss, anonymous


def _posts(archive: Path) -> Iterator[Path]:
    return archive.rglob("*.md")


def _floor(archive: Path, place: str) -> Timed | None:
    """Return what the yardstick needs, by its own clock; None where it is not there."""
    if not FLOOR.exists():
        return None
    worked = _processor()
    command = [sys.executable, str(FLOOR), str(archive), str(Path(place, "floor.sqlite3"))]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds = float(said.split(", ")[1].removesuffix(" s"))  # 12580 posts, 10.1 s, …
    return Timed(seconds, _processor() - worked)


def _row(archive: Path, floor: Timed | None) -> str:
    found = measure(archive)
    first = found.first.seconds
    cells = [
        f"{found.files}",
        str(floor or ""),
        str(found.first),
        f"{first / floor.seconds:.2f}" if floor else "",
        f"{found.files / first:.0f}",
        f"{found.first.memory >> 20}",
        f"{found.first.anonymous >> 20}",
        str(found.again),
        f"{found.again.seconds / first:.2f}",
        str(found.changed),
        f"{found.database // max(found.files, 1)}",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main(*sys.argv[1:])
