"""The editors' desk, a module for each thing that is edited."""

from django.contrib import admin
from taggit.models import Tag as StockTag

from articles.admin import accounts, import_run, post, reference

__all__ = ["accounts", "import_run", "post", "reference"]

# taggit's own would edit tags that no post of ours has.
admin.site.unregister(StockTag)
