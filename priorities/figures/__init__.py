"""The figures of the plan (contract.md, section 1): computed in SQL, here and nowhere else.

`Moment` says as of which day and as known when; `states` gives each task's state, `progress` the sums over areas,
divisions and the plan. Pages, API, exports and reports all ask these.
"""

from priorities.figures.moment import Moment
from priorities.figures.progress import Progress, by_area, by_division, of_plan, over_days
from priorities.figures.states import Signal, TaskState, attach, attach_today, narrow

__all__ = [
    "Moment",
    "Progress",
    "Signal",
    "TaskState",
    "attach",
    "attach_today",
    "by_area",
    "by_division",
    "narrow",
    "of_plan",
    "over_days",
]
