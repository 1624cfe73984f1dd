"""Posts exported as they stand, and imported again without loss."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from articles.models import Image, Original, Post, Source
from tests.archive import post, run, some_of, write
from tests.desk import NOON, made, png
from tests.standing import COMPARED, LOST, emptied, stand

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def export(folder: Path, *options: str) -> str:
    from io import StringIO

    out = StringIO()
    call_command(
        "export_posts", str(folder), *options, "--no-progress", "--jobs=1", stdout=out, stderr=out
    )
    return out.getvalue()


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[object, ...]]:
    """Return what differs, by post and field: a reader of a failure wants no 800 posts."""
    assert before.keys() == after.keys()
    return [
        (before[key]["title"], name, before[key][name], after[key][name])
        for key in before
        for name in before[key]
        if before[key][name] != after[key][name]
    ]


def test_every_field_of_a_post_is_compared_or_said_to_be_lost() -> None:
    names = {field.name for field in Post._meta.get_fields()} | {"history"}
    assert names - COMPARED.keys() - LOST.keys() == set()


def test_the_samples_come_back_as_they_stood(tmp_path: Path, settings: Any) -> None:
    run(SAMPLES)
    before = stand()
    export(tmp_path / "out")
    emptied(settings, tmp_path / "again")
    summary = run(tmp_path / "out")
    assert summary.counts["new"] == len(before) == 52
    assert differences(before, stand()) == []


@pytest.mark.corpus
def test_the_real_archive_comes_back_as_it_stood(
    corpus: Path, tmp_path: Path, settings: Any
) -> None:
    run(write(tmp_path / "in", some_of(corpus)))
    before = stand()
    export(tmp_path / "out")
    emptied(settings, tmp_path / "again")
    run(tmp_path / "out")
    assert len(before) > 700
    assert differences(before, stand()) == []
