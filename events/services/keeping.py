"""The registers beside the events: entering venues, counterparts, delegations and series, and changing them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import division_of
from changelog.models import Change
from changelog.services import EVERYBODY, Written, record, unit
from events import rules
from events.models import Agreement, Counterpart, Delegation, Event, Series, Venue
from events.models.counterpart import NOT_FOREIGN
from events.models.keeping import Kept
from events.services.checking import FIRST_YEAR, LAST_YEAR, Problems
from events.services.recording import Facts, audience
from foundation import clock
from foundation.meanwhile import check_stamp, stamp_of

Entry = TypeVar("Entry", bound=Kept)
NAMES = ("name_en", "name_zh")
FIELDS: dict[type[Kept], tuple[str, ...]] = {
    Venue: (*NAMES, "district_en", "district_zh", "capacity", "distinction_en", "distinction_zh"),
    Counterpart: (*NAMES, "kind", "country_or_region", "partner_since"),
    Delegation: (*NAMES, "country_or_region", "size", "arrives_on", "leaves_on"),
    Series: (*NAMES, "every_years"),
}
# By which of its fields an event names an entry, and which entries a person may see.
OF_EVENT = {Venue: "registered_venue", Counterpart: "counterparts", Delegation: "delegation", Series: "series"}
SEEN: dict[type[Kept], Any] = {
    Venue: rules.venues_seen_by,
    Counterpart: rules.counterparts_seen_by,
    Delegation: rules.delegations_seen_by,
    Series: rules.series_seen_by,
}


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """An agreement with a counterpart; `until_on` None: without an end."""

    title_en: str = ""
    title_zh: str = ""
    signed_on: date
    until_on: date | None = None


def enter_in_register(
    *,
    by: User,
    model: type[Entry],
    demonstration: bool,
    facts: Mapping[str, Any],
    agreements: Sequence[Agreed] = (),
) -> Entry:
    """Enter a venue, counterpart, delegation or series, kept by the division of `by`, else by the planning office.

    Every reader sees it from then on. `agreements` are those of a counterpart. Raises PermissionDenied, or
    ValidationError by field (`agreements` for those of an agreement); writes nothing then.
    """
    with unit():
        if not rules.may_add_event(by):
            raise PermissionDenied(_("Divisions and the planning office keep the registers."))
        entry = model(demonstration=demonstration, registered=True)
        if division_of(by) is not None:
            entry.kept_by = by.division
        _apply(by, entry, facts, agreements, is_new=True)
        written = Written(
            action=Change.Action.CREATE, type=_type_of(entry), key=entry.pk, after=entry_facts(entry)
        )  # fmt: skip
        record(by=by, written=written)
    return entry


def change_entry(
    *,
    by: User,
    entry: Entry,
    facts: Mapping[str, Any],
    agreements: Sequence[Agreed] | None = None,
    enter: bool = False,
    stamp: str | None = None,
) -> Entry:
    """Change an entry to these facts, its agreements (unless None) to exactly these.

    `enter`: put what was only named with events into the register, where every reader sees it; nothing takes it out
    again. `stamp`: of the entry as shown (`entry_stamp`); Conflict, with the entry as it stands, when that is another
    now. Without a difference nothing is written. Raises Http404, PermissionDenied, ValidationError by field.
    """
    with unit():
        entry = _locked(by, entry)
        before, seen_before = entry_facts(entry), audience_of_entry(entry)
        check_stamp(stamp, before, entry)
        renamed = enter or any(facts.get(name, before[name]) != before[name] for name in NAMES)
        entry.registered = entry.registered or enter
        _apply(by, entry, facts, agreements, is_new=renamed)
        after = entry_facts(entry)
        if after != before:
            written = Written(
                action=Change.Action.CHANGE,
                type=_type_of(entry),
                key=entry.pk,
                before=before,
                after=after,
                seen_before=seen_before,
                seen_after=audience_of_entry(entry),
            )
            record(by=by, written=written)
    return entry


def entry_stamp(entry: Kept) -> str:
    """Tells whether somebody has changed the entry or its agreements. At most two queries."""
    return stamp_of(entry_facts(entry))


def entry_facts(entry: Kept) -> Facts:
    """The facts of an entry, of a counterpart with its agreements. At most two queries."""
    facts: Facts = {name: getattr(entry, name) for name in FIELDS[type(entry)]}
    if "country_or_region" in facts:
        facts["country_or_region"] = str(facts["country_or_region"])
    if isinstance(entry, Counterpart):
        agreements = entry.agreements.order_by("id") if entry.pk else Agreement.objects.none()
        facts["agreements"] = list(agreements.values("title_en", "title_zh", "signed_on", "until_on"))
    return facts | {
        "registered": entry.registered,
        "kept_by": entry.kept_by.code if entry.kept_by else None,
        "demonstration": entry.demonstration,
    }


def audience_of_entry(entry: Kept) -> frozenset[str]:
    """The tags of who may see the entry: everybody what is in its register, else who may see an event of it.

    Two queries for each restricted event of what is in no register.
    """
    events = Event.objects.filter(**{OF_EVENT[type(entry)]: entry})
    if entry.registered or isinstance(entry, Venue) or events.filter(restricted=False).exists():
        return frozenset({EVERYBODY})
    return frozenset().union(*(audience(event) for event in events))


def _type_of(entry: Kept) -> str:
    return entry._meta.model_name or ""


def _locked(by: User, entry: Entry) -> Entry:
    """The entry as it stands, its row locked until the end of the transaction. Raises Http404, PermissionDenied."""
    seen = SEEN[type(entry)](by)
    found: Entry = get_object_or_404(seen.select_for_update(of=("self",)), pk=entry.pk)
    if not rules.may_keep(by, found):
        raise PermissionDenied(_("Only the division that keeps this entry and the planning office change it."))
    return found


def _apply(
    by: User, entry: Kept, facts: Mapping[str, Any], agreements: Sequence[Agreed] | None, *, is_new: bool
) -> None:
    """Set the facts, check the whole, save. `is_new`: under this name, so that it may be there already."""
    if unknown := set(facts) - set(FIELDS[type(entry)]):
        raise TypeError(f"no facts of an entry: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(entry, name, value)
    _check(entry, agreements or ())
    entry.full_clean()
    if is_new:
        _check_not_there(by, entry)
    entry.save()
    if isinstance(entry, Counterpart) and agreements is not None:
        _set_agreements(entry, agreements)


def _check(entry: Kept, agreements: Collection[Agreed]) -> None:
    """What the fields have to do with each other; each error beside its field."""
    problems = Problems()
    if not (entry.name_en.strip() or entry.name_zh.strip()):
        problems.add("name_en", _("Name it in at least one language."))
    if entry.kept_by is not None and entry.kept_by.demonstration != entry.demonstration:
        problems.add(NON_FIELD_ERRORS, _("Demonstration and real data are kept apart: choose another."))
    if isinstance(entry, Counterpart):
        _check_partner(entry, problems)
    if isinstance(entry, Delegation):
        _check_years(entry, ("arrives_on", "leaves_on"), problems)
        if entry.arrives_on and entry.leaves_on and entry.leaves_on < entry.arrives_on:
            problems.add("leaves_on", _("A delegation leaves on or after the day it arrives."))
    for each in agreements:
        _check_years(each, ("signed_on", "until_on"), problems, "agreements")
        if each.signed_on > clock.today():
            problems.add("agreements", _("An agreement is entered once it is signed."))
    problems.raise_any()


def _check_partner(entry: Counterpart, problems: Problems) -> None:
    """Partner cities are cities of foreign countries: Hong Kong, Macao and Taiwan are none (product.md)."""
    _check_years(entry, ("partner_since",), problems)
    if entry.partner_since is None:
        return
    if entry.kind != Counterpart.Kind.CITY:
        problems.add("partner_since", _("Only a city is a partner city: an organisation has agreements."))
    country = str(entry.country_or_region)
    if country in NOT_FOREIGN:
        problems.add("partner_since", _("Cities of Hong Kong, Macao and Taiwan are no partner cities."))
    elif country in ("", "CN"):
        problems.add("country_or_region", _("Partner cities are cities of foreign countries."))
    if entry.partner_since > clock.today():
        problems.add("partner_since", _("A partner city is entered once the agreement is signed."))


def _check_years(thing: Any, fields: Collection[str], problems: Problems, beside: str = "") -> None:
    """Days of years in which there can be any."""
    for field in fields:
        day: date | None = getattr(thing, field)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            span = {"first": FIRST_YEAR, "last": LAST_YEAR}
            problems.add(beside or field, _("Expected a day of the years %(first)d to %(last)d.") % span)


def _check_not_there(by: User, entry: Kept) -> None:
    """Refuse a name that an entry of this side has, as far as `by` may see any: a constraint would tell of others.

    A delegation comes again under its name: it is the same one only where the days of its stay do not say otherwise.
    """
    there = SEEN[type(entry)](by).filter(demonstration=entry.demonstration).exclude(pk=entry.pk)
    if isinstance(entry, Delegation) and (entry.arrives_on or entry.leaves_on):
        first, last = entry.arrives_on or entry.leaves_on, entry.leaves_on or entry.arrives_on
        there = there.exclude(Q(leaves_on__lt=first) | Q(leaves_on__isnull=True, arrives_on__lt=first))
        there = there.exclude(Q(arrives_on__gt=last) | Q(arrives_on__isnull=True, leaves_on__gt=last))
    problems = Problems()
    for name in NAMES:
        value = getattr(entry, name).strip()
        if value and there.filter(**{f"{name}__iexact": value}).exists():
            problems.add(name, _("An entry of this name is there already."))
    problems.raise_any()


def _set_agreements(entry: Counterpart, wanted: Sequence[Agreed]) -> None:
    """Make the agreements these. What stays keeps its row; the others are made anew."""
    there = {_as_agreed(row): row for row in entry.agreements.all()}
    for each, row in there.items():
        if each not in wanted:
            row.delete()
    for number, each in enumerate(wanted):
        if each in there or each in wanted[:number]:
            continue
        row = Agreement(counterpart=entry, **asdict(each))
        try:
            row.full_clean()
        except ValidationError as error:
            raise ValidationError({"agreements": error.messages}) from error
        row.save()


def _as_agreed(row: Agreement) -> Agreed:
    return Agreed(title_en=row.title_en, title_zh=row.title_zh, signed_on=row.signed_on, until_on=row.until_on)
