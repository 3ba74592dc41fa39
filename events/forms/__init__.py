"""Forms of the register: `entry` for an event, `attendance` for who attends, `leaders` for municipal leaders,
`items` for checklists.
"""

from events.forms.attendance import AttendanceFormSet, HeldForm, attendance_formset
from events.forms.entry import EventForm
from events.forms.items import ItemFormSet, item_formset
from events.forms.leaders import LeaderForm, PostFormSet, post_formset

__all__ = [
    "AttendanceFormSet",
    "EventForm",
    "HeldForm",
    "ItemFormSet",
    "LeaderForm",
    "PostFormSet",
    "attendance_formset",
    "item_formset",
    "post_formset",
]
