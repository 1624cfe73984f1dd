"""A post can be read in the other Chinese script; what was published stays at hand."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles import markup
from articles.models import Post, Source
from tests.desk import made

pytestmark = pytest.mark.django_db
BODY = '<p>软件里面<b>发</b>生了什么，头发 &amp; 皇后。</p><p><a href="https://a.example/头发">后来</a></p>'


@pytest.fixture
def outlet() -> Source:
    return Source.objects.create(name="潮汐日报")


def page(client: Client, post: Post, script: str = "") -> str:
    address = post.get_absolute_url() + (f"?script={script}" if script else "")
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def test_a_simplified_post_reads_as_traditional(client: Client, outlet: Source) -> None:
    post = made(outlet, title="头发", body=BODY, language="zh-Hans")
    published = page(client, post)
    assert (
        f'href="{post.get_absolute_url()}?script=hant" rel="nofollow" lang="zh-Hant">繁體</a>'
        in published
    )
    changed = page(client, post, "hant")
    assert "<h1>頭髮</h1>" in changed
    assert "軟件裡面<b>發</b>生了什麼，頭髮 &amp; 皇后。" in changed
    assert 'href="https://a.example/%E5%A4%B4%E5%8F%91"' in changed or "a.example/头发" in changed
    assert '<article class="post" lang="zh-Hant"' in changed
    assert "changed by OpenCC" in changed
    assert f'href="{post.get_absolute_url()}" lang="en">As published</a>' in changed


def test_a_traditional_post_reads_as_simplified(client: Client, outlet: Source) -> None:
    post = made(outlet, title="頭髮", body="<p>裡面，為什麼</p>", language="zh-Hant")
    changed = page(client, post, "hans")
    assert "<h1>头发</h1>" in changed
    assert "里面，为什么" in changed


@pytest.mark.parametrize(
    ("language", "script"), [("zh-Hans", "hans"), ("zh-Hans", "x"), ("en", "hant"), ("ja", "hans")]
)
def test_what_cannot_be_meant_shows_the_post_as_it_was_published(
    client: Client, outlet: Source, language: str, script: str
) -> None:
    post = made(outlet, title="头发", body=BODY, language=language)
    assert "changed by OpenCC" not in page(client, post, script)
    assert ('class="script"' in page(client, post, script)) == (language == "zh-Hans")


def test_a_changed_post_is_read_anew(client: Client, outlet: Source) -> None:
    post = made(outlet, title="头发", body=BODY, language="zh-Hans")
    page(client, post, "hant")
    post.title, post.body = "后来", "<p>干净</p>"
    post.save()
    changed = page(client, post, "hant")
    assert "<h1>後來</h1>" in changed
    assert "乾淨" in changed


def test_search_engines_read_the_post_as_it_was_published(client: Client, outlet: Source) -> None:
    post = made(outlet, title="头发", body=BODY, language="zh-Hans")
    changed = page(client, post, "hant")
    assert f'<link rel="canonical" href="http://testserver{post.get_absolute_url()}">' in changed


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), max_size=6))
def test_words_alone_are_changed(texts: list[str]) -> None:
    body = markup.render(
        "".join(f"<p>{text.replace('<', '&lt;')}<br><b>x</b></p>" for text in texts)
    ).html
    assert markup.plain(markup.with_words(body, str.upper)) == markup.plain(body).upper()
    twice = markup.with_words(markup.with_words(body, str), str)
    assert twice == markup.with_words(body, str)
