"""The form that turns a calendar feed on."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import CalendarFeed, Leader
from events.rules import may_have_feed
from foundation import clock


class FeedForm(forms.Form):
    """Which calendar: only those that are the reader's to have; a leader where a leader's is."""

    kind = forms.ChoiceField(label=_("Which calendar"), widget=forms.RadioSelect)
    leader = forms.ModelChoiceField(
        Leader.objects.none(), label=_("Municipal leader"), required=False, help_text=_("Only for a leader's calendar.")
    )

    def __init__(self, *args: Any, user: User, demonstration: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {
            CalendarFeed.Kind.MINE: _(
                "Mine: events of the tasks that I am responsible for or in charge of, and those that I registered"
            ),
            CalendarFeed.Kind.DIVISION: _("My division's: events that it hosts, and those of the tasks that it leads"),
            CalendarFeed.Kind.LEADER: _("A municipal leader's: when they are busy"),
        }
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.value, label) for kind, label in labels.items() if may_have_feed(user, kind)]
        kinds.initial = CalendarFeed.Kind.MINE
        if may_have_feed(user, CalendarFeed.Kind.LEADER):
            leaders: Any = self.fields["leader"]
            leaders.queryset = Leader.objects.filter(demonstration=demonstration).in_protocol_order(clock.today())
        else:
            del self.fields["leader"]

    def facts(self) -> dict[str, Any]:
        """What the service takes: a leader only with a leader's calendar."""
        kind = self.cleaned_data["kind"]
        leader = self.cleaned_data.get("leader") if kind == CalendarFeed.Kind.LEADER else None
        return {"kind": kind, "leader": leader}

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused beside its field."""
        for name, found in getattr(error, "error_dict", {"__all__": [error]}).items():
            self.add_error(name if name in self.fields else None, list(found))
