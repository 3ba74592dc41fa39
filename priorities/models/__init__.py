"""The plan, what is reported on it, and what is asked about it."""

from priorities.models.asking import ExtensionDecision, ExtensionRequest, Urge
from priorities.models.calendar import SpecialDay
from priorities.models.indicator import Baseline, Indicator, Measurement, OfflineTotal
from priorities.models.plan import Achievement, Plan, PriorityArea
from priorities.models.planfile import PlanFile
from priorities.models.reminder import Digest, ReminderKind, ReminderOff
from priorities.models.round import Round, RoundTask
from priorities.models.saved_view import SavedView
from priorities.models.state_today import StateToday
from priorities.models.task import Milestone, Schedule, Task, TaskSource
from priorities.models.update import ProgressUpdate, Review

__all__ = [
    "Achievement",
    "Baseline",
    "Digest",
    "ExtensionDecision",
    "ExtensionRequest",
    "Indicator",
    "Measurement",
    "Milestone",
    "OfflineTotal",
    "Plan",
    "PlanFile",
    "PriorityArea",
    "ProgressUpdate",
    "ReminderKind",
    "ReminderOff",
    "Review",
    "Round",
    "RoundTask",
    "SavedView",
    "Schedule",
    "SpecialDay",
    "StateToday",
    "Task",
    "TaskSource",
    "Urge",
]
