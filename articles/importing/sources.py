"""Where posts come from: folders, files, archive files and lists of names become files to read.

An archive file is unpacked to a temporary folder by `articles.importing.unpacking`, so that the rest of
the import knows folders alone.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from articles.importing import frontmatter
from articles.importing.unpacking import ArchiveError, unpack

POSTS = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mdown"})
# Posts only where they begin with front matter.
PAGES = frozenset({".html", ".htm", ".txt"})
# Documents that lie in every repository and are no posts, where they have no front matter.
DOCUMENTS = frozenset({"readme", "license", "changelog", "contributing", "code_of_conduct"})
# Lists, sections and machinery of a site, which have front matter: posts only where that has a date.
# A file named `index.md` is none of them: in its folder it may be a post of Hugo's.
SECTIONS = frozenset({"_index"})
SECTION_PAGES = SECTIONS | frozenset({"index", "404", "robots", "search", "archive", "archives",
                                      "tags", "categories", "sitemap", "feed", "humans"})  # fmt: skip
# Templates and examples of the tools, and what a tool has built; hidden folders are left out too.
NO_POSTS = frozenset({"_layouts", "_includes", "_site", "_sass", "archetypes", "scaffolds",
                      "node_modules"})  # fmt: skip
_HEAD = 4096  # bytes: longer than front matter mostly is
_DATE = re.compile(r"""^["']?(?:date|publishdate)["']?\s*[:=]""", re.IGNORECASE | re.MULTILINE)
# The configuration of a tool, which lies at the root of a site. All names of a row must be there.
CONFIGURED = (
    ("_config.yml",), ("_config.yaml",), ("_config.toml",), ("hugo.toml",), ("hugo.yaml",),
    ("hugo.yml",), ("hugo.json",), ("pelicanconf.py",), ("config.toml", "content"),
    ("config.yaml", "content"), ("config.yml", "content"), ("config.json", "content"),
    ("config/_default", "content"),
)  # fmt: skip
# What says where a file's root is, the strongest first: of each, the nearest folder above the file counts.
ROOTS = (CONFIGURED, (("_posts",), ("_drafts",)), ((".git",),))
# What an archive file may hold beside its one folder.
_BESIDE = frozenset({"__MACOSX", ".DS_Store", "pax_global_header"})


class InputError(Exception):
    """A path that the command was given cannot be imported from."""


@dataclass(frozen=True, slots=True)
class PostFile:
    """A file to import: `path` is relative to `root`, as it is kept in the archive."""

    root: Path
    path: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a person must know of a file that is no post, such as of the configuration of a site.

    :ivar line: counted from 1; 0 where there is none.
    """

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a path holds."""

    root: Path
    files: list[PostFile]
    notes: list[Note] = field(default_factory=list)


@contextlib.contextmanager
def found(path: Path, root: Path | None = None) -> Iterator[Found]:
    """Give the posts of a folder, a file or an archive file, which is unpacked for as long.

    :param root: the folder that paths in the archive begin at. Without one it is the folder that is
        given, the site that a file lies in (`root_of`), or what an archive file holds.
    :raises InputError: nothing is there, it does not lie below the root, or it is an archive that
        cannot be unpacked.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    if path.is_dir():
        yield Found(root or path, post_files(path, root))
        return
    if path.is_file() and (path.suffix.lower() in POSTS or _is_post(path.parent, path.name)):
        root = root or root_of(path)
        yield Found(root, [PostFile(root, _relative(path, root))])
        return
    with tempfile.TemporaryDirectory(prefix="newsroom-import-") as folder:
        try:
            left_out = unpack(path, Path(folder))
        except ArchiveError as error:
            raise InputError(f"{path}: {error}") from error
        notes = [Note(shown(name), 0, f"left out: {reason}") for name, reason in left_out]
        inner = _only_site(Path(folder))
        yield Found(inner, post_files(inner), notes)


def listed(names: Iterable[str], root: Path) -> Found:
    """Return the posts among named files, as `git diff --name-only` gives them.

    Files that are no posts are left out without a word, since a change brings pictures and templates too.

    :param names: paths below the root.
    """
    files: set[str] = set()
    notes: list[Note] = []
    for name in dict.fromkeys(names):
        try:
            relative = _relative(root / name, root)
        except InputError:
            notes.append(Note(shown(name), 0, "left out: it does not lie below the root"))
            continue
        path = root / relative
        if any(_is_left_out(folder) for folder in PurePosixPath(relative).parts[:-1]):
            continue
        if _is_there(path):
            files |= {relative} if path.is_file() and _is_post(path.parent, path.name) else set()
        elif path.suffix.lower() in POSTS:
            notes.append(Note(shown(name), 0, "left out: it is gone, and its post stays"))
    return Found(root, [PostFile(root, relative) for relative in sorted(files)], notes)


def root_of(file: Path) -> Path:
    """Return the folder by which the paths of a file that is given alone are told.

    It is the site that the file lies in, so that its post is the same as when the site is imported:
    the nearest folder above it with the configuration of a tool, else with `_posts`, else with `.git`;
    nothing above a `.git` is looked at. Without any it is the file's own folder.
    """
    parents: list[Path] = []
    for folder in file.absolute().parents:
        parents.append(folder)
        if (folder / ".git").exists():
            break
    for marks in ROOTS:
        for folder in parents:
            if _has_any(folder, marks):
                return folder
    return file.parent


def _has_any(folder: Path, marks: Iterable[tuple[str, ...]]) -> bool:
    return any(all((folder / name).exists() for name in names) for names in marks)


def _only_site(folder: Path) -> Path:
    """Return the site in an unpacked archive: the one folder that holds all, as GitHub packs them."""
    inside = [path for path in folder.iterdir() if path.name not in _BESIDE]
    if len(inside) == 1 and inside[0].is_dir() and any(_has_any(inside[0], m) for m in ROOTS):
        return inside[0]
    return folder


def _relative(path: Path, root: Path) -> str:
    """Return a path as it is kept in the archive.

    :raises InputError: it does not lie below the root.
    """
    whole = os.path.normpath(path.absolute())
    base = os.path.normpath(root.absolute())
    relative = PurePosixPath(os.path.relpath(whole, base))
    if relative.parts[:1] == (os.pardir,):
        raise InputError(f"{path}: it does not lie below the root, {root}")
    return relative.as_posix()


def post_files(start: Path, root: Path | None = None) -> list[PostFile]:
    """Return the post files below a folder, ordered by path.

    :param root: the folder that their paths begin at; None for the folder itself.
    :raises InputError: the folder does not lie below the root.
    """
    root = root or start
    prefix = PurePosixPath(_relative(start, root))
    files: list[PostFile] = []
    for folder, folders, names in os.walk(start):
        folders[:] = sorted(name for name in folders if not _is_left_out(name))
        inside = prefix / PurePosixPath(Path(folder).relative_to(start))
        below = "" if inside == PurePosixPath() else f"{inside}/"
        # Of 150,000 names most are told by their ends: a Path of each would take half of the time.
        files += [
            PostFile(root, f"{below}{name}") for name in sorted(names) if _is_post(folder, name)
        ]
    return files


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no name that a file can have
        return False


def _is_left_out(folder: str) -> bool:
    return folder.startswith(".") or folder in NO_POSTS


def shown(path: str) -> str:
    r"""Return a path as text that every database and terminal takes.

    :param path: as the file system gives it; bytes that are no UTF-8 stand in it as surrogates
        (PEP 383) and come out as `\xff`.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_post(folder: str | Path, name: str) -> bool:
    """Return whether a file is to be imported; only a doubtful one is opened, for its first bytes."""
    stem, suffix = os.path.splitext(name.lower())  # noqa: PTH122
    if suffix in POSTS:
        if stem in SECTIONS:
            return _DATE.search(_head(Path(folder, name))) is not None
        return stem not in DOCUMENTS or frontmatter.begins(_head(Path(folder, name)))
    if suffix not in PAGES:
        return False
    head = _head(Path(folder, name))
    return frontmatter.begins(head) and (
        stem not in SECTION_PAGES or _DATE.search(head) is not None
    )


def _head(path: Path) -> str:
    """Return how a file begins; nothing where it is not a regular file (a pipe would be waited for)."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
