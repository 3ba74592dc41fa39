"""Forms of the register: `entry` for an event, `attendance` for who attends, `leaders` for municipal leaders.

`keeping` for the registers beside the events, `programme` for several events of a delegation.
"""

from events.forms.attendance import AttendanceFormSet, HeldForm, attendance_formset
from events.forms.entry import EventForm
from events.forms.leaders import LeaderForm, PostFormSet, post_formset

__all__ = [
    "AttendanceFormSet",
    "EventForm",
    "HeldForm",
    "LeaderForm",
    "PostFormSet",
    "attendance_formset",
    "post_formset",
]
