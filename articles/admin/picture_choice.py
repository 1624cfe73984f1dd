"""The dialog in which an editor takes a picture for a body: from the library, or from their own machine."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from articles.addresses import digest
from articles.admin.reference import ImageForm
from articles.models import Image

SHOWN = 24  # pictures of the library at once


def choose(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show the library and take an upload; then ask what the picture shows; then give its figure.

    Fragments of HTML for static/desk/form.js. Nothing is put into a body without an alternative text.
    """
    chosen = request.POST.get("image", "")
    image = get_object_or_404(Image, pk=chosen) if chosen.isdecimal() else None
    context: dict[str, Any] = {}
    if request.method == "POST" and image is None:
        form = ImageForm(request.POST, request.FILES)
        if not request.user.has_perm("articles.add_image"):
            form.add_error(None, _("You may not add pictures."))
        elif form.is_valid() and _describes(request):
            image = _kept(form)
        context["faults"] = [fault for faults in form.errors.values() for fault in faults]
    if image is not None:
        words = {
            name: request.POST.get(name, getattr(image, name)).strip()
            for name in ("alt", "caption", "credit")
        }
        context |= {"image": image, "words": words, "src": _address(image)}
        if _describes(request):
            return TemplateResponse(request, "admin/articles/post/figure.html", context)
    elif request.method == "POST" and not context.get("faults"):
        context["faults"] = [_("Say what the picture shows.")]
    query = request.GET.get("q", "")
    library, _twice = site.get_model_admin(Image).get_search_results(
        request, Image.objects.order_by("-pk"), query
    )
    context |= {"query": query, "library": library[:SHOWN], "typed": request.POST}
    return TemplateResponse(request, "admin/articles/post/pictures.html", context)


def _describes(request: HttpRequest) -> bool:
    return bool(request.POST.get("alt", "").strip())


def _kept(form: ImageForm) -> Image:
    """Return the row of an upload: the same bytes are one picture, as those that came by an import."""
    image: Image = form.save(commit=False)
    file = form.cleaned_data["file"]
    name = file if isinstance(file, str) else Image.file.field.generate_filename(image, file.name)
    image.url = f"{settings.MEDIA_URL}{name}"
    known = Image.objects.filter(key=digest(image.url)).first()
    if known is None:
        image.save()
    return known or image


def _address(image: Image) -> str:
    """Return the address under which a body shows a picture."""
    return (
        image.url
        if not image.url.startswith("upload:")
        else f"{settings.MEDIA_URL}{image.file.name}"
    )
