"""The history of a post: what an editor changed, in the words of the form."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles.models import Source
from tests.desk import POSTS, change, made, save

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("language", "published", "review", "yes"),
    [("en", "published", "in review", "yes"), ("zh-hans", "已发布", "待审", "是")],
)
def test_statuses_and_switches_are_called_what_the_form_calls_them(
    desk: Client, outlet: Source, language: str, published: str, review: str, yes: str
) -> None:
    saved = made(outlet)
    save(desk, change(saved), status="review", title="港口复航", allow_comments="on")
    headers = {"accept-language": language}
    response = desk.get(f"{POSTS}{saved.pk}/history/", headers=headers)
    table = LexborHTMLParser(response.content.decode()).css_first("#change-history")
    assert table is not None
    rows = [row.css("td") for row in table.css("tbody tr")]
    assert [row[1].text() for row in rows] == [review, published]
    changes = " ".join(rows[0][-1].text().split())
    assert f"{published} → {review}" in changes
    assert f"→ {yes}" in changes
    assert "港口停航 → 港口复航" in changes
