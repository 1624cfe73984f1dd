"""What is refused or taken off a request before anything else sees it; a middleware."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest

GetResponse = Callable[[HttpRequest], HttpResponse]


def careful(get_response: GetResponse) -> GetResponse:
    """Refuse what no database or cache could take.

    - NUL in a path leads nowhere and in a query is no query: PostgreSQL cannot hold it.
    - The cookie that names a language goes: pages are cached by address and Accept-Language alone, and
      one reader's cookie must not choose the language of others.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404("no such page")
        if "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("The query holds a NUL.\n", content_type="text/plain")
        request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
        return get_response(request)

    return answer
