"""Accounts at the desk: an administrator gives roles, and makes nobody mightier than that."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import roles

# Permissions one by one, and all of them: what would let an administrator make anything of anybody.
_FOR_SUPERUSERS = ("is_staff", "is_superuser", "user_permissions")

admin.site.unregister(User)


class RolesField(forms.ModelMultipleChoiceField):
    """The groups, by what the roles are called in the language of the desk."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of a group."""
        return gettext(obj.name) if obj.name in roles.ROLES else str(obj)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts. Whoever has a role may sign in at the desk."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Roles"), {"fields": ("is_active", "groups", *_FOR_SUPERUSERS)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", "last_login")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Return the form without what is for superusers, for all others."""
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (name, {"fields": [f for f in options["fields"] if f not in _FOR_SUPERUSERS]})
            for name, options in fieldsets
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of groups with the roles in words; a superuser may give other groups too."""
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        groups = Group.objects.order_by("name")
        if not request.user.is_superuser:
            groups = groups.filter(name__in=roles.ROLES)
        kwargs |= {"queryset": groups, "form_class": RolesField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save the roles, and let whoever has one sign in at the desk."""
        super().save_related(request, form, formsets, change)
        account = form.instance
        if not request.user.is_superuser or account.groups.exists():
            account.is_staff = account.groups.exists()
            account.save(update_fields=["is_staff"])

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whether this account may be changed, its password too."""
        may: bool = super().has_change_permission(request, obj)
        return may and (obj is None or roles.may_manage(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whether this account may go."""
        may: bool = super().has_delete_permission(request, obj)
        return may and (obj is None or roles.may_manage(request.user, obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the actions of the list; accounts go one by one, so that each is asked of."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
