"""The page of a post: where it comes from, how it is cited, and whom a reader may write to."""

import datetime as dt
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.models import Image, Post, Source
from tests.archive import ADDRESS, imported, post
from tests.desk import NOON, made

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ENGLISH = {"accept-language": "en"}
COVER = "https://tide.example/cover.png?a=1&b=2"


def page_of(client: Client, saved: Post, status: int = 200) -> LexborNode:
    response = client.get(saved.get_absolute_url(), headers=ENGLISH)
    assert response.status_code == status
    main = LexborHTMLParser(response.content.decode()).css_first("main")
    assert main is not None
    return main


def text_of(main: LexborNode, selector: str) -> str:
    found = main.css_first(selector)
    return " ".join(found.text().split()) if found else ""


def test_the_outlet_has_a_mark_that_is_not_read_aloud(client: Client, outlet: Source) -> None:
    main = page_of(client, made(outlet))
    mark = main.css_first(".post-outlet .mark")
    assert mark is not None
    assert (mark.text(), mark.attributes["aria-hidden"]) == ("潮", "true")


def test_the_buttons_for_the_size_of_the_text_stand_once_on_a_page(
    client: Client, outlet: Source
) -> None:
    for path in (made(outlet).get_absolute_url(), "/"):
        assert client.get(path).content.decode().count('data-step="1"') == 1


def test_words_of_the_interface_run_their_own_way_in_a_post_that_runs_to_the_left(
    client: Client, outlet: Source
) -> None:
    facts = page_of(client, made(outlet, language="ar")).css(".post-facts > [lang=en]")
    assert len(facts) == 2
    assert all(fact.attributes["dir"] == "auto" for fact in facts)


