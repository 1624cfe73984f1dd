"""The language of the site: what the beginning of an address says, else what the browser asks for; a middleware.

`/en/2024/` is the page `/2024/` in English, and every link on it leads on in English; the bare address speaks what
the browser prefers. So no cookie has to remember the choice, each language of a page has an address of its own
for shared caches and search engines (hreflang), and a link that is passed on can be either.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils.encoding import escape_uri_path

GetResponse = Callable[[HttpRequest], HttpResponse]
_NOT_OF_READERS = ("/admin", "/healthz")


class Spoken(NamedTuple):
    """A language in which a page can be had.

    :ivar code: of BCP 47, as `settings.LANGUAGES` has it; `x-default` is what the browser asks for.
    :ivar name: in that language; of `x-default` empty.
    :ivar address: of the page in it, from the root of the site on, without a query.
    :ivar chosen: whether the address of this page says it.
    """

    code: str
    name: str
    address: str
    chosen: bool


def spoken(get_response: GetResponse) -> GetResponse:
    """Take the language off the beginning of an address: what is behind it, and all links made, know of it."""

    def answer(request: HttpRequest) -> HttpResponse:
        code, rest = _parted(request.path_info)
        request.language_chosen = code  # type: ignore[attr-defined]
        if not code:
            return get_response(request)
        mounted = get_script_prefix()
        if not rest:
            return HttpResponsePermanentRedirect(f"{mounted}{code}/")
        request.path_info = rest
        request.META["HTTP_ACCEPT_LANGUAGE"] = code
        # As a site that is mounted there (PEP 3333, SCRIPT_NAME): each link that is reversed begins with it.
        set_script_prefix(f"{mounted}{code}/")
        try:
            return get_response(request)
        finally:
            set_script_prefix(mounted)

    return answer


def languages_of(request: HttpRequest) -> list[Spoken]:
    """Return the languages in which a page can be had, as the settings order them; last what the browser wants.

    A page of the desk has none: it speaks what the browser asks for.
    """
    if request.path_info.startswith(_NOT_OF_READERS):
        return []
    chosen = getattr(request, "language_chosen", "")
    mounted = get_script_prefix().removesuffix(f"{chosen}/") if chosen else get_script_prefix()
    page = escape_uri_path(request.path_info.removeprefix("/"))
    named = [
        Spoken(code, name, f"{mounted}{code}/{page}", code == chosen)
        for code, name in settings.LANGUAGES
    ]
    return [*named, Spoken("x-default", "", f"{mounted}{page}", chosen == "")]


def _parted(path: str) -> tuple[str, str]:
    """Return the language that a path begins with, or nothing, and the path of the page."""
    for code, _ in settings.LANGUAGES:
        rest = path.removeprefix(f"/{code}")
        if rest != path and rest[:1] in {"", "/"} and not rest.startswith(_NOT_OF_READERS):
            return code, rest
    return "", path
