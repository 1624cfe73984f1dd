"""`manage.py import_posts PATH…`: arguments in, one call of the import, report out."""

import sys
from argparse import SUPPRESS
from functools import partial
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from articles.importing import uploads
from articles.importing.progress import Progress
from articles.importing.run import StoppedError, import_posts
from articles.importing.sources import InputError
from articles.importing.stopping import leave
from articles.management.arguments import files_of, import_options, jobs, paint, path, positive
from articles.management.background import BackgroundCommand


class Command(BackgroundCommand):
    help = "Import posts from folders, files, .zip or .tar.*; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=path, metavar="PATH", help="-: names on stdin")
        parser.add_argument("--root", type=path, help="the folder that paths begin at")
        parser.add_argument("--dry-run", action="store_true", help="look, and write nothing")
        parser.add_argument("--jobs", type=positive, default=jobs(), help="worker processes")
        parser.add_argument("--report", type=path, help="write one JSON line a file here")
        parser.add_argument("--source", default="", help="the outlet of posts that name none")
        parser.add_argument("--force", action="store_true", help="make known posts again")
        parser.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
        parser.add_argument("--limit", type=positive, help="the most files to read")
        parser.add_argument("--no-progress", action="store_true", help="no bar and no lines")
        parser.add_argument("--upload", type=positive, help=SUPPRESS)  # the run of the desk's own

    def handle(self, *_args: Any, **given: Any) -> None:
        options, style = import_options(given), partial(paint, self.style)
        shown, each = not given["no_progress"], given["verbosity"] > 1
        progress = Progress(
            self.stdout.write, self.stderr.write, shown=shown, each=each, dry_run=options.dry_run, paint=style
        )  # fmt: skip
        try:
            with uploads.removed_after(given["paths"] if given["upload"] else []):
                summary = import_posts(files_of(given["paths"]), options, progress)
        except InputError as error:
            raise CommandError(str(error), returncode=2) from None
        except (DatabaseError, OSError) as error:
            message = f"stopped: {error}. What was written stays; run it again to go on."
            raise CommandError(message, returncode=3) from error
        except (StoppedError, KeyboardInterrupt) as error:
            progress.close()
            leave(error)
        finally:
            progress.close()
        progress.sum_up(summary)
        if summary.stopped:
            raise CommandError("stopped as you asked; run it again to go on", returncode=130)
        if summary.rejections or (given["strict"] and summary.warnings):
            sys.exit(1)
