"""Forms of the register: `entry` for an event, `attendance` for who attends, `counterparts` for with whom it is held,
`lifecycle` for the steps in its life, `leaders` for municipal leaders, `keeping` for the registers beside the events,
`programme` for several events of a delegation, `items` for checklists.
"""

from events.forms.attendance import AttendanceFormSet, attendance_formset
from events.forms.clashes import ClashForm
from events.forms.counterparts import CounterpartFormSet, counterpart_formset
from events.forms.entry import EventForm
from events.forms.items import ItemFormSet, item_formset
from events.forms.leaders import LeaderForm, PostFormSet, post_formset
from events.forms.lifecycle import AgainForm, CancelForm, ConfirmForm, HeldForm, PostponeForm, StepForm
from events.forms.office import HoldForm, SettingsForm

__all__ = [
    "AgainForm",
    "AttendanceFormSet",
    "CancelForm",
    "ClashForm",
    "ConfirmForm",
    "CounterpartFormSet",
    "EventForm",
    "HeldForm",
    "HoldForm",
    "ItemFormSet",
    "LeaderForm",
    "PostFormSet",
    "PostponeForm",
    "SettingsForm",
    "StepForm",
    "attendance_formset",
    "counterpart_formset",
    "item_formset",
    "post_formset",
]
