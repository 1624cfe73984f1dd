"""`manage.py render_posts`: bodies made by older cleaning rules, made again from their originals."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from articles.importing.progress import Progress
from articles.importing.rendering import render_posts
from articles.management.arguments import add_work
from articles.management.background import BackgroundCommand


class Command(BackgroundCommand):
    help = (
        "Make bodies again that older rules made: from their originals, or cleaned anew where an "
        "editor changed them. A run that was stopped goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_work(parser)

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
