"""What the form of a post asks of the server while somebody writes: nothing of it changes the post."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from articles import markup

if TYPE_CHECKING:
    from articles.admin.post import PostAdmin


class Editing:
    """The views beside the form; who may open the form may ask them."""

    def __init__(self, desk: "PostAdmin") -> None:
        self._desk = desk

    def urls(self) -> list[URLPattern]:
        """Return their addresses, below that of the list of posts."""
        view = self._desk.admin_site.admin_view
        return [path("clean/", view(require_POST(self.clean)), name="articles_post_clean")]

    def clean(self, request: HttpRequest) -> HttpResponse:
        """Give the body of a form as saving would make it, as text that no browser takes for a page."""
        self._ask(request)
        body = request.POST.get("body", "").replace("\r\n", "\n")
        return HttpResponse(markup.render(body).html, content_type="text/plain; charset=utf-8")

    def _ask(self, request: HttpRequest) -> None:
        """Refuse who may write no post.

        :raises PermissionDenied: they may not.
        """
        if not (
            self._desk.has_add_permission(request) or self._desk.has_change_permission(request)
        ):
            raise PermissionDenied
