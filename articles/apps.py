"""The application's entry in Django."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Posts, outlets and pictures of a news archive."""

    name = "articles"
    verbose_name = "档案"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from articles import checks  # noqa: F401  (registers on import)
