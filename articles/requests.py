"""What is refused or taken off a request before anything else sees it; a middleware."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest

_MEGABYTE = 1024 * 1024

GetResponse = Callable[[HttpRequest], HttpResponse]


def careful(get_response: GetResponse) -> GetResponse:
    """Refuse what no database or cache could take.

    - A body that is larger than any upload may be is not read.
    - NUL in a path leads nowhere and in a query is no query: PostgreSQL cannot hold it.
    - The cookie that names a language goes: pages are cached by address and Accept-Language alone, and
      one reader's cookie must not choose the language of others.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > _most_bytes():
            return HttpResponse("The file is too large.\n", content_type="text/plain", status=413)
        if "\0" in request.path_info:
            raise Http404("no such page")
        if "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("The query holds a NUL.\n", content_type="text/plain")
        request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
        return get_response(request)

    return answer


def _most_bytes() -> int:
    """Return how long a body may be: an upload, and the form around it."""
    return int(settings.IMPORT_MAX_MB * _MEGABYTE + _MEGABYTE)
