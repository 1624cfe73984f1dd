"""`manage.py render_posts`: bodies made by older cleaning rules, made again from their originals."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from articles.importing.progress import Progress
from articles.importing.rendering import render_posts
from articles.management.arguments import positive


class Command(BaseCommand):
    help = (
        "Make bodies again that older rules made: from their originals, or cleaned anew where an "
        "editor changed them. A run that was stopped goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        jobs = os.cpu_count() or 1
        parser.add_argument("--jobs", type=positive, default=jobs, help="worker processes")
        parser.add_argument("--no-progress", action="store_true", help="no bar and no lines")

    def handle(self, *_args: Any, **given: Any) -> None:
        progress = Progress(self.stdout.write, self.stderr.write, shown=not given["no_progress"])
        try:
            summary = render_posts(given["jobs"], settings.SITE_NAME, progress)
        finally:
            progress.close()
        self.stdout.write(
            f"{summary.files:,} posts: {summary.counts['rendered']:,} from their originals, "
            f"{summary.counts['cleaned']:,} from their bodies. "
            f"{summary.seconds:.1f} s, {summary.rate:,.0f} posts a second."
        )
