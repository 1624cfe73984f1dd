"""Cleaning rules at the desk: typed on the form of an outlet, seen at work, saved."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import markup
from articles.models import Post, Source
from tests.archive import imported, post
from tests.desk import SOURCES, change, made, save, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BODY = (
    '<p>船停了。</p><div class="more">更多新闻<img src="https://tide.example/icon.png"></div>'
    '<img src="https://tide.example/sea.png"><div><b class="who">林小满摄</b></div>'
    '<p class="by">作者：阿海</p>'
)


@pytest.fixture(autouse=True)
def _in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]


def address(number: int) -> str:
    return f"https://tide.example/2026/11/{number}"


def filed(folder: Path, count: int = 1, body: str = BODY) -> Source:
    """Return an outlet with posts that came from files."""
    imported(
        folder,
        {
            f"{n}.md": post(title=f"第{n}条", address=address(n), body=body, author='""')
            for n in range(count)
        },
    )
    return Source.objects.get()


def rules(source: Source) -> str:
    return f"{SOURCES}{source.pk}/rules/"


def page(client: Client, source: Source, **typed: str) -> str:
    response = client.post(rules(source), typed)
    assert response.status_code == 200
    return response.content.decode()


# The form


def test_rules_are_typed_one_a_line_and_kept_as_typed(desk: Client, outlet: Source) -> None:
    typed = ".more  /* other articles */\r\n\r\n.banner"
    assert save(desk, change(outlet), remove=typed, credits=".who") == ""
    outlet.refresh_from_db()
    assert outlet.remove == ".more  /* other articles */\n\n.banner"
    assert outlet.rules == markup.Rules(remove=(".more", ".banner"), credits=(".who",))


def test_a_line_that_cannot_be_used_is_named(desk: Client, outlet: Source) -> None:
    said = save(desk, change(outlet), remove=".more\n\n[broken\ndiv ~ p\n*", captions="a b c d")
    assert "Line 3, “[broken”" in said
    assert "Line 4, “div ~ p”" in said
    assert "Line 5, “*”" in said
    assert "matches every element" in said
    assert "Line 1, “a b c d”: it has too many steps" in said
    outlet.refresh_from_db()
    assert (outlet.remove, outlet.captions) == ("", "")


def test_too_many_selectors_are_refused_in_a_sentence(desk: Client, outlet: Source) -> None:
    said = save(desk, change(outlet), remove="\n".join(f".c{n}" for n in range(1_000)))
    assert "Line 51, “.c50”: more than 50 selectors are too many" in said
    assert len(said) < 200
    said = save(desk, change(outlet), remove="\n".join(f".c{n}" for n in range(10_000)))
    assert "at most 20000 characters" in said


def test_a_form_that_is_opened_and_saved_makes_nothing_stale(desk: Client, tmp_path: Path) -> None:
    source = filed(tmp_path)
    assert save(desk, change(source), description="一份报纸") == ""
    assert not Post.objects.stale(markup.RENDERED_BY).exists()


def test_new_rules_make_the_posts_of_the_outlet_stale_and_say_how_many(
    desk: Client, tmp_path: Path
) -> None:
    source = filed(tmp_path, 3)
    Post.objects.filter(title="第2条").update(edited=True)
    other = made(Source.objects.create(name="别的"))
    response = desk.post(
        change(source),
        {"name": source.name, "slug": source.slug, "remove": ".more"},
        follow=True,
    )
    assert "render_posts” to use the new rules: 2" in response.content.decode()
    stale = Post.objects.stale(markup.RENDERED_BY)
    assert set(stale.values_list("title", flat=True)) == {"第0条", "第1条"}
    assert other not in stale


def test_the_form_leads_to_the_rules_at_work_without_saving(desk: Client, outlet: Source) -> None:
    assert f'formaction="{rules(outlet)}"' in desk.get(change(outlet)).content.decode()
    assert "formaction" not in desk.get(f"{SOURCES}add/").content.decode()
    seen = staff("view_source").get(change(outlet)).content.decode()
    assert "formaction" not in seen


# The rules at work


def test_a_post_is_shown_without_the_rules_and_with_them(desk: Client, tmp_path: Path) -> None:
    source = filed(tmp_path)
    shown = page(desk, source, remove=".more", bylines=".by", credits=".who")
    columns = shown.split('<div class="rules-columns">')[1]
    before, after = columns.split("With these rules")
    assert ("更多新闻" in before, "更多新闻" in after) == (True, False)
    assert ("船停了。" in before, "船停了。" in after) == (True, True)
    assert "<code>.more</code>" in shown
    assert "(pictures: 1)" in shown
    assert "<dd>阿海</dd>" in shown
    assert "<small>林小满摄</small>" in shown


def test_the_author_that_rules_find_is_shown_beside_the_one_that_counts(
    desk: Client, tmp_path: Path
) -> None:
    imported(tmp_path, {"a.md": post(body=BODY, author="林小满")})
    shown = page(desk, Source.objects.get(), bylines=".by")
    assert "<dd>林小满</dd>" in shown
    assert "<dd>阿海</dd>" in shown


def test_nothing_is_saved_by_looking(desk: Client, tmp_path: Path) -> None:
    source = filed(tmp_path)
    before = Post.objects.get().body
    page(desk, source, remove=".more")
    source.refresh_from_db()
    assert source.remove == ""
    assert (Post.objects.get().body, Post.objects.get().rendered_by) == (
        before,
        markup.RENDERED_BY,
    )


def test_the_saved_rules_are_shown_first(desk: Client, tmp_path: Path) -> None:
    source = filed(tmp_path)
    source.remove = ".more"
    source.save()
    assert "<code>.more</code>" in desk.get(rules(source)).content.decode()


def test_the_three_newest_are_shown_and_those_that_are_asked_for(
    desk: Client, tmp_path: Path
) -> None:
    source = filed(tmp_path, 6)
    oldest, second = Post.objects.order_by("pk")[:2]
    other = post(title="别家", source="别的", address=address(9))
    imported(tmp_path / "other", {"x.md": other})
    stranger = Post.objects.get(title="别家")
    seen = page(desk, source)
    assert [f"第{n}条" in seen for n in range(6)] == [False, False, False, True, True, True]
    asked = f"{oldest.pk}\n{second.source_url}\n{stranger.pk}\n/2026/11/14/nowhere/"
    seen = page(desk, source, posts=asked)
    assert [f"第{n}条" in seen for n in range(6)] == [True, True, False, True, True, True]
    assert "别家" not in seen


def test_rules_that_leave_nothing_are_called_so(desk: Client, tmp_path: Path) -> None:
    source = filed(tmp_path)
    assert "remove all of it" in page(desk, source, remove="div")
    assert "remove all of it" in page(desk, source, remove=":not(.never)")
    assert "remove all of it" not in page(desk, source, remove=".more")


def test_a_line_that_cannot_be_used_shows_no_post(desk: Client, tmp_path: Path) -> None:
    shown = page(desk, filed(tmp_path), remove="*")
    assert "Line 1, “*”" in shown
    assert "rules-columns" not in shown


def test_rules_are_saved_from_there_too(desk: Client, tmp_path: Path) -> None:
    source = filed(tmp_path)
    response = desk.post(rules(source), {"remove": ".more", "_save": "1"}, follow=True)
    assert response.redirect_chain == [(change(source), 302)]
    assert "render_posts” to use the new rules: 1" in response.content.decode()
    source.refresh_from_db()
    assert (source.remove, source.name) == (".more", "潮汐日报")
    assert "remove" in str(desk.get(f"{SOURCES}{source.pk}/history/").content)


def test_who_may_not_change_outlets_sees_no_rules_at_work(tmp_path: Path) -> None:
    source = filed(tmp_path)
    for client in (staff("view_source", "view_post", "change_post"), Client()):
        for answer in (client.get(rules(source)), client.post(rules(source), {"remove": "p"})):
            assert answer.status_code in {302, 403}
    assert staff_of_outlets().get(rules(source)).status_code == 200


def staff_of_outlets() -> Client:
    from django.contrib.auth.models import User

    User.objects.filter(username="lin").delete()
    return staff("change_source")


def test_a_body_is_shown_clean_whatever_the_file_and_the_rules_say(
    desk: Client, tmp_path: Path
) -> None:
    evil = '<script>steal()</script><p onclick="steal()">船<b class="</code><script>steal()">停</b></p>'
    source = filed(tmp_path, body=evil)
    shown = page(desk, source, remove='[class="</code><script>steal()"]')
    assert "steal()" not in shown.replace("&lt;/code&gt;&lt;script&gt;steal()", "")


def test_an_outlet_without_files_says_so(desk: Client, outlet: Source) -> None:
    made(outlet)
    assert "No post of this outlet came from a file yet." in page(desk, outlet)
    assert desk.get(f"{SOURCES}999999/rules/").status_code == 404


def test_a_post_that_is_shown_costs_the_same_whatever_the_archive_holds(
    desk: Client, tmp_path: Path
) -> None:
    source = filed(tmp_path, 4)
    with CaptureQueriesContext(connection) as few:
        page(desk, source, remove=".more")
    filed(tmp_path / "more", 12)
    with CaptureQueriesContext(connection) as many:
        page(desk, source, remove=".more")
    assert len(few) == len(many) <= 18
