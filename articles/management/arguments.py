"""What commands take on the command line: texts to values, or the words that say what is wrong."""

import getpass
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.color import Style

from articles.importing.run import Options
from articles.models import ImportRun

STANDARD_INPUT = "-"
MOST_JOBS = 8  # the one writer of an import keeps about three readers busy
# What became of a file -> the role of Django's palette (django.utils.termcolors) that shows it.
ROLES = {"new": "SUCCESS", "changed": "WARNING", "duplicate": "HTTP_INFO", "rejected": "ERROR"}


def path(text: str) -> Path:
    """Return a path; an empty one, such as of a variable that is not set, is none."""
    if not text:
        raise ArgumentTypeError("the path is empty")
    return Path(text)


def positive(text: str) -> int:
    """Return a whole number of 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


def jobs() -> int:
    """Return how many worker processes an import has where nobody says it."""
    return min(os.cpu_count() or 1, MOST_JOBS)


def add_work(parser: CommandParser) -> None:
    """Add the options of a command that works through all posts: workers, and whether progress is shown."""
    workers = os.cpu_count() or 1
    parser.add_argument("--jobs", type=positive, default=workers, help="worker processes")
    parser.add_argument("--no-progress", action="store_true", help="no bar and no lines")


def listed(paths: Sequence[Path]) -> tuple[str, ...]:
    r"""Return the names on standard input, where one of the paths is `-`.

    :raises CommandError: nobody writes to it, or they are not separated by NUL: a name may have a line
        break in it, so that only NUL tells them apart (`git diff -z`, `find -print0`).
    """
    if STANDARD_INPUT not in map(str, paths):
        return ()
    if sys.stdin.isatty():
        raise CommandError(
            "- takes names from standard input, such as of git diff -z", returncode=2
        )
    given = sys.stdin.buffer.read()
    if b"\0" not in given and b"\n" in given:
        raise CommandError("names on standard input end with NUL: git diff -z", returncode=2)
    return tuple(os.fsdecode(name) for name in given.split(b"\0") if name)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Return the paths that are no sign for standard input."""
    return [given for given in paths if str(given) != STANDARD_INPUT]


def import_options(given: Mapping[str, Any]) -> Options:
    """Return the options of an import from those of its command.

    :raises CommandError: standard input has no names in it that can be told apart, or there is no such
        run.
    """
    row = ImportRun.objects.filter(pk=given["upload"]).first() if given["upload"] else None
    if given["upload"] and row is None:
        raise CommandError(f"there is no import run {given['upload']}", returncode=2)
    same = ("jobs", "limit", "force", "dry_run", "report", "root")
    return Options(
        source=given["source"] or settings.SITE_NAME,
        site=given["source"],
        listed=listed(given["paths"]),
        started_by=who(),
        row=row,
        **{name: given[name] for name in same},
    )


def paint(style: Style, outcome: str, text: str) -> str:
    """Return a text in the colour of an outcome, unless NO_COLOR is set (https://no-color.org)."""
    role = ROLES.get(outcome)
    if role is None or os.environ.get("NO_COLOR"):
        return text
    coloured: str = getattr(style, role)(text)
    return coloured


def who() -> str:
    """Return the name of the account that a command runs under; in a container it may have none."""
    try:
        return f"{getpass.getuser()} (command)"
    except (KeyError, OSError):
        return f"uid {os.getuid()} (command)"
