"""Forms of the register: `entry` for an event, `attendance` for who attends, `leaders` for municipal leaders."""

from events.forms.attendance import AttendanceFormSet, HeldForm, attendance_formset
from events.forms.clashes import ClashForm
from events.forms.entry import EventForm
from events.forms.leaders import LeaderForm, PostFormSet, post_formset
from events.forms.office import HoldForm, SettingsForm

__all__ = [
    "AttendanceFormSet",
    "ClashForm",
    "EventForm",
    "HeldForm",
    "HoldForm",
    "LeaderForm",
    "PostFormSet",
    "SettingsForm",
    "attendance_formset",
    "post_formset",
]
