"""`manage.py import_posts PATH…`: arguments in, one call of the import, report out."""

import os
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from articles.importing.progress import Progress, last_line
from articles.importing.run import Options, import_posts
from articles.importing.sources import InputError
from articles.management.arguments import path, positive

MOST_JOBS = 8  # the one writer keeps about three readers busy


class Command(BaseCommand):
    help = (
        "Import posts from folders, files, .zip or .tar.* archives. A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        jobs = min(os.cpu_count() or 1, MOST_JOBS)
        parser.add_argument("paths", nargs="+", type=path, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="look, and write nothing")
        parser.add_argument("--jobs", type=positive, default=jobs, help="worker processes")
        parser.add_argument("--report", type=Path, help="write one JSON line a file here")
        parser.add_argument("--source", default="", help="the outlet of posts that name none")
        parser.add_argument("--force", action="store_true", help="make known posts again")
        parser.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
        parser.add_argument("--limit", type=positive, help="the most files to read")
        parser.add_argument("--no-progress", action="store_true", help="no bar and no lines")

    def handle(self, *_args: Any, **given: Any) -> None:
        names = ("jobs", "limit", "force", "dry_run", "report")
        options = Options(
            source=given["source"] or settings.SITE_NAME,
            site=given["source"],
            **{name: given[name] for name in names},
        )
        shown = not given["no_progress"]
        progress = Progress(self.stdout.write, self.stderr.write, shown=shown)
        try:
            summary = import_posts(given["paths"], options, progress)
        except InputError as error:
            raise CommandError(str(error), returncode=2) from None
        except (DatabaseError, OSError, BrokenExecutor) as error:
            message = f"stopped: {error}. What was written stays; run it again to go on."
            raise CommandError(message, returncode=3) from error
        except KeyboardInterrupt:
            raise CommandError("stopped; run it again to go on", returncode=130) from None
        finally:
            progress.close()
        self.stdout.write(last_line(summary, dry_run=options.dry_run))
        if summary.rejections or (given["strict"] and summary.warnings):
            sys.exit(1)
