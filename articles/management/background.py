"""A command that works for long, and that nobody waits for."""

from django.core.management.base import BaseCommand

from articles.importing.workers import stand_behind


class BackgroundCommand(BaseCommand):
    """Lets who reads the site go before it."""

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from the shell, where the process is the command's own."""
        stand_behind()
        super().run_from_argv(argv)
