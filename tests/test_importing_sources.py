"""Which files are read, and by which path each is known: the same however the import was told of it."""

import sys
import zipfile
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.importing.sources import InputError, found, listed, root_of
from articles.models import Image, Original, Post
from tests.archive import post, run, write
from tests.desk import png

BLOG = "---\ntitle: {}\ndate: 2024-01-02\n---\n![](/a.png)\n"


def paths(path: Path, root: Path | None = None) -> list[str]:
    with found(path, root) as place:
        return [file.path for file in place.files]


@pytest.mark.parametrize(
    ("beside", "file"),
    [
        (["_config.yml"], "_posts/a.md"),
        (["_config.yml"], "source/_posts/a.md"),  # Hexo's `_posts` is not where its site begins
        (["hugo.toml"], "content/posts/a/index.md"),
        (["config.toml", "content/b.md"], "content/a.md"),
        (["pelicanconf.py"], "content/news/a.md"),
        (["_posts/b.md"], "_posts/2024/a.md"),
        ([".git/HEAD"], "news/a.md"),
    ],
)
def test_a_file_is_known_by_its_path_in_the_site_that_it_lies_in(
    tmp_path: Path, beside: list[str], file: str
) -> None:
    site = write(tmp_path / "site", dict.fromkeys([*beside, file], BLOG))
    assert paths(site / file) == [file]
    assert file in paths(site)


def test_no_site_is_looked_for_above_a_repository(tmp_path: Path) -> None:
    files = ["_config.yml", "archive/.git/HEAD", "archive/posts/a.md"]
    write(tmp_path, dict.fromkeys(files, ""))
    assert root_of(tmp_path / "archive/posts/a.md") == tmp_path / "archive"


def test_a_file_in_no_site_is_known_by_its_name(tmp_path: Path) -> None:
    assert paths(write(tmp_path, {"posts/a.md": BLOG}) / "posts/a.md") == ["a.md"]


def test_a_root_that_is_given_is_where_paths_begin(tmp_path: Path) -> None:
    write(tmp_path, {"news/_posts/a.md": BLOG, "other/b.md": BLOG})
    assert paths(tmp_path / "news/_posts/a.md", tmp_path) == ["news/_posts/a.md"]
    assert paths(tmp_path / "news/_posts", tmp_path / "news") == ["_posts/a.md"]
    with pytest.raises(InputError, match="does not lie below the root"):
        paths(tmp_path / "other", tmp_path / "news")


def test_of_listed_files_the_posts_are_taken_and_others_are_not_spoken_of(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        {"a.md": BLOG, "b\nc.md": BLOG, "a.png": b"", "_layouts/x.html": BLOG, "README.md": "# x",
         ".github/y.md": BLOG},
    )  # fmt: skip
    names = [
        "b\nc.md", "a.md", "./a.md", "a.png", "_layouts/x.html", "README.md", ".github/y.md",
        "gone.md", "gone.png", "../out.md", "x" * 300 + ".md", str(folder / "a.md"), ".",
    ]  # fmt: skip
    place = listed(names, folder)
    assert [file.path for file in place.files] == ["a.md", "b\nc.md"]
    assert [(note.path, note.reason) for note in place.notes] == [
        ("gone.md", "left out: it is gone, and its post stays"),
        ("../out.md", "left out: it does not lie below the root"),
        ("x" * 300 + ".md", "left out: it is gone, and its post stays"),
    ]


def packed(folder: Path, top: str) -> Path:
    target = folder.parent / f"{folder.name}.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{top}{path.relative_to(folder)}")
    return target


@pytest.mark.django_db
def test_the_archive_file_that_a_forge_makes_of_a_site_is_that_site(tmp_path: Path) -> None:
    site = write(
        tmp_path / "blog",
        {"_config.yml": "title: 海边", "_posts/a.md": BLOG.format("a"), "a.png": png()},
    )
    run(site)
    assert run(packed(site, "blog-main/"), force=True).counts == {"unchanged": 1}
    assert Original.objects.get().paths == ["_posts/a.md"]
    assert Image.objects.get().file


@pytest.mark.django_db
def test_a_folder_in_an_archive_that_is_no_site_stays_in_the_paths(tmp_path: Path) -> None:
    run(packed(write(tmp_path / "posts", {"a.md": BLOG}), "more/"))
    assert Original.objects.get().paths == ["more/a.md"]


# Names on standard input


def piped(monkeypatch: pytest.MonkeyPatch, given: bytes, *arguments: object) -> tuple[str, str]:
    """Run the command with bytes on its standard input; what it says, and what of trouble."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given)))
    out, err = StringIO(), StringIO()
    call_command("import_posts", *map(str, arguments), "-", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
@pytest.mark.database
def test_what_a_pull_brought_changes_the_posts_that_the_whole_folder_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = BLOG.format("第一版").replace("![](/a.png)", "<!--1794621509677-->\n![](../a.png)")
    site = write(tmp_path, {"_posts/a.md": text, "_posts/b.md": BLOG, "a.png": png()})
    run(site)
    before = Post.objects.get(title="第一版")
    newer = text.replace("第一版", "第二版").replace("<!--17946", "<!--17947")
    write(site, {"_posts/a.md": newer, "a.png": png("red")})
    (site / "_posts/b.md").unlink()
    monkeypatch.chdir(site)
    out, err = piped(monkeypatch, b"_posts/a.md\0a.png\0_posts/b.md\0")
    assert "1 files: 0 new, 1 changed," in out
    assert err == "_posts/b.md: left out: it is gone, and its post stays\n"
    assert Post.objects.count() == 2
    after = Post.objects.get(pk=before.pk)
    assert after.title == "第二版"
    assert after.lead_image != before.lead_image
    assert sorted(Original.objects.values_list("paths", flat=True)) == [
        ["_posts/a.md"],
        ["_posts/a.md"],
        ["_posts/b.md"],
    ]


@pytest.mark.django_db
def test_names_may_be_told_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"_posts/港口.md": post()})
    out, _ = piped(monkeypatch, "_posts/港口.md\0".encode(), "--root", tmp_path)
    assert "1 new" in out
    assert Original.objects.get().paths == ["_posts/港口.md"]
    assert "0 files" in piped(monkeypatch, b"", "--root", tmp_path)[0]


@pytest.mark.django_db
def test_names_that_do_not_end_with_nul_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="end with NUL"):
        piped(monkeypatch, b"a.md\nb.md\n")
