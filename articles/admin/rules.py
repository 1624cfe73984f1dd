"""Cleaning rules of an outlet at the desk: typed, checked line by line, and seen at work unsaved."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin import finding
from articles.admin.post_form import TextField
from articles.importing.previewing import Preview, preview
from articles.markup.rules import KINDS, MAX_LENGTH, MAX_SELECTORS, Rules, Why, faults
from articles.models import Original, Post, Source
from articles.picturing import stored_pictures
from articles.post_page import body_of
from articles.querysets import AT_DESK

_NEWEST = 3  # posts of the outlet that a preview shows
_ASKED = 5  # posts that an editor may name beside these
_REMOVED = 200  # elements of a post that are listed
_WHY = {
    Why.NOT_UNDERSTOOD: _("this is no selector that is understood here"),
    Why.TOO_SLOW: _("it has too many steps; one space and six elements are the most"),
    Why.TOO_LONG: _("it is longer than %(length)d characters"),
    Why.TOO_MANY: _("more than %(number)d selectors are too many"),
    Why.EVERYTHING: _("it matches every element"),
}
_MOST = {"length": MAX_LENGTH, "number": MAX_SELECTORS}


class RulesForm(forms.ModelForm):
    """The form of rules; the admin adds what else an outlet has."""

    class Meta:
        model = Source
        fields = KINDS
        field_classes = dict.fromkeys(KINDS, TextField)
        widgets = {
            kind: forms.Textarea(attrs={"rows": rows, "cols": 80, "spellcheck": "false"})
            for kind, rows in zip(KINDS, (10, 3, 3, 3), strict=True)
        }
        help_texts = {
            "remove": _("What is no part of an article: advertising, links to other articles."),
            "bylines": _("Where the file names no author, the first one that has words does."),
            "captions": _("They come after the picture in the article."),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse selectors that cannot be used, each by its line."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        message = _("Line %(line)d, “%(selector)s”: %(why)s.")
        for kind in KINDS:
            for fault in faults(cleaned.get(kind, "")):
                why = _WHY[fault.why] % _MOST
                values = {"line": fault.line, "selector": fault.selector, "why": why}
                self.add_error(kind, forms.ValidationError(message, params=values))
        return cleaned


class AtWorkForm(RulesForm):
    """The rules alone, and posts to show them on."""

    posts = forms.CharField(
        label=_("Posts to show"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=_("Numbers or addresses of posts, one a line. The newest are shown anyway."),
    )


class Shown:
    """What the page tells of one post."""

    def __init__(self, seen: Preview) -> None:
        self.post = seen.post
        self.removed = seen.found.removed[:_REMOVED]
        self.removes_all = seen.removes_all
        self.before = _body(seen.post, seen.before.body)
        self.after = _body(seen.post, seen.after.body)
        self.found_byline = seen.found.byline
        self.byline = seen.after.byline
        self.pictures = seen.after.pictures
        self.characters = max(0, len(seen.before.text) - len(seen.after.text))
        self.of = len(seen.before.text)


def shown(source: Source, rules: Rules, asked: str) -> list[Shown]:
    """Return what rules make of the newest posts of an outlet and of those that an editor named."""
    posts = dict.fromkeys([*_asked(source, asked), *_of(source).order_by(*AT_DESK)[:_NEWEST]])
    return [Shown(seen) for seen in preview(posts, rules)]


def _of(source: Source) -> Any:
    """Return the posts of an outlet that came from a file, without their bodies."""
    came_from_a_file = Exists(Original.objects.filter(post=OuterRef("pk")))
    posts = Post.objects.from_source(source).filter(came_from_a_file)
    return posts.select_related("source").defer("body", "extra")


def _asked(source: Source, text: str) -> Iterator[Post]:
    """Give the posts of the outlet that lines of text name."""
    for line in text.split()[:_ASKED]:
        if line.isascii() and line.isdecimal():
            yield from _of(source).filter(pk=int(line[:18]))
        else:
            yield from finding.find(_of(source), line)[:1]


def _body(post: Post, html: str) -> SafeString:
    """Return a body as the site would show it, with the pictures of a post."""
    changed = Post(pk=post.pk, body=html)
    return body_of(changed, changed.body, stored_pictures(changed))
