"""The editors' desk as one place: its name, its sections in the order of the work, its first page.

Which rows are edited how is in `articles.admin`; what the first page says in `articles.dashboard`.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.dashboard import dashboard
from articles.models import Image, ImportRun, Post, Source

_PEOPLE = "auth.user"
# Models, each with the lists of it that are looked at every day, in the order of the work; people come behind.
SECTIONS: tuple[tuple[str, tuple[tuple[Any, str], ...]], ...] = (
    (
        "articles.post",
        (
            (_("in review"), "status__exact=review"),
            (_("scheduled"), "status__exact=scheduled"),
            (_("drafts"), "status__exact=draft"),
        ),
    ),
    ("articles.image", ()),
    ("articles.source", ((_("gone silent"), "silent=1"),)),
    ("articles.tag", ()),
    ("articles.importrun", ((_("failed"), "failed=1"),)),
)


class Link(NamedTuple):
    """A way to a page.

    :ivar is_here: whether this is the page that is shown, or above it.
    """

    label: Any
    address: str
    is_here: bool


class Section(NamedTuple):
    """A link in the sidebar, and those below it; `name` chooses its picture."""

    name: str
    link: Link
    below: list[Link]


class Desk(AdminSite):
    """The editors' desk."""

    site_header = site_title = settings.SITE_NAME
    index_title = _("Dashboard")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page of the desk is given, the sections among it."""
        context: dict[str, Any] = super().each_context(request)
        return context | {"sections": sections(request, context["available_apps"])}

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """The first page."""
        assert isinstance(request.user, User)

        seen = {}
        for model in (Post, Image, Source, ImportRun):
            admin: Any = self._registry[model]
            if admin.has_view_permission(request):
                seen[model] = admin.get_queryset(request)
        context = dashboard(request.user, seen) | (extra_context or {})
        return super().index(request, context)


def sections(request: HttpRequest, apps: list[dict[str, Any]]) -> list[Section]:
    """Return the sections that somebody may open, in the order of the work.

    :param apps: what they may see, as the admin lists it; models without a section are below people: who
        signs in, and what they may do.
    """
    seen = {model["model"]._meta.label_lower: model for app in apps for model in app["models"]}
    home = reverse("admin:index")
    found = [Section("index", Link(_("Dashboard"), home, request.path == home), [])]
    for name, lists in SECTIONS:
        model = seen.pop(name, None)
        if model and model["admin_url"]:
            found.append(
                Section(name.split(".")[1], _link(request, model), _below(request, model, lists))
            )
    people = seen.pop(_PEOPLE, None)
    rest = [_link(request, model) for model in seen.values() if model["admin_url"]]
    if people and people["admin_url"]:
        found.append(Section("user", _link(request, people), rest))
    elif rest:
        found.append(Section("user", rest[0], rest[1:]))
    return found


def _link(request: HttpRequest, model: dict[str, Any]) -> Link:
    address = model["admin_url"]
    return Link(capfirst(model["name"]), address, request.path.startswith(address))


def _below(
    request: HttpRequest, model: dict[str, Any], lists: tuple[tuple[Any, str], ...]
) -> list[Link]:
    here = request.path == model["admin_url"]
    query = request.META.get("QUERY_STRING", "")
    return [
        Link(capfirst(label), f"{model['admin_url']}?{asked}", here and asked in query.split("&"))
        for label, asked in lists
    ]
