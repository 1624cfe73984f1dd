"""What a site's own configuration says, and that one which cannot be read is said and harms nothing."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from articles.importing.configuration import Configuration, read
from articles.importing.permalinks import Permalinks
from articles.models import OldAddress, Original, Post
from tests.archive import run, write
from tests.test_importing_rendering import render
from tests.test_importing_run import command

POST = "---\ntitle: {}\ndate: {}\ncategories: [ Sea ]\n---\n文"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "_config.yml",
            "---\ntitle: 海边\ntimezone: Asia/Shanghai\npermalink: none\n",
            Configuration("海边", SHANGHAI, Permalinks("jekyll", {"": "/:categories/:title:output_ext"})),
        ),
        (
            "_config.yml",
            "name: Tide\nsource_dir: source\ntimezone: ''\nnew_post_name: :year-:month-:day-:title.md\n",
            Configuration("Tide", dt.UTC, Permalinks("hexo", {"": ":year/:month/:day/:title/"}, True)),
        ),
        (
            "hugo.toml",
            'title = "Tide"\ntimeZone = "Asia/Shanghai"\n[permalinks]\nposts = "/:year/:slug/"\n',
            Configuration("Tide", SHANGHAI, Permalinks("hugo", {"posts": "/:year/:slug/"})),
        ),
        (
            "hugo.yaml",
            "title: Tide\npermalinks:\n  page:\n    news: /:slug/\n",
            Configuration("Tide", dt.UTC, Permalinks("hugo", {"news": "/:slug/"})),
        ),
        ("config.toml", 'base_url = "https://a.example"\ntitle = "Zola"\n', Configuration("Zola")),
        ("config.json", '{"title": "J"}', Configuration("J")),
        (
            "pelicanconf.py",
            "import os\nSITENAME = 'Tide'\nTIMEZONE = 'Asia/Shanghai'\nX = os.system('x')\n",
            Configuration("Tide", SHANGHAI),
        ),
    ],
)  # fmt: skip
def test_each_tool_says_name_zone_and_pattern(
    tmp_path: Path, name: str, text: str, expected: Configuration
) -> None:
    assert read(write(tmp_path, {name: text})) == (expected, [])


def test_a_zone_may_be_a_distance(tmp_path: Path) -> None:
    found, _ = read(write(tmp_path, {"_config.yml": "timezone: '+08:00'\n"}))
    assert found.zone == dt.timezone(dt.timedelta(hours=8))


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("_config.yml", "title: a\nb: [\n", 3, "not read: it is not YAML: did not find expected"),
        ("_config.yml", "- a\n", 1, "not read: it is not a list of `name: value`"),
        ("_config.yml", "a: " + "[" * 200 + "]" * 200, 1, "nested more than 100 levels deep"),
        ("hugo.toml", "a = 1\nb = \n", 2, "not read: it is not TOML"),
        ("config.json", '{"a": }', 1, "not read: it is not JSON"),
        ("pelicanconf.py", "a = 1\nb = (\n", 2, "not read: it is not Python"),
        ("_config.yml", "timezone: Mars/Olympus\n", 0, "the time zone 'Mars/Olympus' is none"),
        (
            "_config.yml",
            "timezone: ../../../etc/passwd\n",
            0,
            "is none that is known: UTC is taken",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_file_and_line(
    tmp_path: Path, name: str, text: str, line: int, reason: str
) -> None:
    found, notes = read(write(tmp_path, {name: text}))
    assert found.zone is dt.UTC
    assert [(note.path, note.line) for note in notes] == [(name, line)]
    assert reason in notes[0].reason


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path, {"secret": "title: secret\n"}) / "secret"
    (write(tmp_path / "site", {"a.md": ""}) / "_config.yml").symlink_to(secret)
    assert read(tmp_path / "site") == (Configuration(), [])


def test_a_folder_without_one_is_as_it_was(tmp_path: Path) -> None:
    assert read(tmp_path) == (Configuration(), [])


@pytest.mark.django_db
@pytest.mark.database
def test_a_post_has_the_zone_the_outlet_and_the_old_address_of_its_site(
    tmp_path: Path, client: Client
) -> None:
    site = write(
        tmp_path,
        {
            "_config.yml": "title: 海边\ntimezone: Asia/Shanghai\npermalink: pretty\n",
            "_posts/2024-03-02-timed.md": POST.format("有时", "2024-03-02 06:30:00"),
            "_posts/2024-03-02-bare.md": POST.format("无时", "2024-03-02"),
            "_posts/2024-03-02-zoned.md": POST.format("有区", "2024-03-02T06:30:00+01:00"),
            "_posts/2024-03-02-own.md": POST.format("自定", "2024-03-02\npermalink: /own.html"),
        },
    )
    assert command(site)[0] == 0
    moments = dict(Post.objects.values_list("title", "published_at"))
    assert {title: f"{moment:%m-%d %H:%M}" for title, moment in moments.items()} == {
        "有时": "03-01 22:30",
        "无时": "03-02 00:00",
        "有区": "03-02 05:30",
        "自定": "03-02 00:00",
    }
    assert set(Post.objects.values_list("source__name", flat=True)) == {"海边"}
    olds = set(OldAddress.objects.values_list("path", flat=True))
    assert {"/sea/2024/03/02/timed/", "/sea/2024/03/02/bare/", "/own.html"} <= olds
    assert "/sea/2024/03/02/own/" not in olds
    moved = client.get("/sea/2024/03/02/timed/")
    assert moved["Location"] == Post.objects.get(title="有时").get_absolute_url()


@pytest.mark.django_db
def test_the_source_that_is_named_goes_before_the_site_s_own(tmp_path: Path) -> None:
    site = write(tmp_path, {"_config.yml": "title: 海边\n", "a.md": POST.format("a", "2024-03-02")})
    command(site, "--source", "山里")
    assert Post.objects.get().source.name == "山里"


@pytest.mark.django_db
def test_each_of_two_sites_has_its_own(tmp_path: Path) -> None:
    for name, zone in (("海边", "Asia/Shanghai"), ("山里", "Europe/Oslo")):
        text = POST.format(name, "2024-03-02 12:00")
        configured = f"title: {name}\ntimezone: {zone}\n"
        write(tmp_path / name, {"_config.yml": configured, f"{name}.md": text})
    command(tmp_path / "海边", tmp_path / "山里", "--jobs", 2)
    found = Post.objects.values_list("title", "source__name", "published_at__hour")
    assert sorted(found) == [("山里", "山里", 11), ("海边", "海边", 4)]


@pytest.mark.django_db
def test_a_configuration_that_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    site = write(tmp_path, {"_config.yml": "a: [\n", "a.md": POST.format("a", "2024-03-02")})
    code, out, err = command(site)
    assert (code, "1 new" in out) == (0, True)
    assert err.startswith("_config.yml:2: not read: it is not YAML")
    assert command(site, "--strict")[0] == 1


@pytest.mark.django_db
def test_a_site_is_still_known_when_its_originals_are_read_again(tmp_path: Path) -> None:
    site = write(
        tmp_path,
        {
            "_config.yml": "title: 海边\ntimezone: Asia/Shanghai\n",
            "a.md": POST.format("a", "2024-03-02 12:00"),
        },
    )
    run(site)
    Original.objects.update(zone="Asia/Shanghai")
    Post.objects.update(rendered_by=0)
    assert "1 from their originals" in render()
    post = Post.objects.get()
    assert (post.source.name, post.published_at.hour) == ("海边", 4)  # type: ignore[union-attr]
