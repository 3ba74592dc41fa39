"""The plan and what is reported on it."""

from priorities.models.indicator import Baseline, Indicator, Measurement, OfflineTotal
from priorities.models.plan import Achievement, Plan, PriorityArea
from priorities.models.planfile import PlanFile
from priorities.models.task import Milestone, Schedule, Task, TaskSource
from priorities.models.update import ProgressUpdate, Review

__all__ = [
    "Achievement",
    "Baseline",
    "Indicator",
    "Measurement",
    "Milestone",
    "OfflineTotal",
    "Plan",
    "PlanFile",
    "PriorityArea",
    "ProgressUpdate",
    "Review",
    "Schedule",
    "Task",
    "TaskSource",
]
