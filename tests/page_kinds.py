"""Every kind of public page, a row for each, in an archive that holds every shape of post.

`test_page_kinds.py` holds the rows against the routes, so that a new page cannot be forgotten here; the tests in
a browser walk them.
"""

from pathlib import Path
from typing import NamedTuple

from django.db.models import Count

from articles.models import Post
from tests.archive import imported, post

# Routes that answer with a document for machines, or lead to a page of another route.
NOT_PAGES = frozenset({
    "feed", "feed_json", "source_feed", "source_feed_json", "tag_feed", "tag_feed_json",
    "author_feed", "author_feed_json", "search_feed", "search_feed_json",
    "sitemap", "sitemap_news", "sitemap_section", "robots", "opensearch", "worker", "healthz",
    "random", "jekyll_post",
})  # fmt: skip

# What bodies may hold beside what the samples show, each part as wide or as long as it comes.
_DENSE = f"""
<h2>潮位表</h2>
<table><caption>十一月潮位</caption><tr>{"".join(f"<th>第{day}日</th>" for day in range(1, 31))}</tr>
<tr>{"".join(f"<td>{day}.25</td>" for day in range(1, 31))}</tr></table>
<p>https://tide.example/{"a-very-long-address-without-a-break/" * 5}</p>
<p lang="en">{"Donaudampfschifffahrts" * 8}</p>
<pre>{"0123456789 " * 30}
{"x" * 200}</pre>
<iframe src="https://www.youtube.com/embed/abcdefghijk" title="港口航拍" width="1200" height="800"></iframe>
<iframe src="https://player.bilibili.com/player.html?bvid=BV1xx411c7mD"></iframe>
<iframe src="https://strange.example/frame"></iframe>
<video src="https://tide.example/harbour.mp4" controls></video>
<audio src="https://tide.example/horn.mp3" controls></audio>
<figure><img src="https://tide.example/wide.jpg" alt="码头" width="3000" height="400">
<figcaption>码头 <small>林小满</small></figcaption></figure>
<img src="https://tide.example/nameless.jpg">
<blockquote><p>风起时，先收缆绳。</p><blockquote>再收旗。</blockquote></blockquote>
<ol><li>缆绳<ul><li>粗的<ol><li>细的</li></ol></li></ul></li></ol>
<p><ruby>潮<rt>cháo</rt></ruby>，<sub>下</sub><sup>上</sup>，
<a href="https://tide.example/elsewhere">别处</a>，<kbd>Ctrl</kbd>，<code>rm -rf</code></p>
<dl><dt>涨潮</dt><dd>水上来</dd></dl><details><summary>更多</summary><p>没有了。</p></details><hr>
"""

_FOOTNOTES = """---
title: 脚注
date: 2026-11-13T08:00:00Z
tags: [天气]
---
潮水有信。[^1] 人也一样。[^long]

[^1]: 见《海潮图序》。
[^long]: 见上一条，

    以及它的第二段。
"""


class Kind(NamedTuple):
    """A kind of page.

    :ivar route: the name of the route that answers (articles/urls.py).
    """

    name: str
    route: str
    path: str
    status: int = 200


def kinds_of_pages(folder: Path) -> list[Kind]:
    """Return every kind of page of the sample archive, after adding the posts that it lacks.

    :param folder: an empty one.
    """
    imported(folder, {"dense.md": post(body=_DENSE), "footnotes.md": _FOOTNOTES})
    public = Post.objects.published().newest_first()
    dense = public.get(title="港口夜间停航")
    footnotes = public.get(title="脚注")
    newest = public.filter(language="zh-Hans")[0]
    draft, gone, changed_and_gone = public.filter(language="zh-Hans")[1:4]
    changed = public.annotate(states=Count("originals")).filter(states__gt=1)[0]
    for hidden, status in (
        (draft, Post.Status.DRAFT),
        (gone, Post.Status.WITHDRAWN),
        (changed_and_gone, Post.Status.WITHDRAWN),
    ):
        hidden.status, hidden.withdrawal_note = status, "应作者要求。\n不再公开。"
        hidden.save()
    video = public.filter(source_url__contains="youtube.com")[0]
    right_to_left = public.filter(language="ar")[0]
    day = newest.day
    assert day is not None
    author = next(post.byline for post in public if post.byline)
    at = newest.get_absolute_url()
    return [
        Kind("front page", "home", "/"),
        Kind("behind the last page", "home", "/?before=0-1"),
        Kind("year", "year", f"/{day:%Y}/"),
        Kind("year of few days", "year", f"/{public.reverse()[0].day:%Y}/"),
        Kind("month", "month", f"/{day:%Y/%m}/"),
        Kind("day", "day", f"/{day:%Y/%m/%d}/"),
        Kind("post", "post", at),
        Kind("post in the other script", "post", f"{at}?script=hant"),
        Kind("post of every shape", "post", dense.get_absolute_url()),
        Kind("post with footnotes", "post", footnotes.get_absolute_url()),
        Kind("post that is a video", "post", video.get_absolute_url()),
        Kind("post that runs to the left", "post", right_to_left.get_absolute_url()),
        Kind("post in Japanese", "post", public.filter(language="ja")[0].get_absolute_url()),
        Kind("post in English", "post", public.filter(language="en")[0].get_absolute_url()),
        Kind("withdrawn post", "post", gone.get_absolute_url(), 410),
        Kind("draft", "post", draft.get_absolute_url(), 404),
        Kind("changes", "changes", changed.get_changes_url()),
        Kind("changes of a withdrawn post", "changes", changed_and_gone.get_changes_url(), 410),
        Kind("subjects by size", "tags", "/tags/"),
        Kind("subjects by name", "tags", "/tags/?by=name"),
        Kind("subject", "tag", newest.tags.all()[0].get_absolute_url()),
        Kind("outlets", "sources", "/sources/"),
        Kind("outlet", "source", newest.source.get_absolute_url()),
        Kind("outlet that writes to the left", "source", right_to_left.source.get_absolute_url()),
        Kind("authors", "authors", "/authors/"),
        Kind("author", "author", f"/authors/{author}/"),
        Kind("search before it", "search", "/search/"),
        Kind("search with hits", "search", "/search/?q=的"),
        Kind("search, narrowed, best first", "search", "/search/?q=的&from=2026-01-01&sort=best"),
        Kind("search that finds nothing", "search", "/search/?q=没有+这些 渡轮 source:无 from:13"),
        Kind("search behind its last page", "search", "/search/?q=的&after=1-1"),
        Kind("lookup", "lookup", "/lookup"),
        Kind("lookup without a copy", "lookup", "/lookup?url=https://tide.example/none", 404),
        Kind("lookup of words", "lookup", "/lookup?url=海潮", 404),
        Kind("without a network", "offline", "/offline/"),
        Kind("no page", "old_address", "/nothing-here/", 404),
    ]
