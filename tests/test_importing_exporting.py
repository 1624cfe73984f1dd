"""What was imported is given back: every file, at every path, to the byte."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Original
from tests.archive import post, run, write

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def export(folder: Path) -> str:
    out = StringIO()
    call_command("export_originals", str(folder), stdout=out)
    return out.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_sample_comes_back_as_it_was(tmp_path: Path) -> None:
    run(SAMPLES)
    assert export(tmp_path / "out") == "54 files.\n"
    sample_posts = {name: data for name, data in files(SAMPLES).items() if name.endswith(".md")}
    del sample_posts["README.md"]
    assert files(tmp_path / "out") == sample_posts


def test_a_second_export_changes_nothing(tmp_path: Path) -> None:
    run(write(tmp_path / "in", {"a.md": post()}))
    export(tmp_path / "out")
    before = (tmp_path / "out/a.md").stat().st_mtime_ns
    export(tmp_path / "out")
    assert (tmp_path / "out/a.md").stat().st_mtime_ns == before


def test_contents_that_had_one_path_in_turn_are_all_there(tmp_path: Path) -> None:
    texts = [post(stamp=str(10**12 + number), body=f"<p>{number}</p>") for number in range(3)]
    for text in texts:
        run(write(tmp_path / "in", {"_posts/a.md": text}))
    export(tmp_path / "out")
    found = files(tmp_path / "out")
    assert found.pop("_posts/a.md") == texts[2].encode()
    assert found == {f"_posts/a.{digest(text)[:8]}.md": text.encode() for text in texts[:2]}


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@pytest.mark.parametrize("path", ["../../a.md", "/etc/a.md", "b/../../../a.md"])
def test_nothing_is_written_outside_of_the_folder(tmp_path: Path, path: str) -> None:
    run(write(tmp_path / "in", {"a.md": post()}))
    Original.objects.update(paths=[path])
    export(tmp_path / "deep/er/out")
    written = [name for name in files(tmp_path) if not name.startswith("in/")]
    assert len(written) == 1
    assert written[0].startswith("deep/er/out/")


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    run(write(tmp_path / "in", {"a.md": post()}))
    write(tmp_path / "out", {"a.md": "mine"})
    with pytest.raises(CommandError, match="another content stands there"):
        export(tmp_path / "out")
    write(tmp_path, {"file": "x"})
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "file")
