"""The one mail a day: what reminds a person, with links that lead there. Of what people typed only names are in it."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from foundation.bilingual import labelled, listed
from priorities.reminders import Group, Reminder, grouped

# Other programs answer no mail that says so.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def digest_for(user: User, reminders: Sequence[Reminder], day: date) -> EmailMultiAlternatives:
    """The mail, in the person's language, English where none is chosen. No query but the person's names'."""
    with translation.override(user.language or "en"):
        groups = grouped(reminders)
        subject = labelled(_("Workplan"), listed(_count(group) for group in groups))
        context = {
            "user": user,
            "groups": groups,
            "day": day,
            "subject": subject,
            "base": settings.WORKPLAN_BASE_URL,
        }
        mail = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("priorities/mail/digest.txt", context).strip() + "\n",
            to=[user.email],
            headers=HEADERS,
        )
        mail.attach_alternative(render_to_string("priorities/mail/digest.html", context).strip() + "\n", "text/html")
    return mail


def _count(group: Group) -> str:
    """How many of a kind: “2 overdue”, “逾期2项”. Nothing that anybody typed."""
    return _("%(n)d %(kind)s") % {"n": len(group.reminders), "kind": group.kind.label}
