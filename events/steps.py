"""What comes next in an event's life, as its page offers it: the steps that are open, each with its short form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.disclosure import Disclosed
from events.forms import AgainForm, CancelForm, ConfirmForm, HeldForm, PostponeForm, StepForm
from events.models import Event, Outcome, Status
from events.services import is_open
from foundation import clock


@dataclass(frozen=True)
class Words:
    """How a step is offered: the form, where it is sent, what opens it, what sends it, and its key."""

    form: type[StepForm]
    route: str
    label: Any
    button: Any
    key: str = ""


# In the order in which they are offered.
WORDS: Sequence[Words] = (
    Words(ConfirmForm, "events:confirm", _("Confirm the event"), pgettext_lazy("an event", "Confirm"), "c"),
    Words(AgainForm, "events:again", _("Take up again"), pgettext_lazy("an event", "Set the new time"), "t"),
    Words(PostponeForm, "events:call-off", _("Postpone"), pgettext_lazy("an event", "Postpone")),
    Words(CancelForm, "events:call-off", _("Cancel the event"), pgettext_lazy("an event", "Cancel it")),
)


@dataclass(frozen=True)
class Offered:
    """A step with its form, empty or, `sent`, as it was sent and not taken."""

    words: Words
    form: StepForm
    sent: bool = False


def steps_of(event: Event, sent: StepForm | None = None) -> list[Offered]:
    """The steps open to the event, and the one that was sent, whether or not it still is."""
    offered = []
    for words in WORDS:
        if sent is not None and type(sent) is words.form:
            offered.append(Offered(words, sent, sent=True))
        elif is_open(event, words.form.key):
            offered.append(Offered(words, words.form(event=event)))
    return offered


def held_form(shown: Disclosed) -> HeldForm | None:
    """The taps: of an event that is over, was it held; of one that was held, who attended. None: all is said."""
    event = shown.event
    unsaid = any(each.outcome == Outcome.EXPECTED for each in shown.attendances)
    over = event.ends_at <= clock.now()
    if (over and is_open(event, "hold")) or (event.status == Status.HELD and unsaid):
        return HeldForm(event=event, attendances=shown.attendances)
    return None
