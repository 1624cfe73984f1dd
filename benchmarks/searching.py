"""Times the search of archives of several sizes: whole pages, and the index alone, by kind of question.

    python -m benchmarks.searching FOLDER KEPT [POSTS…]

Of each size (12,580, 150,000 and 1,000,000 posts by default) an archive is made: the folder's posts are imported,
multiplied (`benchmarks.multiplying`) and indexed (`rebuild_search`, which is timed). It stays in the folder KEPT,
so that a second measurement needs no second building; another FOLDER needs another KEPT. A million posts take
20 GB while they are made. With DATABASE_URL=postgres://…/name the archives are databases of that server,
`name_12580` and so on. The tables are those of `benchmarks.asking`; what is asked is kept as well, and the same
for all.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

PROJECT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(PROJECT / "manage.py")]
SIZES = ("12580", "150000", "1000000")


def main(folder: str, kept: str, *sizes: str) -> None:
    """Build what is not there yet, and print the tables.

    :raises SystemExit: what is kept there was made of another folder.
    """
    made_of = Path(kept, "made-of")
    made_of.parent.mkdir(parents=True, exist_ok=True)
    if made_of.exists() and made_of.read_text() != f"{Path(folder).resolve()}":
        raise SystemExit(
            f"{kept} holds archives made of {made_of.read_text()}: name another folder"
        )
    made_of.write_text(f"{Path(folder).resolve()}")
    for posts in map(int, sizes or SIZES):
        place = Path(kept).resolve() / str(posts)
        place.mkdir(parents=True, exist_ok=True)
        environment = os.environ | _own(place, posts)
        built = place / f"built-{'postgresql' if environment['DATABASE_URL'] else 'sqlite'}"
        if not built.exists():
            built.write_text(_build(folder, posts, environment))
        print(f"\n{built.read_text().strip()}", flush=True)
        ask = [sys.executable, "-m", "benchmarks.asking", f"{place.parent}/questions.json"]
        subprocess.run(ask, check=True, env=environment, cwd=PROJECT)


def _own(place: Path, posts: int) -> dict[str, str]:
    """Return what an archive of this size has of its own in its environment."""
    server = os.environ.get("DATABASE_URL", "")
    own = {"DATA_DIR": str(place), "MAKE_SECRET_KEY": "true", "DATABASE_URL": ""}
    if server.startswith("postgres"):
        parts = urlsplit(server)
        name = f"{parts.path.strip('/')}_{posts}"
        _make_database(urlunsplit(parts._replace(path="/postgres")), name)
        own["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    return own


def _make_database(server: str, name: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(server, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if there.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _build(folder: str, posts: int, environment: dict[str, str]) -> str:
    """Make an archive, and return what `rebuild_search` says of it.

    :raises CalledProcessError: a step failed.
    """
    _run([*MANAGE, "migrate", "--verbosity", "0"], environment)
    _run([*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"], environment)
    _run([*MANAGE, "import_posts", folder, "--no-progress"], environment, (0, 1))
    _run([sys.executable, "-m", "benchmarks.multiplying", str(posts)], environment)
    return _run([*MANAGE, "rebuild_search", "--no-progress"], environment)


def _run(command: list[str], environment: dict[str, str], good: tuple[int, ...] = (0,)) -> str:
    """Run a command to its end, and return what it prints.

    :param good: the statuses that are no failure; of an import also 1, rejected files.
    :raises CalledProcessError: it failed.
    """
    done = subprocess.run(
        command, check=False, env=environment, cwd=PROJECT, text=True, stdout=subprocess.PIPE
    )
    if done.returncode not in good:
        raise subprocess.CalledProcessError(done.returncode, command)
    return done.stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
