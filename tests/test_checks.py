"""The checks at start-up: silent on good settings, and each tells what to do about bad ones."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, registry, run_checks
from django.db import connection

from articles import checks, search


def ids(messages: list[CheckMessage]) -> list[str | None]:
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000", "https://archive.example", "https://archive.example:8443"]
)
def test_the_address_of_a_site_passes(settings: Any, address: str) -> None:
    settings.SITE_URL = address
    assert checks.site_url_is_whole() == []


@pytest.mark.parametrize(
    "address",
    ["", "archive.example", "//archive.example", "ftp://archive.example", "https://",
     "https://archive.example/news", "https:archive.example"],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_e001(settings: Any, address: str) -> None:
    settings.SITE_URL = address
    assert ids(checks.site_url_is_whole()) == ["articles.E001"]
    assert repr(address) in checks.site_url_is_whole()[0].msg


def test_a_folder_that_is_there_or_can_be_made_passes(settings: Any, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "not" / "yet"):
        settings.DATA_DIR = folder
        assert checks.data_dir_can_be_written() == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_below_a_file_is_e002(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        settings.DATA_DIR = folder
        assert ids(checks.data_dir_can_be_written()) == ["articles.E002"]


def test_a_folder_of_somebody_else_is_e002(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def refuse(path: Path, mode: int) -> bool:
        asked.append(path)
        return mode & os.W_OK == 0

    monkeypatch.setattr(os, "access", refuse)  # root may write everywhere
    settings.DATA_DIR = tmp_path / "data"
    assert ids(checks.data_dir_can_be_written()) == ["articles.E002"]
    assert asked == [tmp_path]


def test_a_mail_address_or_none_passes(settings: Any) -> None:
    for address in ("", "editors@archive.example"):
        settings.CONTACT_EMAIL = address
        assert checks.contact_email_is_an_address() == []


@pytest.mark.parametrize("address", ["editors", "mailto:a@b.example", "a@b.example, c@d.example"])
def test_what_is_no_mail_address_is_e004(settings: Any, address: str) -> None:
    settings.CONTACT_EMAIL = address
    assert ids(checks.contact_email_is_an_address()) == ["articles.E004"]
    assert repr(address) in checks.contact_email_is_an_address()[0].msg


@pytest.mark.parametrize("check", [checks.site_url_is_whole, checks.data_dir_can_be_written])
def test_django_runs_them(check: Callable[..., Any]) -> None:
    assert check in registry.registry.registered_checks


def test_the_tests_own_settings_pass() -> None:
    assert [message for message in run_checks() if (message.id or "").startswith("articles.")] == []


@pytest.mark.django_db
@pytest.mark.database
def test_an_index_of_older_terms_warns_where_a_database_is_checked() -> None:
    assert checks.search_index_is_current(databases=["default"]) == []
    search.outdate(connection)
    assert ids(checks.search_index_is_current(databases=["default"])) == ["articles.W003"]
    assert checks.search_index_is_current() == []
