"""Which admin site the project has."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """The admin, with the desk as its site."""

    default_site = "articles.desk.Desk"
