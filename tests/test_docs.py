"""The documentation is held against the code: what can be set, called or typed is written down."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.importing.draft import Draft, read

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text("utf-8")
DOCS = README + "".join(path.read_text("utf-8") for path in (PROJECT / "docs").glob("*.md"))
VARIABLE = re.compile(
    r"""(?:env(?:\.\w+)?|environ(?:\.get)?)[(\[]\s*["']([A-Z][A-Z0-9_]+)["']""", re.MULTILINE
)


def variables() -> set[str]:
    """Return the names of all variables that the site reads from the environment."""
    files = [*(PROJECT / "newsroom").glob("*.py"), *(PROJECT / "articles").rglob("*.py")]
    return {name for path in files for name in VARIABLE.findall(path.read_text("utf-8"))} - {
        "DJANGO_SETTINGS_MODULE"
    }


def commands() -> Iterator[str]:
    for path in (PROJECT / "articles/management/commands").glob("[a-z]*.py"):
        yield path.stem


def targets() -> list[str]:
    return re.findall(r"^([a-z]+):.*## ", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_there_is_something_to_hold() -> None:
    assert {"SITE_URL", "DATABASE_URL", "WEB_CONCURRENCY", "GUNICORN_BIND"} <= variables()
    assert {"import_posts", "ensure_editor"} <= set(commands())
    assert {"run", "test", "lint", "bench"} <= set(targets())


@pytest.mark.parametrize("name", sorted(variables()))
def test_every_setting_has_a_row_in_the_readme(name: str) -> None:
    assert re.search(rf"^\| `{name}` \|", README, re.MULTILINE)


def test_the_readme_names_no_setting_that_is_not_read() -> None:
    settings = README.partition("## Settings")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", settings, re.MULTILINE)) <= variables()


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_described(name: str) -> None:
    assert f"manage.py {name}" in DOCS


@pytest.mark.parametrize("option", ["--dry-run", "--jobs", "--report", "--source", "--force",
                                    "--strict", "--limit", "--no-progress", "--root"])  # fmt: skip
def test_every_option_of_the_import_is_described(option: str) -> None:
    command = PROJECT / "articles/management/commands/import_posts.py"
    assert f'"{option}"' in command.read_text("utf-8")
    assert f"`{option}" in README


@pytest.mark.parametrize("example", re.findall(r"```markdown\n(.*?)```", README, re.DOTALL))
def test_every_example_of_a_post_is_one(example: str) -> None:
    made = read(example.encode(), "_posts/2026-11-14-tide.md")
    assert isinstance(made, Draft)
    assert (made.title, str(made.published_at)[:10]) == ("The tide tables are back", "2026-11-14")
    assert "harbour" in made.tags
    assert made.warnings == ()


@pytest.mark.parametrize("name", targets())
def test_every_target_of_make_is_described(name: str) -> None:
    contributing = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    assert f"make {name}" in DOCS + contributing


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "docs/decisions.md"])
def test_links_between_documents_lead_somewhere(path: str) -> None:
    page = PROJECT / path
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-scale.txt", "requirements-dev.txt"]
)
def test_every_package_is_pinned_and_has_its_reason_above_it(name: str) -> None:
    reason = False
    for line in (PROJECT / name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            reason = True
        elif not line:
            reason = False
        elif not line.startswith("-r "):
            assert re.fullmatch(r"[A-Za-z][\w.\-]*(\[\w+\])?==[\w.]+", line), line
            assert reason, line
