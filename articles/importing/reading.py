"""The reading half of the import, for worker processes: files in, results out. Pure.

A worker keeps the hashes that need no second reading. They are set once when it starts, since a set
of 150,000 hashes must not travel with every batch.
"""

from collections.abc import Sequence

from articles.importing.attachments import Finder
from articles.importing.draft import Draft, Known, Rejected, content_hash, read
from articles.importing.sources import PostFile

Result = Draft | Known | Rejected

_known: frozenset[str] = frozenset()


def start(known: frozenset[str]) -> None:
    """Make a worker ready.

    :param known: hashes of the contents that were imported before.
    """
    global _known  # noqa: PLW0603  (a worker process has no other place for it)
    _known = known


def read_batch(files: Sequence[PostFile]) -> list[Result]:
    """Read files; whatever they hold, the answer is a result each and never an error."""
    return [_read(file) for file in files]


def _read(file: PostFile) -> Result:
    try:
        data = (file.root / file.path).read_bytes()
    except OSError as error:
        return Rejected(file.path, 0, f"it cannot be read: {error.strerror}")
    digest = content_hash(data)
    if digest in _known:
        return Known(file.path, digest)
    return read(data, file.path, Finder(file.root, file.path))
