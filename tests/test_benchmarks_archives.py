"""The maker of large archives: as many posts as were asked for, each one of its own, always the same."""

from pathlib import Path

from articles.importing.draft import Draft, read
from benchmarks.archives import make
from tests.archive import post, write


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_each_copy_is_a_post_of_its_own(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "_posts/2026-11-14-a.md": post(address="https://tide.example/a"),
        "_posts/2026-11-14-b.md": post(address="https://tide.example/?b=1"),
        f"_posts/2026-11-14-{'长' * 80}.md": "---\ntitle: a\n---\n没有地址",
    }
    folder = write(tmp_path / "few", files)
    for target in ("one", "two"):
        make(folder, tmp_path / target, 8)
    made = contents(tmp_path / "one")
    assert made == contents(tmp_path / "two")
    assert len(made) == len(set(made.values())) == 8
    assert set(contents(folder).values()) <= set(made.values())
    drafts = [read(data, path) for path, data in made.items()]
    assert len({draft.key for draft in drafts if isinstance(draft, Draft)}) == 8
    assert len({Path(path).name for path in made}) == 8
