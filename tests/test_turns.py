"""Editors go before the import where one writes at a time: it waits while a request that may write runs."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from articles import turns


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "newsroom.sqlite3-turn"
    monkeypatch.setattr(turns, "_path", lambda: path)
    return path


@pytest.fixture
def during(beside: Path) -> Iterator[Callable[[str], None]]:
    """Begin a request of a method, which is answered when the test ends, at the latest."""
    begun, finish = threading.Event(), threading.Event()

    def view(_request: HttpRequest) -> HttpResponse:
        begun.set()
        finish.wait(0.5)
        return HttpResponse()

    def begin(method: str) -> None:
        request = RequestFactory().generic(method, "/")
        threading.Thread(target=turns.announced(view), args=(request,)).start()
        assert begun.wait(5)

    yield begin
    finish.set()


def waited() -> float:
    began = time.monotonic()
    turns.give_way()
    return time.monotonic() - began


def test_the_import_waits_until_a_request_that_may_write_is_answered(
    during: Callable[[str], None],
) -> None:
    during("POST")
    assert waited() > 0.3
    assert waited() < 0.3


def test_it_waits_for_no_reader_and_for_nobody(during: Callable[[str], None]) -> None:
    assert waited() < 0.3
    during("GET")
    assert waited() < 0.3


def test_it_does_not_wait_without_end(
    during: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.1)
    during("POST")
    assert 0.1 <= waited() < 0.4


def test_an_import_within_a_request_does_not_wait_for_itself(beside: Path) -> None:
    took: list[float] = []

    def view(_request: HttpRequest) -> HttpResponse:
        took.append(waited())
        return HttpResponse()

    turns.announced(view)(RequestFactory().post("/"))
    assert took[0] < 0.3


def test_where_many_write_at_a_time_nobody_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_path", lambda: None)
    turns.give_way()
    with pytest.raises(MiddlewareNotUsed):
        turns.announced(lambda _request: HttpResponse())
