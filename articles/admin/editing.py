"""What the form of a post asks of the server while somebody writes: nothing of it changes the post."""

import json
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles import markup
from articles.admin import open_forms, picture_choice
from articles.admin.remarks import remarks
from articles.models import Post, Source, slug_or_digest
from articles.picturing import stored_pictures

if TYPE_CHECKING:
    from articles.admin.post import PostAdmin

NEW = 0  # in an address, for the post that is not saved yet


class Editing:
    """The views beside the form; who may open the form may ask them."""

    def __init__(self, desk: "PostAdmin") -> None:
        self._desk = desk

    def urls(self) -> list[URLPattern]:
        """Return their addresses, below that of the list of posts."""
        view = self._desk.admin_site.admin_view
        return [
            path("clean/", view(require_POST(self.clean)), name="articles_post_clean"),
            path("pictures/", view(self.pictures), name="articles_post_pictures"),
            path("<int:pk>/notes/", view(require_POST(self.notes)), name="articles_post_notes"),
            path("<int:pk>/forget/", view(require_POST(self.forget)), name="articles_post_forget"),
            path("<int:pk>/live/", view(require_POST(self.live)), name="articles_post_live"),
        ]

    def clean(self, request: HttpRequest) -> HttpResponse:
        """Give the body of a form as saving would make it, as text that no browser takes for a page."""
        self._ask(request)
        body = request.POST.get("body", "").replace("\r\n", "\n")
        return HttpResponse(markup.render(body).html, content_type="text/plain; charset=utf-8")

    def pictures(self, request: HttpRequest) -> HttpResponse:
        """Let a picture be taken for the body."""
        self._ask(request)
        return picture_choice.choose(request, self._desk.admin_site)

    def notes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what was typed, and say what there is to say of it."""
        post = self._post(request, pk)
        user = user_of(request)
        form = self._filled(request, post)
        if (
            "undecided" in request.POST
        ):  # what was typed before is still to be taken up or thrown away
            open_forms.see(user, post)
        else:
            open_forms.keep(user, post, form)
        context = self.said(request, post, form.instance)
        context["changed_meanwhile"] = form.conflict is not None  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/articles/post/notes.html", context)

    def said(self, request: HttpRequest, post: Post | None, typed: Post) -> dict[str, Any]:
        """Return what a template of notes needs.

        :param post: as it is saved, or None.
        :param typed: as the form has it.
        """
        others, unsaved = open_forms.beside(user_of(request), post)
        return {
            "others": others,
            "unsaved": unsaved,
            "remarks": remarks(typed, user_of(request)),
            "pk": post.pk if post else NEW,
        }

    def stored(self, post: Post | None) -> str:
        """Return where the pictures of a post are that are kept here, by original address, as JSON."""
        pictures = stored_pictures(post) if post else {}
        return json.dumps({address: picture.url for address, picture in pictures.items()})

    def forget(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Throw away what was typed and not saved."""
        post = self._post(request, pk)
        open_forms.forget(user_of(request), post)
        form = ("admin:articles_post_change", [pk]) if post else ("admin:articles_post_add", [])
        return HttpResponseRedirect(reverse(form[0], args=form[1]))

    def live(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a post as readers would see it, were the form saved now."""
        from articles.post_page import post_page

        post = self._post(request, pk)
        typed: Post = self._filled(request, post).instance
        typed.body = markup.render(typed.body, title=typed.title, video=typed.source_url).html
        typed.slug = typed.slug or slug_or_digest(typed.title)
        if post is None:
            typed.pk, typed.created_at = NEW, timezone.now()
            typed.updated_at = typed.created_at
        if not typed.source_id:
            typed.source = Source(name=gettext("no outlet yet"), slug="-")
        return post_page(request, typed)

    def _filled(self, request: HttpRequest, post: Post | None) -> ModelForm:
        """Return the form as it was sent, its values in its instance as far as they are valid."""
        form: ModelForm = self._desk.get_form(request, post, change=post is not None)(
            request.POST, instance=post and Post.objects.select_related("source").get(pk=post.pk)
        )
        form.is_valid()
        return form

    def _post(self, request: HttpRequest, pk: int) -> Post | None:
        """Return the post whose form is open, or None for a new one.

        :raises PermissionDenied: who asks may not change it, or add one.
        """
        if pk == NEW:
            self._ask(request)
            return None
        post = get_object_or_404(Post.objects.select_related("source"), pk=pk)
        if not self._desk.has_change_permission(request, post):
            raise PermissionDenied
        return post

    def _ask(self, request: HttpRequest) -> None:
        """Refuse who may write no post.

        :raises PermissionDenied: they may not.
        """
        if not (
            self._desk.has_add_permission(request) or self._desk.has_change_permission(request)
        ):
            raise PermissionDenied


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; the desk is open to nobody else."""
    assert isinstance(request.user, User)
    return request.user
