"""Every kind of page is valid HTML in every language, as the Nu HTML checker judges it."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from articles.models import Post, Source
from tests.archive import run
from tests.checking import errors_in
from tests.desk import POSTS, made
from tests.page_kinds import kinds_of_pages
from tests.test_feeds import SAMPLES

pytestmark = pytest.mark.django_db

# Of an archive without posts, which has these pages.
BARE = ("/", "/tags/", "/tags/?by=name", "/sources/", "/search/", "/search/?q=a", "/nothing-here/")
# As real posts have it: whatever an outlet wrote, its page is valid.
AWKWARD = """<li>一<li>二</li><p>三</p><ul><ul><li>四</ul>五<h3>六</h3></ul><dl><dt>七<dd>八</dl>
<time>May 31th 2019</time> <time datetime="2019-05-31">今天</time> 九\x08&#8;\x7f
<a href='https://tide.example/a b"c%'>十</a> https://tide.example/%E6%B.x <a href="/?q=[1]|2#a#b">十一</a>
<table><tr><td colspan=0 rowspan=x scope=y>十二</table><ol start=x><li lang=zh_CN>十三</ol>
<img src='https://tide.example/"1%.png"'><video src="https://tide.example/v v.mp4"></video><a title=x>十四</a>
<iframe src="https://tide.example/?a[b]=c"></iframe>"""
STRANGE = 'https://tide.example/港 口/"70%%20[1]"'


def keep(client: Client, path: str, file: Path, status: int = 200) -> None:
    response = client.get(path)
    assert response.status_code == status, path
    assert response["Content-Type"] == "text/html; charset=utf-8", path
    file.write_bytes(response.content)


def test_no_kind_of_page_breaks_a_rule_of_html(
    client: Client, desk: Client, tmp_path: Path, nu_checker: str
) -> None:
    languages = [code for code, _ in settings.LANGUAGES]
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, path in enumerate(BARE):
        for code in languages:
            file = pages / f"bare {number} {code}.html"
            keep(client, f"/{code}{path}", file, 404 if "nothing" in path else 200)
    run(SAMPLES)
    for post in Post.objects.published():
        keep(client, post.get_absolute_url(), pages / f"sample {post.pk}.html")
    awkward = made(Source.objects.all()[0], body=AWKWARD, source_url=STRANGE)
    keep(client, awkward.get_absolute_url(), pages / "awkward.html")
    keep(client, f"/lookup?url={quote(STRANGE + '2')}", pages / "awkward lookup.html", 404)
    draft = made(Source.objects.all()[0], status=Post.Status.DRAFT, published_at=None)
    keep(desk, f"{POSTS}{draft.pk}/preview/", pages / "draft.html")
    for kind in kinds_of_pages(tmp_path / "more"):
        for code in languages:
            file = pages / f"{kind.name} {code}.html"
            keep(client, f"/{code}{kind.path}", file, kind.status)
    for code in languages:
        with translation.override(code):
            (pages / f"500 {code}.html").write_text(render_to_string("500.html"), encoding="utf-8")
    assert errors_in(pages, nu_checker) == []


def test_the_checker_finds_what_is_broken(tmp_path: Path, nu_checker: str) -> None:
    head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>a</title>'
    (tmp_path / "sound.html").write_text(f"{head}<p>a</p>")
    (tmp_path / "broken.html").write_text(f"{head}<div><li>a</li></div>")
    (found,) = errors_in(tmp_path, nu_checker)
    assert found.startswith("broken.html:1: Element “li” not allowed as child of element “div”")
