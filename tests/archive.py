"""Small archives for tests: post files as the archivers write them, in a folder of the test's own."""

import os
from pathlib import Path

from articles.importing.progress import Progress
from articles.importing.run import Options, import_posts
from articles.importing.summary import Summary

ADDRESS = "https://tide.example/2026/11/harbour"

POST = """---
layout: post
title: "{title}"
date: {date}
author: {author}
from: {address}
tags: [ {tags} ]
categories: [ {source} ]
---
<!--{stamp}-->
[{title}]({address})
------

<div>
{body}
</div>
"""


def post(**fields: str) -> str:
    """Return the text of a post file in the archivers' form."""
    usual = {
        "title": "港口夜间停航",
        "date": "2026-11-14T01:58:29.677Z",
        "author": "林小满",
        "address": ADDRESS,
        "source": "潮汐日报",
        "tags": "潮汐日报, 天气",
        "stamp": "1794621509677",
        "body": "<p>台风将在星期五抵达。</p>",
    }
    return POST.format(**(usual | fields))


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def some_of(corpus: Path) -> dict[str, str | bytes]:
    """Return every 16th file of the archive sample, near 800 posts of every outlet; CORPUS_EVERY=1: all."""
    every = int(os.environ.get("CORPUS_EVERY", "16"))
    paths = sorted(corpus.rglob("*.md"))[::every]
    return {str(path.relative_to(corpus)): path.read_bytes() for path in paths}


def imported(folder: Path, files: dict[str, str | bytes], **options: object) -> Summary:
    """Write files below a folder and import them; what a run says of itself."""
    return run(write(folder, files), **options)


def run(*paths: Path, **options: object) -> Summary:
    """Import paths quietly and return what the run counted."""
    quiet = Progress(lambda _: None, lambda _: None, shown=False)
    return import_posts(paths, Options(source="本站", **options), quiet)  # type: ignore[arg-type]
