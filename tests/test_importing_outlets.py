"""The rules that ship for outlets, how they come into rows, and whose rules a post is made by."""

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from articles.importing.draft import Draft, Site, read
from articles.importing.outlet_rules import rules_by_outlet
from articles.importing.outlets import FILE, shipped, shipped_rules
from articles.markup.rules import KINDS, Rules, faults
from articles.models import Post, Source
from articles.names import name_key
from tests.archive import post, run, write

BODY = '<p>船停了。</p><div class="more">更多新闻</div><p class="by">阿海</p>'
SHIPPED = {"remove": ".more  /* other articles */", "bylines": ".by", "captions": "", "credits": ""}


@pytest.fixture
def _ships(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rules ship for one outlet."""
    monkeypatch.setattr("articles.importing.outlets._texts", lambda: {"潮汐日报": SHIPPED})
    shipped_rules.cache_clear()
    yield  # type: ignore[misc]
    shipped_rules.cache_clear()


# The data file

ROWS = tomllib.loads(FILE.read_text("utf-8"))["outlets"]


@pytest.mark.parametrize("name", ROWS)
def test_each_row_can_be_used(name: str) -> None:
    row = ROWS[name]
    assert row.keys() <= set(KINDS)
    assert {kind: faults(text) for kind, text in row.items() if faults(text)} == {}
    assert shipped_rules()[name_key(name)] == Rules.of(row) != Rules()
    assert shipped(name_key(name)).keys() == set(KINDS)


def test_each_outlet_has_one_row_whatever_the_spelling() -> None:
    assert len({name_key(name) for name in ROWS}) == len(ROWS) == len(shipped_rules())


def test_an_outlet_without_a_row_has_no_rules() -> None:
    assert shipped("潮汐日报") == {}


# A draft


def drafted(site: Site, **fields: str) -> Draft:
    draft = read(post(body=BODY, **fields).encode(), "a.md", site=site)
    assert isinstance(draft, Draft)
    return draft


def test_a_draft_is_made_by_the_rules_of_the_outlet_that_its_file_names() -> None:
    site = Site(rules={"潮汐日报": Rules(remove=(".more",))})
    assert drafted(site).text == "船停了。\n阿海"
    assert "更多新闻" in drafted(site, source="别的").text


def test_a_draft_that_names_no_outlet_is_made_by_the_rules_of_the_site() -> None:
    site = Site(outlet="本站", rules={"本站": Rules(remove=(".more",))})
    assert "更多新闻" not in drafted(site, address='""').text
    assert "更多新闻" in drafted(site).text


def test_the_author_in_the_text_counts_where_the_front_matter_names_none() -> None:
    site = Site(rules={"潮汐日报": Rules(bylines=(".by",))})
    assert drafted(site, author='""').byline == "阿海"
    assert drafted(site, author="林小满").byline == "林小满"


# Rows


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("_ships")
class TestRows:
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_an_outlet_that_an_import_makes_gets_the_rules_that_ship(
        self, tmp_path: Path, jobs: int
    ) -> None:
        other = {"b.md": post(body=BODY, source="别的", address="https://tide.example/b")}
        run(write(tmp_path, {"a.md": post(body=BODY, author='""')} | other), jobs=jobs)
        made = Source.objects.get(name="潮汐日报")
        assert {kind: getattr(made, kind) for kind in KINDS} == SHIPPED
        assert Source.objects.get(name="别的").remove == ""
        cleaned = Post.objects.get(source=made)
        assert (cleaned.body, cleaned.byline) == ("<p>船停了。</p>\n<p>阿海</p>", "阿海")
        assert "更多新闻" in Post.objects.get(source__name="别的").body

    def test_an_outlet_that_is_there_keeps_its_own_rules(self, tmp_path: Path) -> None:
        Source.objects.create(name="潮汐日报", remove="p")
        run(write(tmp_path, {"a.md": post(body=BODY)}))
        source = Source.objects.get()
        assert (source.remove, source.bylines) == ("p", "")
        assert Post.objects.get().body == "<p>更多新闻</p>"

    def test_an_outlet_whose_rules_were_emptied_has_none(self, tmp_path: Path) -> None:
        Source.objects.create(name="潮汐日报")
        assert rules_by_outlet() == {}
        run(write(tmp_path, {"a.md": post(body=BODY)}))
        assert "更多新闻" in Post.objects.get().body

    def test_an_outlet_from_before_there_were_rules_gets_those_that_ship(self) -> None:
        known, other = (Source.objects.create(name=name) for name in ("潮汐日报", "别的"))
        import_module("articles.migrations.0003_source_rules").fill(apps, None)
        for source in (known, other):
            source.refresh_from_db()
        assert {kind: getattr(known, kind) for kind in KINDS} == SHIPPED
        assert other.rules == Rules()

    def test_rules_of_rows_stand_beside_those_that_ship(self) -> None:
        Source.objects.create(name="别的", captions=".cap")
        assert rules_by_outlet() == {
            "潮汐日报": Rules(remove=(".more",), bylines=(".by",)),
            "别的": Rules(captions=(".cap",)),
        }
