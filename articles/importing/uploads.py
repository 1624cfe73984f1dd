"""Files that editors upload to be imported: kept, handed to a process of its own, removed.

That process is the command itself, so that an upload passes what every import passes. A request could
not wait for it: the server ends one that takes half a minute.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from articles.importing.sources import POSTS
from articles.models import ImportRun

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
NAMES = (*sorted(POSTS), *ARCHIVES)
_REPORT, _OUTPUT = "report.jsonl", "output.txt"


def keep(upload: UploadedFile[bytes], started_by: str, *, dry_run: bool) -> ImportRun:
    """Keep an uploaded file and make the row of its run.

    :param upload: with a name that ends in one of NAMES.
    :raises OSError: there is no room for it.
    """
    _clear()
    run = ImportRun.objects.create(
        started_by=started_by[:150], dry_run=dry_run, paths=[_name(upload)]
    )
    try:
        folder = _folder(run)
        folder.mkdir(parents=True, mode=0o700)
        _move(upload, folder / _name(upload))
    except OSError as error:
        _give_up(run, str(error))
        raise
    return run


def _move(upload: UploadedFile[bytes], target: Path) -> None:
    """Give an upload its place; a large one is on the disk already, mostly on the same."""
    if isinstance(upload, TemporaryUploadedFile):
        shutil.move(upload.temporary_file_path(), target)
        return
    with target.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)


def start(run: ImportRun, source: str) -> None:
    """Start the import of a kept file in a process of its own, which goes on without this one.

    :param source: the outlet of posts that name none.
    :raises OSError: the system starts none.
    """
    path = _folder(run) / run.paths[0]
    options = ["--dry-run", "-v", "2"] if run.dry_run else []  # what would happen is what is asked
    command = [
        sys.executable, "-m", "django", "import_posts", str(path), "--no-progress", "--no-color",
        "--jobs", "1", "--source", source, "--upload", str(run.pk),
        "--report", str(report_of(run)), *options,
    ]  # fmt: skip
    try:
        with output_of(run).open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  (no shell, and only the name of the upload)
                command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        _give_up(run, str(error))
        raise
    # Somebody must take its end, or it stays in the table of processes.
    threading.Thread(target=process.wait, daemon=True).start()


@contextlib.contextmanager
def removed_after(paths: Sequence[Path]) -> Iterator[None]:
    """Remove uploaded files when their import is over, however it ended."""
    try:
        yield
    finally:
        for path in paths:
            if path.is_relative_to(settings.IMPORTS_ROOT):
                path.unlink(missing_ok=True)


def report_of(run: ImportRun) -> Path:
    """Return where the report of an upload is kept."""
    return _folder(run) / _REPORT


def output_of(run: ImportRun) -> Path:
    """Return where is kept what the process of an upload has said."""
    return _folder(run) / _OUTPUT


def _folder(run: ImportRun) -> Path:
    return Path(settings.IMPORTS_ROOT, str(run.pk))


def _name(upload: UploadedFile[bytes]) -> str:
    """Return the name of an upload; it is part of the identity of a post without an address.

    Django has taken the folders off it. One that is too long is cut in front: its end says what it is.
    """
    return "".join(c for c in (upload.name or "upload") if c.isprintable())[-80:].lstrip("-.")


def _clear() -> None:
    """Remove the uploads of imports that were killed before they could."""
    root = Path(settings.IMPORTS_ROOT)
    for folder in root.iterdir() if root.is_dir() else ():
        left = [path for path in folder.iterdir() if path.name not in {_REPORT, _OUTPUT}]
        run = ImportRun.objects.filter(pk=folder.name).first() if left else None
        if run is not None and not run.is_running:
            for path in left:
                path.unlink(missing_ok=True)


def _give_up(run: ImportRun, reason: str) -> None:
    run.outcome, run.reason = ImportRun.Outcome.STOPPED, reason
    run.save()
    shutil.rmtree(_folder(run), ignore_errors=True)
