"""`manage.py rebuild_search`: the search index, made again from the posts while the site is up."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles import search
from articles.importing.indexing import agreement, rebuild_search
from articles.importing.progress import Progress
from articles.importing.sources import InputError
from articles.management.arguments import add_work
from articles.management.background import BackgroundCommand


class Command(BackgroundCommand):
    help = (
        "Make the search index again from the posts, beside the live one, and swap them. "
        "Exit 1: --check found that index and posts disagree, or another rebuild is running."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_work(parser)
        only = parser.add_mutually_exclusive_group()
        only.add_argument(
            "--check", action="store_true", help="change nothing; say whether index and posts agree"
        )
        only.add_argument(
            "--if-stale", action="store_true", help="only where the index is of older terms"
        )

    def handle(self, *_args: Any, **given: Any) -> None:
        if given["check"]:
            self._check()
        elif not (given["if_stale"] and search.is_current()):
            self._rebuild(given["jobs"], shown=not given["no_progress"])

    def _rebuild(self, jobs: int, *, shown: bool) -> None:
        progress = Progress(self.stdout.write, self.stderr.write, shown=shown)
        try:
            summary = rebuild_search(jobs, progress)
        except InputError as error:
            raise CommandError(str(error)) from error
        finally:
            progress.close()
        self.stdout.write(
            f"{summary.files:,} posts indexed. "
            f"{summary.seconds:.1f} s, {summary.rate:,.0f} posts a second."
        )

    def _check(self) -> None:
        if not search.is_current():
            raise CommandError("the index is of older terms: run manage.py rebuild_search")
        found = agreement()
        if faults := found.faults():
            raise CommandError("\n".join([*faults, "to mend it, run manage.py rebuild_search"]))
        self.stdout.write(
            f"The index agrees with {found.posts:,} posts; {found.sample:,} looked up by their words."
        )
