"""Times readers while an import runs, and while none does.

    python -m benchmarks.reading FOLDER

Imports half of the folder into an empty SQLite database, serves it with gunicorn on loopback, and asks for pages,
one after the other, for as long as the import of the other half takes, and then for as long without. None comes
from the site's cache. Columns: the requests, the milliseconds of the one in the middle, of the 95th and 99th of a
hundred and of the longest, how many took more than 200, and how many failed.
"""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from benchmarks.importing import MANAGE, PROJECT

PORT = 8391
ORIGIN = f"http://127.0.0.1:{PORT}"
SERVER = [
    *(sys.executable, "-m", "gunicorn", "--config", "newsroom/gunicorn.conf.py"),
    *("--log-level", "warning", "newsroom.wsgi"),
]
MANY = 200  # milliseconds that no page may take
_PAGES = (
    "/",
    "/sources/",
    "/tags/",
    "/2020/",
    "/search/?q=香港",
    "/search/?q=香港&sort=best",
    "/feed/",
)


def main(folder: str) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as place:
        halves = _halves(Path(folder), Path(place))
        environment = os.environ | {
            "DATA_DIR": place,
            "MAKE_SECRET_KEY": "true",
            "DATABASE_URL": "",
            "CACHE_URL": "dummycache://",
            "SITE_URL": ORIGIN,
            "GUNICORN_BIND": f"127.0.0.1:{PORT}",
            "WEB_CONCURRENCY": "2",
        }
        for command in (
            ["migrate", "-v0"],
            ["collectstatic", "--noinput", "-v0"],
            _import(halves[0]),
        ):
            subprocess.run(
                [*MANAGE, *command], env=environment, check=False, stdout=subprocess.DEVNULL
            )
        server = subprocess.Popen(SERVER, env=environment, cwd=PROJECT)
        try:
            pages = _pages()
            print("| | requests | middle (ms) | 95th | 99th | longest | over 200 | failed |")
            print("| --- |" + " ---: |" * 7)
            importing = subprocess.Popen(
                [*MANAGE, *_import(halves[1])], env=environment, stdout=subprocess.DEVNULL
            )
            began = time.monotonic()
            print(_row("during an import", pages, lambda: importing.poll() is None), flush=True)
            end = 2 * time.monotonic() - began
            print(_row("without", pages, lambda: time.monotonic() < end), flush=True)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def _import(folder: Path) -> list[str]:
    return ["import_posts", str(folder), "--no-progress"]


def _halves(folder: Path, place: Path) -> list[Path]:
    """Copy every other file of a folder into one of two."""
    halves = [place / "first", place / "second"]
    for half, path in zip(itertools.cycle(halves), sorted(folder.rglob("*.md"))):
        copy = half / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return halves


def _pages() -> Iterator[str]:
    """Give addresses without end: the kinds of pages, and of posts always another."""
    _wait()
    with urllib.request.urlopen(f"{ORIGIN}/feed.json") as answer:
        posts = [item["url"].removeprefix(ORIGIN) for item in json.load(answer)["items"]]
    return itertools.chain.from_iterable(zip(itertools.cycle(_PAGES), itertools.cycle(posts)))


def _wait() -> None:
    """Return when the server answers."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{ORIGIN}/healthz").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server does not answer")


def _row(name: str, pages: Iterator[str], is_on: Callable[[], bool]) -> str:
    took: list[float] = []
    failed = 0
    while is_on():
        address = quote(next(pages), safe="/?=&%")
        began = time.perf_counter()
        try:
            urllib.request.urlopen(ORIGIN + address).read()
        except urllib.error.HTTPError:
            failed += 1
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    shares = [f"{took[int(len(took) * share)]:.0f}" for share in (0.5, 0.95, 0.99)]
    late = sum(one > MANY for one in took)
    return f"| {name} | {len(took)} | {' | '.join(shares)} | {took[-1]:.0f} | {late} | {failed} |"


if __name__ == "__main__":
    main(*sys.argv[1:])
