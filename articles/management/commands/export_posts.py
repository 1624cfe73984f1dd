"""`manage.py export_posts FOLDER`: posts as they stand, as files that `import_posts` takes back."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from articles.importing.exporting import ExportError
from articles.importing.post_files import to_folder
from articles.importing.progress import Progress
from articles.importing.workers import WorkerDiedError
from articles.management.arguments import add_work, path
from articles.management.background import BackgroundCommand
from articles.management.choosing import add_choice, chosen


class Command(BackgroundCommand):
    help = (
        "Write posts as they stand to a folder: Jekyll markdown, their pictures beside. Exit 1: one is "
        "larger than the import takes; 2: usage; 3: a file cannot be written; 130: stopped by Ctrl-C."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=path, metavar="FOLDER")
        add_choice(parser)
        add_work(parser)

    def handle(self, *_args: Any, **given: Any) -> None:
        progress = Progress(self.stdout.write, self.stderr.write, shown=not given["no_progress"])
        try:
            summary = to_folder(chosen(given), given["folder"], given["jobs"], progress)
        except (ExportError, WorkerDiedError, DatabaseError, OSError) as error:
            message = f"stopped: {error}. What was written stays; run it again to go on."
            raise CommandError(message, returncode=3) from error
        except KeyboardInterrupt:
            message = "stopped as you asked; run it again to go on"
            raise CommandError(message, returncode=130) from None
        finally:
            progress.close()
        self.stdout.write(
            f"{summary.files:,} posts: {summary.counts['written']:,} written, "
            f"{summary.counts['unchanged']:,} unchanged. "
            f"{summary.seconds:.1f} s, {summary.rate:,.0f} posts a second."
        )
        if summary.warnings:
            sys.exit(1)
