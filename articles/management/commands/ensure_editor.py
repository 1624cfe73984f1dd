"""`manage.py ensure_editor`: the first account, so that a new site has somebody who may sign in."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Make an administrator where there is none, and print name and password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default="editor", help="the account's name")

    def handle(self, *_args: Any, **given: Any) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            self.stdout.write("There is an administrator already.")
            return
        password = secrets.token_urlsafe(12)
        user, _ = users.get_or_create(username=given["username"])
        user.is_staff = user.is_superuser = user.is_active = True
        user.set_password(password)
        user.save()
        user.groups.add(*Group.objects.filter(name="Administrator"))
        self.stdout.write(
            f"An editor account was made. Its password is shown this once:\n"
            f"  name      {user.get_username()}\n"
            f"  password  {password}"
        )
