"""The first account: made once, and its password is shown once."""

import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import RequestFactory

from articles.admin.roles import ADMINISTRATOR

pytestmark = pytest.mark.django_db


def ensure(**options: str) -> str:
    out = StringIO()
    call_command("ensure_editor", stdout=out, **options)
    return out.getvalue()


def test_an_account_is_made_whose_password_signs_in() -> None:
    password = re.search(r"password  (\S+)", ensure())
    assert password
    request = RequestFactory().post("/admin/login/")
    user = authenticate(request, username="editor", password=password[1])
    assert user is not None
    assert user.is_superuser


def test_a_second_call_makes_nothing() -> None:
    ensure()
    assert ensure(username="other") == "There is an administrator already.\n"
    assert User.objects.count() == 1


def test_an_account_of_that_name_is_raised_and_not_doubled() -> None:
    User.objects.create_user("mei")
    ensure(username="mei")
    assert User.objects.get(username="mei").is_superuser


def test_the_account_has_the_role_of_an_administrator() -> None:
    Group.objects.get_or_create(name=ADMINISTRATOR)
    ensure()
    assert [group.name for group in User.objects.get().groups.all()] == [ADMINISTRATOR]
