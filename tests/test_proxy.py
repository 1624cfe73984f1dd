"""The reader's address behind nginx: sign-in throttling counts by it."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from newsroom.proxy import client_address

READER = "203.0.113.7"


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("127.0.0.1", READER, READER),
        ("127.0.0.1", f"198.51.100.1, {READER}", READER),  # what nginx saw, not what was claimed
        ("::1", READER, READER),
        ("::ffff:127.0.0.1", READER, READER),
        ("", READER, READER),  # a Unix socket
        ("127.0.0.1", "2001:DB8::7", "2001:db8::7"),
        ("127.0.0.1", f"::ffff:{READER}", READER),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", f"{READER}, unknown", "127.0.0.1"),
        ("127.0.0.1", f"{READER}:443", "127.0.0.1"),
        ("198.51.100.9", READER, "198.51.100.9"),  # no proxy of ours
        ("10.0.0.1", READER, "10.0.0.1"),
        ("2001:db8::1", READER, "2001:db8::1"),
    ],
)
def test_only_the_proxy_on_this_machine_is_believed(
    peer: str, forwarded: str | None, expected: str
) -> None:
    given = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **given)) == expected


@pytest.mark.django_db
def test_wrong_passwords_close_a_name_for_one_reader_and_not_for_all(client: Client) -> None:
    User.objects.create_superuser("mei", password="right and long")

    def sign_in(password: str, address: str) -> int:
        form = {"username": "mei", "password": password}
        return client.post(
            "/admin/login/", form, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=address
        ).status_code

    # A reader may claim another address each time: nginx adds the true one behind it.
    for number in range(settings.AXES_FAILURE_LIMIT):
        sign_in("wrong", f"198.51.100.{number}, {READER}")
    assert sign_in("right and long", READER) == 429
    assert sign_in("right and long", "203.0.113.8") == 302
