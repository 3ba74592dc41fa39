"""The columns of the task list's workbook in which one reports; what `exports` writes, `imports` reads.

The hidden first column holds the task and the report that stood when the file was made: `2024-1-01#345`, `#0` for none.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from priorities.models import ProgressUpdate


class ReportColumn(NamedTuple):
    """The field of a report, its heading, what its cells hold, and the key of the page's column that it stands for."""

    field: str
    label: str | Promise
    kind: str  # day, percent, choice, text
    shown_as: str = ""


LONGEST_ID = 19  # digits
KEY_LABEL = _("Key (leave as it is)")
REPORT_COLUMNS = (
    ReportColumn("status", _("Status"), "choice"),
    ReportColumn("percent", pgettext_lazy("percent", "Done"), "percent", "done"),
    ReportColumn("health", _("Own rating"), "choice", "own"),
    ReportColumn("effective_on", _("As of (empty: today)"), "day"),
    ReportColumn("note", pgettext_lazy("report", "Progress"), "text"),
    ReportColumn("problems", _("Problems"), "text", "problems"),
    ReportColumn("needs", _("Coordination needed"), "text"),
    ReportColumn("next_steps", _("Next steps"), "text"),
)
CHOICES = {"status": ProgressUpdate.Status, "health": ProgressUpdate.Health}


def key_of(task_code: str, standing_id: int | None) -> str:
    """What the hidden column says of a task."""
    return f"{task_code}#{standing_id or 0}"


def read_key(text: str) -> tuple[str, int] | None:
    """The task's code and the id of the report that stood; None for what is no key."""
    code, sign, standing = text.strip().rpartition("#")
    if not (sign and code and standing.isascii() and standing.isdigit() and len(standing) <= LONGEST_ID):
        return None  # Python reads no number of thousands of digits
    return code, int(standing)
