"""Drafts: what a person has typed in a form and not sent yet, kept under their account and shown to nobody else.

A form that has drafts carries a signed token: whose it is, what the form is called, and the address that shows it
again. So what is kept can only be what its own person typed, even where it comes without a session or with a stale CSRF
token.

Drafts are not in the change record: unsent text is nobody's business, and no thing of the product changes by it. For
the same reason they take no part in the write lock that orders the record.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import CheckboxInput, SelectMultiple
from django.forms.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Draft, User
from foundation import clock
from foundation.text import plain

SALT = "workplan.draft"
KEPT_FOR = timedelta(days=30)
MOST_DRAFTS = 30
MOST_FIELDS = 300
MOST_CHARACTERS = 200_000  # the longest report, four times 20,000, and room
NAME = re.compile(r"[a-z0-9][a-z0-9._/-]{0,199}\Z")  # of a form: the path of its page
_FIELD = re.compile(r"[A-Za-z][\w-]{0,99}\Z", re.ASCII)
# What forms carry beside what is typed. `version` and `seen` are kept: they say what the text was written against.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "draft", "draft_empty", "discard", "next", "in", "no_change"})
_SECRET = re.compile("password|secret|token", re.IGNORECASE)


@dataclass(frozen=True)
class Slip:
    """What a form's token says. `once` is of one rendering of the form: the same form sent twice has the same."""

    user: int
    form: str
    at: str
    once: str


@dataclass(frozen=True)
class Typed:
    """The fields of a form by their names. `whole`: all of it, so that an unticked box is one that is not there."""

    fields: dict[str, list[str]]
    whole: bool

    @classmethod
    def of(cls, data: QueryDict, *, whole: bool) -> "Typed":
        """From what was sent, without what is not typed. ValidationError when it is more than a draft may hold."""
        names = [name for name in data if name not in NOT_TYPED and _FIELD.match(name) and not _SECRET.search(name)]
        fields = {name: [plain(value) for value in data.getlist(name)] for name in names[: MOST_FIELDS + 1]}
        emptied = [name for name in data.getlist("draft_empty")[:MOST_FIELDS] if _FIELD.match(name)]
        fields |= {name: [] for name in emptied if name not in fields and name not in NOT_TYPED}
        characters = sum(len(value) for values in fields.values() for value in values)
        if len(fields) > MOST_FIELDS or characters > MOST_CHARACTERS:
            raise ValidationError(_("This is more than a draft can hold: send the form."))
        return cls(fields, whole)


def slip_of(user: User, form: str, at: str) -> str:
    """The token of a form of that person; "" for a name that no form has."""
    if not NAME.match(form):
        return ""
    return signing.dumps([user.pk, form, at[:1000], secrets.token_hex(8)], salt=SALT, compress=True)


def read_slip(token: str) -> Slip | None:
    """What a token says; None for one that is not ours or older than any draft."""
    try:
        return Slip(*signing.loads(token, salt=SALT, max_age=KEPT_FOR))
    except signing.BadSignature:
        return None


def save_draft(*, by: User, slip: Slip, typed: Typed) -> Draft:
    """Keep what was typed, beside what the draft holds already unless it is the whole form.

    Drafts that are too old, and the oldest of too many, go.
    """
    with transaction.atomic():
        now = clock.now()
        fresh = {"fields": {}, "saved_at": now}
        draft, _made = Draft.objects.select_for_update().get_or_create(user=by, form=slip.form, defaults=fresh)
        there = Typed(draft.fields.get("typed", {}), draft.fields.get("whole", False))
        merged = typed if typed.whole else Typed(there.fields | typed.fields, there.whole)
        draft.fields = {"typed": merged.fields, "whole": merged.whole, "at": slip.at}
        draft.saved_at = now
        draft.save()
        Draft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
        surplus = Draft.objects.filter(user=by).order_by("-saved_at", "-pk").values("pk")[MOST_DRAFTS:]
        Draft.objects.filter(pk__in=[each["pk"] for each in surplus]).delete()
    return draft


def discard_draft(*, by: User, form: str) -> None:
    """Forget one: it was sent and taken, or its writer does not want it."""
    Draft.objects.filter(user=by, form=form).delete()


def drafts_of(user: User) -> dict[str, Draft]:
    """A person's drafts by the names of their forms, newest first. One query."""
    return {each.form: each for each in user.drafts.filter(saved_at__gte=clock.now() - KEPT_FOR)}


def put_back(form: BaseForm, draft: Draft) -> None:
    """Let a form that was not sent begin with what the draft holds; its other fields stay as they are."""
    data, whole = _data_of(draft), draft.fields.get("whole", False)
    found: dict[str, Any] = {}
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        ticked = whole and isinstance(field.widget, CheckboxInput | SelectMultiple)
        if not field.disabled and (key in data or ticked):
            found[name] = field.widget.value_from_datadict(data, {}, key)
    form.initial = {**form.initial, **found}


def put_back_rows(rows: BaseFormSet, draft: Draft) -> None:
    """The same for a form's rows, of which there may be more by now than the page begins with."""
    start = re.compile(rf"{re.escape(str(rows.prefix))}-(\d{{1,3}})-")
    numbers = [int(found[1]) for name in draft.fields.get("typed", {}) if (found := start.match(name))]
    wanted = min(max(numbers, default=-1) + 1, rows.max_num)
    rows.extra = max(rows.extra, wanted - rows.initial_form_count())
    for form in rows.forms:
        put_back(form, draft)


def _data_of(draft: Draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.fields.get("typed", {}).items():
        data.setlist(name, values)
    return data
