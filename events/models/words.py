"""The words of an event: its kind, where it stands, in what role a leader attends and whether they did."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """Kinds of events."""

    VISITING_DELEGATION = "visiting_delegation", pgettext_lazy("kind of event", "visiting delegation")
    MEETING = "meeting", pgettext_lazy("kind of event", "meeting")
    CONFERENCE = "conference", pgettext_lazy("kind of event", "conference or forum")
    SIGNING = "signing", pgettext_lazy("kind of event", "signing")
    PEOPLE_TO_PEOPLE = "people_to_people", pgettext_lazy("kind of event", "cultural and people-to-people")
    HONG_KONG_MACAO = "hong_kong_macao", pgettext_lazy("kind of event", "Hong Kong and Macao exchange")
    OUTBOUND_VISIT = "outbound_visit", pgettext_lazy("kind of event", "outbound visit")
    VISIT_HONG_KONG_MACAO = "visit_hong_kong_macao", pgettext_lazy("kind of event", "visit to Hong Kong or Macao")
    STATE_EVENT = "state_event", pgettext_lazy("kind of event", "service of a major state event")


class Status(models.TextChoices):
    """Where an event stands in its life."""

    PLANNED = "planned", pgettext_lazy("event", "planned")
    CONFIRMED = "confirmed", pgettext_lazy("event", "confirmed")
    HELD = "held", pgettext_lazy("event", "held")
    POSTPONED = "postponed", pgettext_lazy("event", "postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")


class Role(models.TextChoices):
    """In what role a leader attends."""

    HOST = "host", pgettext_lazy("role at an event", "presides")
    MEETS = "meets", pgettext_lazy("role at an event", "meets")
    TALKS = "talks", pgettext_lazy("role at an event", "holds talks")
    BANQUET = "banquet", pgettext_lazy("role at an event", "gives a banquet")
    SPEAKS = "speaks", pgettext_lazy("role at an event", "speaks")
    WITNESSES = "witnesses", pgettext_lazy("role at an event", "witnesses the signing")
    ACCOMPANIES = "accompanies", pgettext_lazy("role at an event", "accompanies")
    LEADS = "leads", pgettext_lazy("role at an event", "leads the delegation")


# The role in which a leader usually attends an event of each kind: what an entry form supposes unless told otherwise.
USUAL_ROLE = {
    Kind.VISITING_DELEGATION: Role.MEETS,
    Kind.MEETING: Role.MEETS,
    Kind.CONFERENCE: Role.SPEAKS,
    Kind.SIGNING: Role.WITNESSES,
    Kind.PEOPLE_TO_PEOPLE: Role.SPEAKS,
    Kind.HONG_KONG_MACAO: Role.MEETS,
    Kind.OUTBOUND_VISIT: Role.LEADS,
    Kind.VISIT_HONG_KONG_MACAO: Role.LEADS,
    Kind.STATE_EVENT: Role.ACCOMPANIES,
}


class Outcome(models.TextChoices):
    """Whether a leader attended."""

    EXPECTED = "expected", pgettext_lazy("attendance", "expected")
    ATTENDED = "attended", pgettext_lazy("attendance", "attended")
    NOT_ATTENDING = "not_attending", pgettext_lazy("attendance", "not attending")
    REPRESENTED = "represented", pgettext_lazy("attendance", "represented")
