"""The direction of imports, held as a table: a module may import what its row names, and itself.

Relative imports and imports inside of functions count too.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ARTICLES = PROJECT / "articles"

PURE = {
    "articles.addresses": set(),
    "articles.markup": {"articles.addresses"},
    "articles.names": set(),
    "articles.marks": set(),
    "articles.citing": {"articles.addresses"},
    "articles.images.pictures": set(),
    "articles.search.terms": set(),
    "articles.search.query": {"articles.search.terms"},
    "articles.search.snippets": {"articles.search.query", "articles.search.terms"},
    "articles.calendars": set(),
    "articles.charts": set(),
    "articles.initials": set(),
    "articles.differences": {"articles.search.terms"},
    "articles.folding": {"articles.differences", "articles.search.terms"},
    "articles.importing.encoding": set(),
    "articles.importing.frontmatter": {"articles.importing.plain_yaml"},
    "articles.importing.dates": {"articles.addresses"},
    "articles.importing.fields": {
        "articles.addresses", "articles.markup", "articles.importing.dates",
    },
    "articles.importing.language": set(),
    "articles.importing.plain_yaml": set(),
    "articles.importing.shortcodes": set(),
    "articles.importing.templating": {"articles.importing.shortcodes"},
    "articles.importing.body": {
        "articles.markup", "articles.importing.kramdown", "articles.importing.templating",
    },
    "articles.importing.kramdown": set(),
    "articles.importing.attachments": {"articles.addresses", "articles.images.pictures"},
    "articles.importing.unpacking": set(),
    "articles.importing.sources": {
        "articles.importing.frontmatter", "articles.importing.unpacking",
    },
    "articles.importing.permalinks": {"articles.addresses"},
    "articles.importing.configuration": {
        "articles.importing.frontmatter", "articles.importing.permalinks",
        "articles.importing.sources",
    },
    "articles.importing.own_form": {
        "articles.addresses", "articles.markup", "articles.importing.dates",
    },
    "articles.importing.searchable": {"articles.markup", "articles.search.terms"},
    "articles.importing.stopping": set(),
    "articles.importing.workers": set(),
    "articles.importing.reading": {
        "articles.importing.attachments",
        "articles.importing.draft",
        "articles.importing.sources",
        "articles.markup",
    },
    "articles.importing.draft": {
        "articles.addresses", "articles.markup", "articles.search.terms",
        "articles.importing.attachments", "articles.importing.body",
        "articles.importing.dates", "articles.importing.encoding", "articles.importing.fields",
        "articles.importing.frontmatter", "articles.importing.language",
        "articles.importing.own_form", "articles.importing.permalinks",
        "articles.importing.shortcodes", "articles.names",
    },
    "articles.importing.outlets": {"articles.markup", "articles.names"},
}  # fmt: skip
MODELS = {
    "articles.models",
    "articles.querysets",
    "articles.addresses",
    "articles.names",
    "articles.search",
    "articles.markup",
}
PAGES = MODELS | {
    "articles.asking", "articles.images", "articles.languages", "articles.paging", "articles.picturing",
    "articles.related", "articles.scripts", "articles.versions",
}  # fmt: skip
# Module (or package) -> the modules and packages of ours that it may import. The longest name wins.
MAY_IMPORT: dict[str, set[str]] = PURE | {
    "articles": set(),
    "articles.apps": {"articles.checks"},
    "articles.checks": {"articles.search"},
    "articles.search": set(),
    "articles.images": {"articles.images"},
    "articles.querysets": {"articles.models"},  # for types, and inside of functions
    "articles.models": MODELS | {"articles.images.pictures"},
    "articles.paging": MODELS,
    "articles.picturing": MODELS,
    "articles.versions": MODELS | {
        "articles.differences", "articles.folding", "articles.importing.draft",
        "articles.importing.originals",
    },
    "articles.related": MODELS,
    "articles.asking": MODELS,
    "articles.narrowing": MODELS | {"articles.asking"},
    "articles.suggesting": MODELS | {"articles.asking", "articles.narrowing"},
    "articles.found": PAGES | {"articles.narrowing", "articles.suggesting"},
    "articles.leading": MODELS,
    "articles.letters": MODELS | {"articles.picturing"},
    "articles.authors": PAGES | {"articles.initials", "articles.lists", "articles.names"},
    "articles.offline": {"articles.addresses"},
    "articles.post_page": PAGES | {
        "articles.authors", "articles.calendar_pages", "articles.citing", "articles.letters", "articles.views",
    },
    "articles.caching": set(),
    "articles.languages": set(),
    "articles.requests": set(),
    "articles.scheduling": MODELS | {"articles.turns"},
    "articles.scripts": MODELS,
    "articles.turns": set(),
    "articles.importing.bulk": set(),
    "articles.importing.catalogue": MODELS | {
        "articles.importing.attachments", "articles.importing.bulk", "articles.importing.draft",
        "articles.importing.outlets", "articles.names",
    },
    "articles.importing.store": MODELS | {
        "articles.images.keeping", "articles.importing.bulk", "articles.importing.catalogue",
        "articles.importing.draft", "articles.importing.own_form", "articles.importing.standing",
    },
    "articles.importing.standing": MODELS | {
        "articles.importing.bulk", "articles.importing.draft", "articles.names",
    },
    "articles.importing.outlet_rules": MODELS | {"articles.importing.outlets"},
    "articles.importing.alone": {"articles.importing.sources"},
    "articles.importing.summary": {
        "articles.importing.draft", "articles.importing.reading", "articles.importing.sources",
        "articles.importing.store",
    },
    "articles.importing.recording": MODELS | {
        "articles.importing.draft", "articles.importing.reading", "articles.importing.sources",
        "articles.importing.store", "articles.importing.summary",
    },
    "articles.importing.run": MODELS | {
        "articles.importing.alone", "articles.importing.configuration",
        "articles.importing.draft", "articles.importing.outlet_rules",
        "articles.importing.reading", "articles.importing.recording",
        "articles.importing.sources", "articles.importing.stopping", "articles.importing.store",
        "articles.importing.summary", "articles.importing.workers", "articles.turns",
    },
    "articles.importing.originals": MODELS | {
        "articles.importing.configuration", "articles.importing.draft",
        "articles.importing.reading",
    },
    "articles.importing.rendering": MODELS | {
        "articles.importing.draft", "articles.importing.originals",
        "articles.importing.outlet_rules", "articles.importing.reading",
        "articles.importing.run", "articles.importing.store", "articles.importing.summary",
        "articles.importing.workers", "articles.turns",
    },
    "articles.importing.indexing": MODELS | {
        "articles.importing.alone", "articles.importing.run", "articles.importing.searchable",
        "articles.importing.summary", "articles.importing.workers", "articles.turns",
    },
    "articles.importing.differences": MODELS | {
        "articles.importing.draft", "articles.importing.originals", "articles.importing.reading",
        "articles.importing.store",
    },
    "articles.importing.uploads": MODELS | {"articles.importing.sources"},
    "articles.importing.taking": MODELS | {
        "articles.importing.draft", "articles.importing.originals", "articles.importing.store",
    },
    "articles.importing.previewing": MODELS | {
        "articles.importing.attachments", "articles.importing.draft",
        "articles.importing.originals", "articles.importing.reading",
    },
    "articles.importing.exporting": MODELS | {"articles.importing.draft"},
    "articles.importing.post_files": MODELS | {
        "articles.importing.attachments", "articles.importing.draft", "articles.importing.exporting",
        "articles.importing.own_form", "articles.importing.run", "articles.importing.sources",
        "articles.importing.summary", "articles.importing.workers",
    },
    "articles.importing.progress": {
        "articles.importing.differences", "articles.importing.draft", "articles.importing.reading",
        "articles.importing.sources", "articles.importing.store", "articles.importing.summary",
    },
    "articles.management": MODELS | {"articles.asking", "articles.importing"},
    "articles.day_counts": MODELS,
    "articles.lists": MODELS | {"articles.paging"},
    "articles.calendar_pages": PAGES | {
        "articles.calendars", "articles.day_counts", "articles.lists",
    },
    "articles.front": PAGES | {"articles.calendar_pages", "articles.calendars"},
    "articles.outlet_pages": PAGES | {"articles.charts", "articles.day_counts", "articles.lists"},
    "articles.tag_pages": PAGES | {"articles.initials", "articles.lists"},
    "articles.views": PAGES | {"articles.calendar_pages", "articles.front", "articles.lists"},
    "articles.templatetags": PAGES | {"articles.describing", "articles.marks"},
    "articles.feeds": PAGES | {"articles.syndication"},
    "articles.describing": PAGES,
    "articles.syndication": MODELS | {"articles.picturing"},
    "articles.sitemaps": PAGES | {"articles.syndication"},
    "articles.dashboard": MODELS | {"articles.charts"},
    "articles.desk": MODELS | {"articles.dashboard"},
    "articles.admin": PAGES | {
        "articles.dashboard",
        "articles.importing.post_files", "articles.importing.previewing", "articles.importing.summary",
        "articles.importing.taking", "articles.importing.uploads", "articles.post_page",
    },
    "articles.migrations": {
        "articles.search", "articles.addresses", "articles.importing.outlets",
    },
    "articles.urls": {
        "articles.authors", "articles.caching", "articles.calendar_pages", "articles.feeds", "articles.found",
        "articles.leading", "articles.offline", "articles.outlet_pages", "articles.post_page",
        "articles.sitemaps", "articles.tag_pages", "articles.views",
    },
}  # fmt: skip
FORBIDDEN_NAMES = {"utils", "helpers", "services", "mixins", "signals", "common", "misc"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ARTICLES.rglob("*.py")):
        parts = path.relative_to(PROJECT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imported(module: str, path: Path, tree: ast.AST) -> Iterator[str]:
    """Give the full name of everything that a module imports, wherever in it."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def row(module: str) -> str:
    names = [name for name in MAY_IMPORT if module == name or module.startswith(name + ".")]
    return max(names, key=len)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def breaches(module: str, path: Path, tree: ast.AST) -> list[str]:
    home = row(module)
    allowed = MAY_IMPORT[home] | ({home} if home != "articles" else set())
    found = []
    for name in imported(module, path, tree):
        if home in PURE and within(name, "django"):
            found.append(f"{module} is pure and imports {name}")
        ours = within(name, "articles") or within(name, "newsroom")
        if ours and not any(within(name, other) for other in allowed):
            found.append(f"{module} may not import {name}")
    return found


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=str)
def test_a_module_imports_only_what_its_row_names(module: str, path: Path) -> None:
    assert breaches(module, path, ast.parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("articles.markup.tables", "from django.utils import html"),
        ("articles.search.sqlite", "def f():\n    from articles.models import Post"),
        ("articles.importing.body", "from ..models import Post"),
        ("articles.importing.draft", "from . import store"),
        ("articles.models", "import articles.views"),
        ("articles.importing.store", "from articles.importing import run"),
        ("articles.views", "from articles import feeds"),
    ],
)
def test_a_breach_is_found(module: str, source: str) -> None:
    path = PROJECT / (module.replace(".", "/") + ".py")
    assert breaches(module, path, ast.parse(source))


def test_no_module_is_named_for_nothing_in_particular() -> None:
    assert [name for name, _ in modules() if name.rpartition(".")[2] in FORBIDDEN_NAMES] == []


def test_the_body_of_a_post_and_data_for_machines_alone_are_declared_safe() -> None:
    places = [
        str(path.relative_to(PROJECT))
        for path in [*ARTICLES.rglob("*.py"), *(PROJECT / "templates").rglob("*.html")]
        for _ in re.finditer(
            r"\bmark_safe\(|\bSafeString\(|\|\s*safe\b|autoescape off|__html__",
            path.read_text("utf-8"),
        )
    ]
    assert sorted(places) == ["articles/describing.py", "articles/post_page.py"]


def test_only_one_module_uses_pillow() -> None:
    users = [
        module
        for module, path in modules()
        if any(within(name, "PIL") for name in imported(module, path, ast.parse(path.read_text())))
    ]
    assert users in ([], ["articles.images.pictures"])


@pytest.mark.parametrize(
    "path", sorted((ARTICLES / "management/commands").glob("[a-z]*.py")), ids=str
)
def test_a_command_is_at_most_60_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 60
