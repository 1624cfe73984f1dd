"""How the history of a row writes its changes down."""

from typing import Any

from django.template.defaultfilters import yesno
from simple_history.template_utils import HistoricalRecordContextHelper


class LabelledChanges(HistoricalRecordContextHelper):
    """Changes of a revision, with values as the form calls them and not as the database does."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """Return the label of a value that has one."""
        prepared = super().prepare_delta_change_value(change, value)
        if isinstance(prepared, bool):
            return yesno(prepared)
        labels = dict(self.model._meta.get_field(change.field).flatchoices or ())
        return labels.get(prepared, prepared) if labels else prepared
