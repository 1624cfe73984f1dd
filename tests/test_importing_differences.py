"""What a dry run says would change in a post."""

from pathlib import Path

import pytest

from articles.importing import reading
from articles.importing.differences import differences
from articles.importing.draft import NO_SITE, Draft, Site, read
from articles.importing.outlet_rules import rules_by_outlet
from articles.importing.store import Store
from articles.models import Post, Source
from tests.archive import post, run, write
from tests.test_importing_run import command

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LATER = "1794708000000"


def looked(folder: Path) -> list[str]:
    """What a dry run says of the files of a folder, without the summary."""
    _, out, _ = command(folder, "--dry-run", "-v", "2", "--jobs", 1)
    return out.partition("outlet  ")[0].splitlines()


def test_a_changed_post_is_shown_line_by_line(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post(body="<p>第一段</p><p>第二段</p><p>第三段</p>")}))
    newer = post(
        title="港口复航", stamp=LATER, tags="潮汐日报, 渡轮",
        body="<p>第一段</p><p>改过的第二段</p><p>第三段</p>",
    )  # fmt: skip
    lines = looked(write(tmp_path, {"a.md": newer, "b.md": post(address="https://tide.example/b")}))
    assert lines[0] == "changed   a.md"
    assert lines[-1] == "new       b.md"
    changed = [line.strip() for line in lines if line.startswith(("    +", "    -"))]
    assert changed[2:] == [
        "-title: 港口夜间停航",
        "+title: 港口复航",
        '-tags: ["潮汐日报", "天气"]',
        '+tags: ["潮汐日报", "渡轮"]',
        "-summary: 第一段 第二段 第三段",
        "+summary: 第一段 改过的第二段 第三段",
        "-第二段",
        "+改过的第二段",
    ]
    assert Post.objects.get().title == "港口夜间停航"


def test_front_matter_that_no_field_holds_is_compared_too(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post().replace("layout: post", "layout: post\nmood: calm")}))
    newer = post(stamp=LATER).replace("layout: post", "layout: post\nmood: wild")
    lines = [line.strip() for line in looked(write(tmp_path, {"a.md": newer}))]
    assert "-mood: calm" in lines
    assert "+mood: wild" in lines


def test_an_earlier_state_is_said_to_change_nothing(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post(stamp=LATER)}))
    lines = looked(write(tmp_path, {"a.md": post(title="更早")}))
    assert lines[1:] == [
        "      an earlier state than the archive has: it is kept, and the post stays"
    ]


def test_what_an_editor_changed_is_said_to_stay(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": post()}))
    Post.objects.update(edited=True)
    lines = looked(write(tmp_path, {"a.md": post(title="新", stamp=LATER)}))
    assert "an editor has changed this post: it stays, and asks for review" in lines[-1]


def test_without_asking_for_more_no_file_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": post()})
    assert "a.md" not in command(folder, "--dry-run")[1]
    assert "new       a.md" in command(folder, "-v", "2")[1]


def test_both_sides_are_read_by_the_rules_of_the_outlet_wherever_they_are_read(
    tmp_path: Path,
) -> None:
    run(write(tmp_path, {"a.md": post(body="<p>第一段</p><p class='more'>更多</p>")}))
    Source.objects.update(remove=".more")
    newer = post(body="<p>改过</p><p class='more'>更多</p>", stamp=LATER).encode()
    site = Site(rules=rules_by_outlet())
    draft = read(newer, "a.md", site=site)
    assert isinstance(draft, Draft)
    reading.start(frozenset(), NO_SITE)  # the workers have the rules, this process has none
    settled = list(zip([draft], Store(None, "").preview([draft]), strict=True))
    (lines,) = differences(settled).values()
    assert "-第一段" in lines
    assert "-更多" not in lines
