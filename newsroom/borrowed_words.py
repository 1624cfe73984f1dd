"""Words of installed packages that lack Chinese: marked here, so that `make messages` collects them.

Our catalogue comes before theirs. Nothing imports this; a word that its package learns can go.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

# Django's own Simplified Chinese is behind its admin.
ADMIN = (
    _("Add link"),
    _("After you’ve created a user, you’ll be able to edit more user options."),
    _("Change or view list link"),
    _("Error:"),
    _("Model name"),
    _("%(model)s instance with %(field)s %(value)r is not a valid choice."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        8,
    ),
)
# django-simple-history has no Traditional Chinese, and no Chinese at all for some.
REVISIONS = (
    _("View history: %s"),
    _("Change history: %s"),
    _("View %s"),
    _("Revert %s"),
    _("View %(verbose_name)s"),
    _("Revert %(verbose_name)s"),
    _("Created"),
    _("Changed"),
    _("Deleted"),
    _("Deleted %(type_name)s"),
    _("Choose a date from the list below to revert to a previous version of this object."),
    _("This object doesn't have a change history."),
    _("Press the 'Revert' button below to revert to this version of the object."),
    _("Object"),
    _("Date/time"),
    _("Comment"),
    _("Changed by"),
    _("Change reason"),
    _("None"),
    _("Revert"),
    _("Close"),
    ngettext_lazy("entry", "entries", 1),
)
# django-axes has no Chinese.
SIGN_IN = (
    _("Account locked: too many login attempts. Please try again later."),
    _("access attempt"),
    _("access attempts"),
    _("access failure"),
    _("access failures"),
    _("access log"),
    _("access logs"),
    _("Access lock out"),
    _("Attempt Remaining"),
    _("Attempt Time"),
    _("Clean up expired attempts"),
    _("Failed Logins"),
    _("Form Data"),
    _("GET Data"),
    _("HTTP Accept"),
    _("IP Address"),
    _("Locked Out"),
    _("Logout Time"),
    _("Meta Data"),
    _("Not set"),
    _("POST Data"),
    _("Path"),
    _("Session key hash (sha256)"),
    _("User Agent"),
    _("Username"),
)
