"""How static files are kept: compressed, under names that change with what they hold."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # has no types
    """WhiteNoise's, with these names in the imports of JavaScript modules too."""

    support_js_module_import_aggregation = True
