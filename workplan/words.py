"""The words and looks of states, as product.md fixes them.

A look names the symbol and the colours in static/css/tables.css: done ✓, ok ●, warn ▲, bad ■, idle ○, none –.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from priorities.models import ReminderKind

Badge = tuple[str, str | Promise]

SIGNAL: Mapping[str, Badge] = {
    "completed": ("done", pgettext_lazy("signal", "completed")),
    "on_track": ("ok", pgettext_lazy("signal", "on track")),
    "behind": ("warn", pgettext_lazy("signal", "behind")),
    "far_behind": ("bad", pgettext_lazy("signal", "far behind")),
    "overdue": ("bad", pgettext_lazy("signal", "overdue")),
    "not_due": ("idle", pgettext_lazy("signal", "not due")),
    "cancelled": ("none", pgettext_lazy("signal", "cancelled")),
}
REVIEW: Mapping[str, Badge] = {
    "pending": ("idle", pgettext_lazy("review", "pending")),
    "endorsed": ("idle", pgettext_lazy("review", "endorsed")),
    "accepted": ("done", pgettext_lazy("review", "accepted")),
    "returned": ("bad", pgettext_lazy("review", "returned")),
    "withdrawn": ("none", pgettext_lazy("review", "withdrawn")),
}
PLAN_STATUS: Mapping[str, Badge] = {
    "draft": ("idle", pgettext_lazy("plan", "draft")),
    "adopted": ("ok", pgettext_lazy("plan", "adopted")),
    "closed": ("none", pgettext_lazy("plan", "closed")),
}
EVENT_STATUS: Mapping[str, Badge] = {
    "planned": ("idle", pgettext_lazy("event", "planned")),
    "confirmed": ("ok", pgettext_lazy("event", "confirmed")),
    "held": ("done", pgettext_lazy("event", "held")),
    "postponed": ("warn", pgettext_lazy("event", "postponed")),
    "cancelled": ("none", pgettext_lazy("event", "cancelled")),
}
REMINDER: Mapping[str, Badge] = {
    "urged": ("bad", ReminderKind.URGED.label),
    "overdue": ("bad", ReminderKind.OVERDUE.label),
    "due_1": ("warn", ReminderKind.DUE_1.label),
    "due_7": ("idle", ReminderKind.DUE_7.label),
    "stale": ("warn", ReminderKind.STALE.label),
    "returned": ("bad", ReminderKind.RETURNED.label),
    "awaiting": ("idle", ReminderKind.AWAITING.label),
}
EXTENSION: Mapping[str, Badge] = {
    "granted": ("done", pgettext_lazy("extension", "granted")),
    "refused": ("bad", pgettext_lazy("extension", "refused")),
    "withdrawn": ("none", pgettext_lazy("extension", "withdrawn")),
    "set": ("done", pgettext_lazy("extension", "set")),
}
TABLES: Mapping[str, Mapping[str, Badge]] = {
    "signal": SIGNAL,
    "review": REVIEW,
    "plan": PLAN_STATUS,
    "event": EVENT_STATUS,
    "reminder": REMINDER,
    "extension": EXTENSION,
}

TASK_STATUS: Mapping[str, str | Promise] = {
    "not_started": pgettext_lazy("task", "not started"),
    "in_progress": pgettext_lazy("task", "in progress"),
    "completed": pgettext_lazy("task", "completed"),
    "cancelled": pgettext_lazy("task", "cancelled"),
}
ATTENDANCE: Mapping[str, str | Promise] = {
    "expected": pgettext_lazy("attendance", "expected"),
    "attended": pgettext_lazy("attendance", "attended"),
    "not_attending": pgettext_lazy("attendance", "not attending"),
    "represented": pgettext_lazy("attendance", "represented"),
}
# "Rated": a division's own word, never to be taken for the signal.
HEALTH: Mapping[str, str | Promise] = {
    "green": _("rated green"),
    "amber": _("rated amber"),
    "red": _("rated red"),
}
