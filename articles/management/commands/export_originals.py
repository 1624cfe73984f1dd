"""`manage.py export_originals FOLDER`: every file that was imported, to the byte."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.importing.exporting import ExportError, export_originals


class Command(BaseCommand):
    help = "Write every imported file to a folder, to the byte, at the path where it was found."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *_args: Any, **given: Any) -> None:
        try:
            files = sum(1 for _ in export_originals(given["folder"]))
        except ExportError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{files:,} files.")
