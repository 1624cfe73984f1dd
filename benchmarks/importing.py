"""Times the import of a folder of posts on a database of its own, as a whole process.

    python benchmarks/importing.py FOLDER [REPEATS]

Prints a table: files, seconds, files a second, the largest process's memory, bytes of database a file.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MANAGE = [sys.executable, str(Path(__file__).resolve().parent.parent / "manage.py")]


def main(folder: str, repeats: str = "3") -> None:
    """Import the folder several times, each into an empty database."""
    print("| files | seconds | files a second | memory (MB) | database (bytes a file) |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    files = sum(1 for path in Path(folder).rglob("*.md"))
    for _ in range(int(repeats)):
        with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as data:
            environment = os.environ | {"DATA_DIR": data, "MAKE_SECRET_KEY": "true"}
            run = ["import_posts", folder, "--no-progress"]
            subprocess.run([*MANAGE, "migrate", "-v", "0"], env=environment, check=True)
            began = time.perf_counter()
            subprocess.run([*MANAGE, *run], env=environment, check=False, stdout=subprocess.DEVNULL)
            seconds = time.perf_counter() - began
            size = (Path(data) / "newsroom.sqlite3").stat().st_size
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(
                f"| {files} | {seconds:.1f} | {files / seconds:.0f} | {memory} | {size // files} |"
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
