"""The field of a post's body: a plain textarea, and on top of it an editor where scripts run.

The editor is ProseMirror as django-prose-editor ships it. What it may change of a body is for
static/desk/schema.js, what a body may hold for `articles.markup`.
"""

import json
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

WORDS = {
    "body": _("Body"),
    "source": _("HTML"),
    "done": _("Done"),
    "address": _("Address"),
    "h2": _("Heading"),
    "h3": _("Subheading"),
    "strong": _("Bold"),
    "em": _("Italic"),
    "link": _("Link"),
    "ul": _("List"),
    "ol": _("Numbered list"),
    "blockquote": _("Quotation"),
    "hr": _("Rule"),
    "picture": _("Picture"),
    "table": _("Table"),
    "row": _("Add a row"),
    "column": _("Add a column"),
    "noRow": _("Remove the row"),
    "noColumn": _("Remove the column"),
    "undo": _("Undo"),
    "redo": _("Redo"),
}


class BodyWidget(forms.Textarea):
    """A textarea that tells static/desk/editor.js where things are and what they are called."""

    class Media:
        css = {
            "all": (
                "django_prose_editor/material-icons.css",
                "django_prose_editor/editor.css",
                "desk/editor.css",
            )
        }
        js = (Script("desk/form.js", type="module"),)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the context of the textarea, with the addresses and words of the editor."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-editor": static("django_prose_editor/editor.js"),
            "data-clean": reverse("admin:articles_post_clean"),
            "data-words": json.dumps({key: str(word) for key, word in WORDS.items()}),
        }
        return context
