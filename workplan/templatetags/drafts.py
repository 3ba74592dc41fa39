"""`{% draft form as drafted %}`: the draft of a form, in its template, before the form's fields.

A form that was not sent begins with what its draft holds, scripts or not. `drafted.token` goes into the hidden field
`draft` (components/_draft.html); the foot of the form says that a draft is back, with a button to discard it
(components/_draft_status.html). `form.drafted` is the same. A form without a Django form (None) reads
`drafted.text.reason`.

A form is called by the path of its page, the one at hand, unless `name` says another. `at`: the address that shows the
form again, this page's unless given, with `back` as its `next`. `rows`, `more_rows`: sets of forms under it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest
from django.template import RequestContext
from django.utils import timezone

from accounts.models import Draft, User
from foundation import clock
from workplan.account.drafts import drafts_of, put_back, put_back_rows, slip_of
from workplan.templatetags.workplan_ui import instant

register = template.Library()


@dataclass(frozen=True)
class Drafted:
    """The draft of a form on a page: its token; when it was kept and its texts, where it was put back."""

    token: str
    saved_at: datetime | None = None
    text: dict[str, str] = field(default_factory=dict)

    @property
    def when(self) -> str:
        """The time of today; of another day, that too."""
        if self.saved_at is None or clock.local_day(self.saved_at) != clock.today():
            return instant(self.saved_at)
        return f"{timezone.localtime(self.saved_at):%H:%M}"


@register.simple_tag(takes_context=True)
def draft(
    context: RequestContext,
    form: Any = None,
    rows: BaseFormSet | None = None,
    more_rows: BaseFormSet | None = None,
    name: str = "",
    at: str = "",
    back: str = "",
) -> Drafted | None:
    """The draft of a form for the reader; None where nobody is signed in. One query for a page."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    if request is None or not isinstance(user, User):
        return None
    name = (name or at or request.path).split("?")[0].strip("/")
    address = at or (request.get_full_path() if request.method == "GET" else request.path)
    token = slip_of(user, name, f"{address}?{urlencode({'next': back})}" if back else address)
    sent = request.method == "POST" if form is None else form.is_bound
    kept = None if sent else _drafts(request, user).get(name)
    drafted = Drafted(token) if kept is None else Drafted(token, kept.saved_at, _texts(kept))
    if form is not None:
        form.drafted = drafted
        if kept is not None:
            put_back(form, kept)
    for each in (rows, more_rows):
        if each is not None and kept is not None:
            put_back_rows(each, kept)
    return drafted


def _texts(kept: Draft) -> dict[str, str]:
    """The first value of each field."""
    return {name: values[0] for name, values in kept.fields.get("typed", {}).items() if values}


def _drafts(request: HttpRequest, user: User) -> dict[str, Draft]:
    """The person's drafts, read once for a page."""
    if not hasattr(request, "drafts"):
        request.drafts = drafts_of(user)  # type: ignore[attr-defined]  # kept for the page's other forms
    found: dict[str, Draft] = request.drafts  # type: ignore[attr-defined]
    return found
