"""Evidence in the history of a task: one more kind of change there."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changelog.models import Change
from evidence.models import Evidence
from foundation.bilingual import labelled
from priorities.history import KINDS, Kind, keys_of


def _title(change: Change) -> str:
    """“Evidence added: minutes.pdf”."""
    said = change.before or change.after or {}
    words = _("Evidence removed") if change.action == Change.Action.DELETE else _("Evidence added")
    return labelled(words, said.get("filename", ""))


def tell() -> None:
    """Make it known to the history."""
    KINDS["evidence"] = Kind(
        name=gettext_lazy("Evidence"),
        recorded_as="evidence",
        model=Evidence,
        keys=lambda task: keys_of(Evidence.objects.filter(update__task=task)),
        title=_title,
        labels={"effective_on": gettext_lazy("report as of")},
        left_out=("task", "update", "event", "filename", "size", "media_type", "sha256"),
    )
