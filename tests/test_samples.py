"""The sample archive holds what its README promises, read here without any of the site's code.

Only PyYAML and Pillow are used, so that a fault in the importer cannot hide a fault in a sample.
"""

import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from PIL import Image, ImageChops, ImageStat

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PICTURES = SAMPLES / "pictures"
FOREIGN_HOSTS = {"www.youtube.com", "images.weserv.nl"}
ADDRESS = re.compile(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]+)", re.IGNORECASE)
LOCAL_PICTURE = re.compile(r"[\"(]((?:\.\.)?/pictures/[^\")\s]+)")

# An oddity of the real archive -> the pattern that some file must match.
ODDITIES = {
    "crawl stamp in ms": r"\n---\n<!--\d{13}-->\n",
    "crawl stamp NaN": r"\n---\n<!--NaN-->\n",
    "comments": r"\ncomments: True\n",
    "bare date": r"\ndate: \d{4}-\d\d-\d\d\n",
    "date with an offset": r"\ndate: \S+\+08:00\n",
    "quotes, bar and hash in a title": r'\ntitle: "\\".*\\" \| .*#.*"\n',
    "spaces around a title": r'\ntitle: "  .*  "\n',
    "emoji in a title": r'\ntitle: ".*🎋.*"\n',
    "full-width punctuation in a title": r'\ntitle: ".*[：？“【［].*"\n',
    "video post": r"\nfrom: https://www\.youtube\.com/watch\?v=[\w-]{11}\n",
    "iframe": r"<iframe [^>]*youtube\.com/embed/[\w-]{11}",
    "lazy picture": r"<img [^>]*data-src=",
    "proxy": r"images\.weserv\.nl/\?url=",
    "protocol-relative picture": r'src="//',
    "tracking pixel": r'width="1" height="1"',
    "figcaption": r"<figcaption>",
    "lead_image_caption": r'<span class="lead_image_caption">',
    "copyright": r'<span class="copyright">',
    "picinfo": r'<div class="picinfo">',
    "small caption": r"<small",
    "zoom icon": r"icon-zoom\.png",
    "share bar": r'class="share-bar"',
    "script and style": r"<script.*<style",
    "Office markup": r"<o:p>",
    "table": r"<table>.*rowspan",
    "blockquote": r"<blockquote>",
    "nested list": r"<ul><li>.*<ul><li>",
    "ruby": r"<ruby>",
    "markdown heading, table, fence": r"\n## .*\n\| .*\n```sh\n",
    "picture from the root": r'src="/pictures/',
    "picture from the post's folder": r'src="\.\./pictures/',
}

# Language -> letters that tell it from the others, the share of a post they must make up, posts.
LANGUAGES = {
    "Chinese, simplified": ("这个们来时说没还", 0.006, 20),
    "Chinese, traditional": ("這個們來時說沒還", 0.006, 10),
    "English": ("etaoinshrdlu", 0.5, 9),
    "Arabic": ("ابتدرسعفقكلمنهوي", 0.4, 3),
    "Hebrew": ("אבגדהוזחטיכלמנס", 0.4, 1),
    "Japanese": ("あいうえおかきくのはる", 0.1, 1),
}


@dataclass(frozen=True)
class Sample:
    """One file of the sample archive, taken apart with as little cleverness as possible."""

    path: Path
    raw: bytes
    front: dict[str, Any]
    body: str

    @property
    def text(self) -> str:
        return self.raw.decode("utf-8-sig").replace("\r\n", "\n")

    @property
    def visible(self) -> str:
        bare = re.sub(r"<(script|style).*?</\1>", "", self.body, flags=re.DOTALL)
        return re.sub(r"<[^>]*>|\s", "", bare)


@cache
def samples() -> tuple[Sample, ...]:
    found = []
    for path in sorted([*SAMPLES.glob("_posts/**/*.md"), *SAMPLES.glob("archived/**/*.md")]):
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        empty, front, body = text.split("---\n", 2)
        assert not empty, path
        found.append(Sample(path, raw, yaml.safe_load(front), body))
    return tuple(found)


def by_address() -> dict[str, list[Sample]]:
    groups: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples():
        if "from" in sample.front:
            groups[sample.front["from"]].append(sample)
    return groups


def local_pictures() -> Iterator[tuple[Sample, str]]:
    for sample in samples():
        for address in LOCAL_PICTURE.findall(sample.text):
            yield sample, unquote(address)


def test_there_are_enough_posts_and_they_stay_small() -> None:
    assert len(samples()) >= 44
    assert len({sample.raw for sample in samples()}) == len(samples()) - 1
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*.*")) <= 3_000_000


def test_every_post_has_the_fields_of_the_real_archive() -> None:
    for sample in samples():
        front = sample.front
        assert front["layout"] == "post", sample.path
        assert isinstance(front["title"], str), sample.path
        assert front["title"].strip(), sample.path
        assert isinstance(front["date"], date), sample.path
        assert front["author"], sample.path
        assert front["tags"], sample.path
        assert front["categories"], sample.path
        assert sample.path.name.startswith(tuple("12")), sample.path
        if "from" in front:
            assert f"]({front['from']})\n------\n\n<div>\n" in sample.body, sample.path


def test_no_post_is_from_after_the_samples_were_made() -> None:
    for sample in samples():
        when = sample.front["date"]
        day = when.date() if isinstance(when, datetime) else when
        assert date(2019, 1, 1) <= day <= date(2026, 11, 20), sample.path


@pytest.mark.parametrize("oddity", ODDITIES)
def test_some_post_shows(oddity: str) -> None:
    pattern = re.compile(ODDITIES[oddity], re.DOTALL if oddity.startswith("markdown") else 0)
    assert any(pattern.search(sample.text) for sample in samples())


