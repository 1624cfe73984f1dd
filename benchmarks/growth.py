"""Shows how the import's cost grows with the archive: the same posts, a few and many times over.

    python -m benchmarks.growth FOLDER [POSTS…]

Makes an archive for each number of posts (10,000 and 150,000 by default), imports it into an empty SQLite
database, again with nothing changed, and again with one file changed, and prints a row for each.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks import archives
from benchmarks.importing import measure

HEAD = (
    "| posts | import (s, processor) | ms a post (processor) | memory (MB) | not the database (MB) "
    "| again (s, processor) | share | one changed (s, processor) | database (bytes a post) |"
)


def main(folder: str, *posts: str) -> None:
    """Print the table."""
    print(HEAD)
    print("| ---: " * HEAD.count("| ") + "|")
    for number in map(int, posts or ("10000", "150000")):
        with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as place:
            archive = Path(place, "archive")
            archives.make(Path(folder), archive, number)
            found = measure(archive)
        first = found.first
        print(
            f"| {found.files} | {first} | {first.processor * 1000 / found.files:.2f} "
            f"| {first.memory >> 20} | {first.anonymous >> 20} "
            f"| {found.again} | {found.again.seconds / first.seconds:.2f} | {found.changed} "
            f"| {found.database // found.files} |",
            flush=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
