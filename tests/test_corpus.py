"""The real archive sample, where it lies beside the project: held against an independent reading."""

import datetime as dt
import html
from pathlib import Path

import pytest
import yaml
from django.test import Client

from articles.importing.progress import Progress
from articles.importing.run import Options, import_posts
from articles.models import Original, Post
from tests.archive import some_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.corpus]


def front_matter(path: Path) -> dict[str, object]:
    """Read a file's front matter in the plainest way there is."""
    text = path.read_text("utf-8", errors="replace").removeprefix("\ufeff")
    fields = yaml.safe_load(text.split("\n---", 1)[0].removeprefix("---"))
    assert isinstance(fields, dict)
    return fields


def moment(date: object) -> dt.datetime:
    if isinstance(date, dt.datetime):
        return date if date.tzinfo else date.replace(tzinfo=dt.UTC)
    assert isinstance(date, dt.date)
    return dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)


def test_each_post_says_what_its_file_says(corpus: Path, tmp_path: Path) -> None:
    files = some_of(corpus)
    quiet = Progress(lambda _: None, lambda _: None, shown=False)
    summary = import_posts([write(tmp_path, files)], Options(), quiet)
    assert summary.files == summary.counts.total() == len(files)
    assert summary.rejections == []
    compared = 0
    for original in Original.objects.select_related("post", "post__source"):
        newest = original.post.originals.order_by("-crawled_at", "-hash").first()
        if newest != original:
            continue  # an earlier state of a post whose later one is shown
        fields = front_matter(corpus / original.paths[0])
        post = original.post
        assert post.title == html.unescape(str(fields["title"]).strip())
        assert post.byline == html.unescape(str(fields["author"])).strip()
        assert post.source_url == str(fields["from"]).strip()
        assert post.published_at == moment(fields["date"])
        assert sorted(post.tags.names()) == sorted(map(str, fields["tags"]))  # type: ignore[call-overload]
        assert post.source.name == fields["categories"][0]  # type: ignore[index]
        assert post.allow_comments is fields.get("comments", False)
        assert original.content == (corpus / original.paths[0]).read_bytes()
        compared += 1
    assert compared == Post.objects.count() > 700


def test_the_seed_post_becomes_a_clean_page(
    seed_post: bytes, tmp_path: Path, client: Client
) -> None:
    from selectolax.lexbor import LexborHTMLParser

    write(tmp_path, {"seed.md": seed_post})
    quiet = Progress(lambda _: None, lambda _: None, shown=False)
    import_posts([tmp_path], Options(), quiet)
    post = Post.objects.get()
    page = client.get(post.get_absolute_url())
    assert page.status_code == 200
    article = LexborHTMLParser(page.content.decode()).css_first("article")
    assert article is not None
    assert [node.text(strip=True) for node in article.css("h1")] == [post.title]
    body = article.css_first(".post-body")
    assert body is not None
    assert post.title not in body.text()
    assert post.source.name in article.text()
    assert post.source.name == post.byline
    assert article.css_first("time").attributes["datetime"].startswith("2024-11-14T01:58:29")
    assert [node.attributes["href"] for node in article.css("a[rel~=tag]")] == [
        post.tags.get().get_absolute_url()
    ]
    assert len(article.css("img")) == 1
    assert "icon-zoom" not in page.content.decode()
    figure = article.css_first("figure")
    assert figure.css_first("figcaption").text().startswith("2024年8月11日")
    assert "路透社" in figure.css_first("figcaption").text()
    body = LexborHTMLParser(post.body)
    assert len(body.css("li a")) == 3
    assert len(body.css("p")) == 7
    assert not body.css("div, span")