def test_one_file_has_windows_line_ends_and_one_a_byte_order_mark() -> None:
    assert sum(b"\r\n" in sample.raw for sample in samples()) == 1
    assert sum(sample.raw.startswith(b"\xef\xbb\xbf") for sample in samples()) == 1


def test_one_body_is_indented_html_with_blank_lines() -> None:
    indented = [sample for sample in samples() if re.search(r"\n\n {8,}<", sample.body)]
    assert len(indented) == 1
    assert indented[0].body.count("\n\n") > 10


def test_one_address_has_a_copy_and_a_later_edit() -> None:
    (group,) = [group for group in by_address().values() if len(group) > 1]
    assert len(group) == 3
    assert len({sample.raw for sample in group}) == 2
    assert len({sample.front["title"] for sample in group}) == 2
    stamps = {re.findall(r"<!--(\d+)-->", sample.body)[0] for sample in group}
    assert len(stamps) == 2


def test_two_outlets_have_the_same_title_on_the_same_day() -> None:
    same = defaultdict(set)
    for sample in samples():
        same[sample.path.name].add(sample.front["categories"][0])
    assert sorted(map(len, same.values()))[-2:] == [1, 2]


def test_some_posts_come_from_no_outlet() -> None:
    blog = [sample for sample in samples() if "from" not in sample.front]
    assert len(blog) >= 2
    assert all("<" not in sample.body for sample in blog)


def test_lengths_reach_from_very_short_to_long() -> None:
    lengths = [len(sample.visible) for sample in samples()]
    assert min(lengths) < 150
    assert max(lengths) >= 2_500


def test_many_days_years_outlets_and_tags() -> None:
    days = Counter(sample.path.name[:10] for sample in samples())
    tags = Counter(str(tag) for sample in samples() for tag in sample.front["tags"])
    years = {day[:4] for day in days}
    same_day = {year for year in years if f"{year}-11-20" in days}
    assert sum(count >= 3 for count in days.values()) >= 4
    assert years == {str(year) for year in range(2019, 2027)}
    assert len(same_day) >= 4
    assert len(tags) >= 25
    assert sum(count >= 5 for count in tags.values()) >= 8
    assert len({sample.front["categories"][0] for sample in samples()}) >= 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_posts_are_there_in(language: str) -> None:
    letters, share, least = LANGUAGES[language]
    written = [
        sample
        for sample in samples()
        if sum(map(sample.visible.count, letters)) >= share * len(sample.visible)
    ]
    assert len(written) >= least


def test_every_host_is_invented() -> None:
    for sample in samples():
        for host in ADDRESS.findall(sample.text):
            assert host.endswith(".example") or host in FOREIGN_HOSTS, (sample.path, host)


def test_the_proxy_hides_invented_hosts_too() -> None:
    for sample in samples():
        for inner in re.findall(r"weserv\.nl/\?url=([^\"&]+)", sample.text):
            host = urlsplit(inner if "//" in inner else f"//{inner}").hostname or ""
            assert host.endswith(".example"), (sample.path, inner)


def test_file_names_are_legal_on_windows() -> None:
    for path in SAMPLES.rglob("*"):
        assert not set(path.name) & set('<>:"\\|?*'), path
        assert not path.name.endswith((" ", ".")), path
        # The longest name that every common file system takes, in bytes.
        assert len(path.name.encode()) <= 255, path


def test_every_local_picture_is_there_and_sound() -> None:
    used = list(local_pictures())
    assert len(used) >= 30
    for sample, address in used:
        inside = address.startswith("/")
        path = SAMPLES / address[1:] if inside else sample.path.parent / address
        assert path.resolve().is_relative_to(PICTURES), (sample.path, address)
        with Image.open(path) as picture:
            picture.load()
            assert max(picture.size) <= 2_000
        assert path.stat().st_size <= 200_000


def test_every_picture_is_used_and_their_shapes_differ() -> None:
    kept = {path.name for path in PICTURES.iterdir()}
    assert kept == {address.rsplit("/", 1)[1] for _, address in local_pictures()}
    assert len(kept) >= 14
    shapes = set()
    for name in kept:
        with Image.open(PICTURES / name) as picture:
            shapes.add((picture.width > picture.height) - (picture.width < picture.height))
    assert shapes == {-1, 0, 1}


def test_the_recent_posts_carry_pictures() -> None:
    newest = sorted(samples(), key=lambda sample: sample.path.name[:10], reverse=True)[:20]
    assert sum("/pictures/" in sample.body for sample in newest) >= 15


def test_the_script_draws_the_pictures_that_are_kept(tmp_path: Path) -> None:
    script = [sys.executable, "-B", str(SAMPLES / "draw_pictures.py"), "--out", str(tmp_path)]
    subprocess.run(script, check=True, timeout=300)
    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == {path.name for path in PICTURES.iterdir()}
    for name in drawn:
        with Image.open(tmp_path / name) as new, Image.open(PICTURES / name) as old:
            assert new.size == old.size, name
            difference = ImageChops.difference(new.convert("RGB"), old.convert("RGB"))
            # Encoders differ between versions of Pillow; another picture differs by 20 and more.
            assert max(ImageStat.Stat(difference).mean) < 4, name


def test_the_readme_names_files_that_exist() -> None:
    page = (SAMPLES / "README.md").read_text(encoding="utf-8")
    names = re.findall(r"`((?:_posts|archived)/[^`]*\d{4}-\d\d-\d\d-[^`]*)`", page)
    assert len(names) > 20
    for name in names:
        assert list(SAMPLES.glob(re.sub(r"([\[\]])", r"[\1]", name).replace("…", "*"))), name
