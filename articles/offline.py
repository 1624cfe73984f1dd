"""Reading without a network: the worker that keeps pages in a browser, and the page that lists them.

What is kept, and for how long, is for static/js/worker.js to say.
"""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from articles.addresses import digest

# What a kept page is drawn with.
_SHELL = (
    "css/newsroom.css",
    "icon.svg",
    "js/size.js",
    "js/keys.js",
    "js/share.js",
    "js/offline.js",
)


def worker(_request: HttpRequest) -> HttpResponse:
    """The worker: at the root, for it has the say over what lies below its own address.

    A static file that changed has another name, so that this changes and browsers take it anew.
    """
    shell = [reverse("offline"), *map(static, _SHELL)]
    languages = [code for code, _name in settings.LANGUAGES]
    site = {"shell": shell, "version": digest(" ".join(shell))[:8], "languages": languages}
    script = (
        f"const SITE = {json.dumps(site)};\nimportScripts({json.dumps(static('js/worker.js'))});\n"
    )
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def page(request: HttpRequest) -> HttpResponse:
    """The page that stands in for one that cannot be had, with those that are kept."""
    return render(request, "offline.html")