def test_a_post_leads_to_the_copy_of_the_internet_archive_nearest_to_its_date(
    client: Client, outlet: Source
) -> None:
    moment = dt.datetime(2026, 11, 14, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    main = page_of(client, made(outlet, source_url=f"{ADDRESS}?a=1&b=2", published_at=moment))
    link = main.css_first('.provenance a[href^="https://web.archive.org/"]')
    assert link is not None
    assert (
        link.attributes["href"] == f"https://web.archive.org/web/20261114153000/{ADDRESS}?a=1&b=2"
    )
    assert "noreferrer" in (link.attributes["rel"] or "")


def test_a_post_without_an_address_elsewhere_leads_nowhere_else(
    client: Client, outlet: Source
) -> None:
    for address in ("", "javascript:alert(1)"):
        main = page_of(client, made(outlet, address or "无", source_url=address))
        assert main.css('a[href^="https://web.archive.org"], a[href^="javascript"]') == []
        assert "Original" not in text_of(main, ".provenance")


def test_the_date_of_the_copy_is_that_of_the_first_crawl(client: Client, tmp_path: Path) -> None:
    imported(tmp_path, {"a.md": post(stamp="1794700000000", body="<p>乙</p>"), "b.md": post()})
    times = page_of(client, Post.objects.get()).css(".provenance time")
    assert [str(time.attributes["datetime"])[:10] for time in times] == ["2026-11-14"]


def test_a_post_that_was_written_here_was_archived_when_it_was_written(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet)
    times = page_of(client, saved).css(".provenance time")
    assert [str(time.attributes["datetime"])[:10] for time in times] == [
        f"{saved.created_at:%Y-%m-%d}"
    ]


@pytest.fixture
def with_cover(outlet: Source) -> Post:
    """A post whose lead picture is not in its body."""
    cover = Image(url=COVER, alt="港口", caption="停航前的港口", credit="摄影：林小满")
    cover.save()
    saved = made(outlet)
    Post.objects.filter(pk=saved.pk).update(lead_image=cover)
    return saved


def test_a_lead_picture_stands_above_a_body_that_does_not_show_it(
    client: Client, with_cover: Post
) -> None:
    main = page_of(client, with_cover)
    picture = main.css_first(".post-lead img")
    assert picture is not None
    assert picture.attributes == {"src": COVER, "alt": "港口", "referrerpolicy": "no-referrer"}
    assert text_of(main, ".post-lead figcaption") == "停航前的港口 摄影：林小满"


def test_a_lead_picture_that_is_kept_here_comes_from_here(client: Client, with_cover: Post) -> None:
    Image.objects.update(file="originals/cover.png", width=40, height=30)
    picture = page_of(client, with_cover).css_first(".post-lead img")
    assert picture is not None
    assert picture.attributes == {
        "src": "/images/originals/cover.png", "alt": "港口", "width": "40", "height": "30",
    }  # fmt: skip


def test_no_lead_picture_is_loaded_from_elsewhere_where_none_may_be(
    client: Client, with_cover: Post, settings: object
) -> None:
    settings.HOTLINK_IMAGES = False  # type: ignore[attr-defined]
    assert page_of(client, with_cover).css("img") == []


def test_no_picture_is_shown_twice(client: Client, outlet: Source) -> None:
    body = f'<p>字</p><figure><img src="{COVER.replace("&", "&amp;")}"></figure><p>字</p>'
    saved = made(outlet, body=body)
    assert saved.lead_image is not None
    assert len(page_of(client, saved).css("img")) == 1


def test_a_post_is_cited_by_the_dates_and_addresses_of_its_page(
    client: Client, outlet: Source
) -> None:
    saved = made(outlet, "港口<停航>", byline="林小满", source_url=ADDRESS)
    main = page_of(client, saved)
    assert text_of(main, "details summary") == "Cite this post"
    texts = [node.text() for node in main.css("details pre")]
    here = f"http://testserver{unquote(saved.get_absolute_url())}"
    assert texts[0] == (
        f"林小满. 港口<停航>[N/OL]. 潮汐日报, 2026-11-14[{saved.created_at:%Y-%m-%d}]."
        f" {ADDRESS}. 存档: {here}."
    )
    assert [node.text() for node in main.css("details h2")] == ["GB/T 7714", "Chicago", "BibTeX"]
    ids = {f"{node.attributes['id']}" for node in main.css("pre")}
    assert {node.attributes["data-copy-of"] for node in main.css("button[data-copy-of]")} == ids


def test_without_scripts_no_button_is_seen(client: Client, outlet: Source) -> None:
    buttons = page_of(client, made(outlet)).css("button")
    assert len(buttons) >= 5
    assert all("hidden" in button.attributes for button in buttons)


def test_a_reader_may_report_a_post_where_there_is_somebody_to_write_to(
    client: Client, outlet: Source, settings: object
) -> None:
    saved = made(outlet, "港口 & 停航?", source_url=ADDRESS)
    assert page_of(client, saved).css('a[href^="mailto:"]') == []
    settings.CONTACT_EMAIL = "editors+mail@archive.example"  # type: ignore[attr-defined]
    (link,) = page_of(client, saved).css('a[href^="mailto:"]')
    assert link.text() == "Report a fault, or ask for removal"
    target = str(link.attributes["href"])
    assert target.startswith("mailto:editors%2Bmail@archive.example?subject=Report%3A%20")
    subject, _, body = target.partition("?subject=")[2].partition("&body=")
    assert unquote(subject) == "Report: 港口 & 停航?"
    assert unquote(body).split("\r\n") == [
        "港口 & 停航?", f"http://testserver{saved.get_absolute_url()}", ADDRESS, "", "",
    ]  # fmt: skip


def test_a_post_takes_letters_where_its_switch_says_so_and_somebody_reads_them(
    client: Client, outlet: Source, settings: object
) -> None:
    closed, opened = made(outlet, "甲"), made(outlet, "乙", allow_comments=True)
    words = "Write to the editors about this post"
    assert words not in page_of(client, opened).text()
    settings.CONTACT_EMAIL = "editors@archive.example"  # type: ignore[attr-defined]
    assert words not in page_of(client, closed).text()
    link = page_of(client, opened).css_first(".letters a")
    assert link is not None
    assert link.text() == words
    assert str(link.attributes["href"]).startswith(
        f"mailto:editors@archive.example?subject={quote('乙')}&body=http"
    )


def test_who_finds_a_post_withdrawn_may_ask_why(
    client: Client, outlet: Source, settings: object
) -> None:
    saved = made(outlet, status=Post.Status.WITHDRAWN)
    settings.CONTACT_EMAIL = "editors@archive.example"  # type: ignore[attr-defined]
    link = page_of(client, saved, 410).css_first('a[href^="mailto:"]')
    assert link is not None
    assert link.text() == "Write to the editors about this post"


def test_a_printed_post_says_where_it_is_from(client: Client, outlet: Source) -> None:
    saved = made(outlet, published_at=NOON)
    main = page_of(client, saved)
    copy, zone = (node.text() for node in main.css("dd.printed"))
    assert copy == f"Newsroom, http://testserver{unquote(saved.get_absolute_url())}"
    assert zone == "UTC"
