"""What one row of a register says of its event: the facts for the services, what is wrong, what is left out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Counterpart, Delegation, Leader, Outcome, Role, Series, Status
from events.services import Attends
from exchange.events.aliases import NO, YES
from exchange.events.columns import folded
from exchange.events.lookups import NEW, OUT, Lookups, Unknowns
from exchange.events.names import split_names
from exchange.events.outcomes import Unknown
from exchange.events.reading import Row
from foundation import clock
from foundation.bilingual import listed
from foundation.sheets import times, values
from foundation.sheets.book import Cell
from foundation.sheets.numerals import chinese_number

EMPTY = Cell("")
CHINESE = re.compile("[\u4e00-\u9fff]")
ORDINAL = re.compile(r"第?(.+?)(?:届|次|人|名|位|st|nd|rd|th)?$")
LARGEST_DELEGATION, LAST_EDITION = 100_000, 999
TRUE, FALSE = {folded(word) for word in YES.split("|")}, {folded(word) for word in NO.split("|")}


@dataclass
class Told:
    """What a row says. `problems`: columns and what is expected there."""

    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class Reading:
    """Reads rows; a new name that several rows have is one new thing."""

    def __init__(self, lookups: Lookups, unknowns: Unknowns) -> None:
        self.lookups, self.unknowns, self.now = lookups, unknowns, clock.now()
        self.made: dict[tuple[str, ...], Any] = {}

    def facts(self, row: Row) -> Told:
        """All that the row says; every mistake in it at once."""
        told = Told()
        steps: list[Callable[[Row, Told], None]] = [
            *(self._times, self._titles, self._kind, self._host, self._country, self._venue, self._texts),
            *(self._restricted, self._area, self._status, self._counterparts, self._leaders, self._delegation),
            self._series,
        ]
        for step in steps:
            step(row, told)
        return told

    def _times(self, row: Row, told: Told) -> None:
        year = self.lookups.year
        try:
            found = times.span(row.cells["day"], row.cells.get("hour"), row.cells.get("until"), year)
        except ValidationError as error:
            told.problems.append((error.code or "day", error.messages[0]))
            return
        if found is None:
            told.problems.append(("day", _("Expected a day.")))
        elif found.starts.year != year:
            told.problems.append(("day", _("Expected a day of %(year)d, the year of this register.") % {"year": year}))
        else:
            told.facts["starts_at"] = timezone.make_aware(found.starts)
            told.facts["ends_at"] = timezone.make_aware(found.ends)
            if not found.hours:
                told.remarks.append(_("Without an hour: the whole day."))

    def _titles(self, row: Row, told: Told) -> None:
        title, other = self._text(row, "title", told), self._text(row, "title_other", told)
        if not title and not any(key == "title" for key, _message in told.problems):
            told.problems.append(("title", _("Expected what the event is called.")))
        if title:
            told.facts |= named(title, "title")
        if other:
            [(key, _title)] = named(other, "title").items()
            if key in told.facts:
                key = "title_zh" if key == "title_en" else "title_en"
            told.facts[key] = other

    def _kind(self, row: Row, told: Told) -> None:
        text = row.text("kind")
        value = self.lookups.kinds.get(folded(text)) if text else None
        if value is None:
            value = self._chosen("kind", self.unknowns.ask("kind", text), told, _("Choose the kind above."))
        told.facts["kind"] = value

    def _host(self, row: Row, told: Told) -> None:
        text = row.text("host")
        if not text and self.lookups.own_division is not None:
            told.facts["host_division"] = self.lookups.own_division
            return
        division = self.lookups.divisions.find(text) if text else None
        if division is None:
            chosen = self._chosen("host", self.unknowns.ask("host", text), told, _("Choose the division above."))
            division = self.lookups.divisions.by_key.get(chosen or "")
        told.facts["host_division"] = division

    def _country(self, row: Row, told: Told) -> None:
        text = row.text("country")
        if not text:
            return
        code = self.lookups.countries.get(folded(text))
        if code is None:
            unknown = self.unknowns.ask("country", text)
            code = self._chosen("country", unknown, told, _("Choose the country or region above."))
            if code == OUT:
                self._left_out(told, text)
        if code and code != OUT:
            told.facts["country_or_region"] = code

    def _venue(self, row: Row, told: Told) -> None:
        text = self._text(row, "venue", told)
        if not text:
            return
        told.facts["venue"] = text
        venue = self.lookups.venues.find(text)
        if venue is None:
            chosen = self.unknowns.ask("venue", text).chosen
            venue = self.lookups.venues.by_key.get(chosen)
            if chosen == OUT:
                told.facts["venue"] = ""
                self._left_out(told, text)
        if venue is not None:
            told.facts |= {"registered_venue": venue, "venue": venue.name}

    def _texts(self, row: Row, told: Told) -> None:
        for key, name in (
            ("confirmed_by", "confirmed_by"),
            ("approval", "approval_number"),
            ("outcome", "outcome_note"),
        ):
            if text := self._text(row, key, told):
                told.facts[name] = text

    def _restricted(self, row: Row, told: Told) -> None:
        said = folded(row.text("restricted"))
        if said in TRUE:
            told.facts["restricted"] = True
        elif said not in FALSE:
            told.problems.append(("restricted", _("Expected “yes” or nothing.")))

    def _area(self, row: Row, told: Told) -> None:
        text = row.text("area")
        if not text:
            return
        if self.lookups.year != self.lookups.plan.year:
            told.remarks.append(_("Areas are of the plan of their year: left out."))
            return
        area = self.lookups.areas.find(text)
        if area is None:
            chosen = self._chosen("area", self.unknowns.ask("area", text), told, _("Choose the area above."))
            area = self.lookups.areas.by_key.get(chosen or "")
            if chosen == OUT:
                self._left_out(told, text)
        told.facts["area"] = area

    def _status(self, row: Row, told: Told) -> None:
        """Where nothing is said, what is over was held, and what is to come is planned."""
        text = row.text("status")
        value = self.lookups.statuses.get(folded(text)) if text else None
        if text and value is None:
            words = listed(label for _value, label in Status.choices)
            told.problems.append(("status", _("Expected one of: %(known)s.") % {"known": words}))
            return
        over = "ends_at" in told.facts and told.facts["ends_at"] <= self.now
        told.facts["status"] = value or (Status.HELD if over else Status.PLANNED)
        if told.facts["status"] in (Status.POSTPONED, Status.CANCELLED):
            told.facts["reason"] = told.facts.pop("outcome_note", "")

    def _counterparts(self, row: Row, told: Told) -> None:
        found: list[Counterpart] = []
        for text in split_names(row.text("counterparts")):
            thing = self.lookups.counterparts.find(text)
            if thing is None:
                unknown = self.unknowns.ask("counterpart", text)
                if unknown.open:
                    told.problems.append(("counterparts", self._which(text)))
                    continue
                if unknown.chosen == OUT:
                    self._left_out(told, text)
                    continue
                thing = self.lookups.counterparts.by_key.get(unknown.chosen) or self._new_counterpart(text, told)
            if thing not in found:
                found.append(thing)
        told.facts["counterparts"] = found

    def _new_counterpart(self, text: str, told: Told) -> Counterpart:
        """From the event's country or region, as a new delegation is."""
        country, kind = told.facts.get("country_or_region", ""), Counterpart.Kind.ORGANISATION
        made: Counterpart = self._made(
            ("counterpart", folded(text)), lambda: Counterpart(kind=kind, country_or_region=country, **named(text))
        )
        return made

    def _leaders(self, row: Row, told: Told) -> None:
        day = timezone.localtime(told.facts["starts_at"]).date() if "starts_at" in told.facts else None
        held = told.facts.get("status") == Status.HELD
        found: dict[int, Attends] = {}
        for one in self.lookups.leaders.named_in(row.text("leaders"), day or date(self.lookups.year, 12, 31)):
            leader = one.leader or self._leader(one.text, day, told)
            if leader is not None:
                usual = Outcome.ATTENDED if held else Outcome.EXPECTED
                attends = Attends(leader=leader, role=one.role or Role.MEETS, outcome=one.outcome or usual)
                found.setdefault(leader.pk, attends)
        told.facts["attendances"] = list(found.values())

    def _leader(self, text: str, day: date | None, told: Told) -> Leader | None:
        unknown = self.unknowns.ask("leader", text, day)
        if unknown.open:
            told.problems.append(("leaders", self._which(text)))
        elif unknown.chosen == OUT:
            self._left_out(told, text)
        elif unknown.chosen == NEW:
            side, number = self.lookups.plan.demonstration, -1 - len(self.made)  # a key of its own until it is entered
            made: Leader = self._made(
                ("leader", unknown.key), lambda: Leader(pk=number, name_en=text, name_zh=text, demonstration=side)
            )
            return made
        else:
            return next(each for each in self.lookups.leaders.all if str(each.pk) == unknown.chosen)
        return None

    def _delegation(self, row: Row, told: Told) -> None:
        text, persons = self._text(row, "delegation", told), None
        try:
            persons = values.whole_number(row.cells.get("persons") or EMPTY, 1, LARGEST_DELEGATION)
        except ValidationError as error:
            persons = _counted(row.text("persons"))
            if persons is None:
                told.problems.append(("persons", error.messages[0]))
                return
        if not text:
            if persons is not None:
                told.remarks.append(_("Persons are kept with a delegation, and none is named: left out."))
            return
        known = self.lookups.delegations.find(text)
        if known is not None and persons in (None, known.size):
            told.facts["delegation"] = known
        elif persons is None and ("delegation", folded(text)) not in self.made:
            told.problems.append(("persons", _("Expected how many persons this new delegation has.")))
        else:
            told.facts["delegation"] = self._new_delegation(text, persons, told)

    def _new_delegation(self, text: str, persons: int | None, told: Told) -> Delegation:
        """The one of that name; of another size it is another one. `persons` None: as many as the first has."""
        country = told.facts.get("country_or_region", "")

        def make() -> Delegation:
            return Delegation(size=persons or 0, country_or_region=country, **named(text))

        first: Delegation = self._made(("delegation", folded(text)), make)
        if persons in (None, first.size):
            return first
        other: Delegation = self._made(("delegation", folded(text), str(persons)), make)
        return other

    @property
    def new_leaders(self) -> list[Leader]:
        """Those who are to be entered with the events."""
        return [each for each in self.made.values() if isinstance(each, Leader)]

    def _series(self, row: Row, told: Told) -> None:
        text, said = self._text(row, "series", told), row.text("edition")
        if said:
            number = _counted(said)
            if number is None or not 1 <= number <= LAST_EDITION:
                told.problems.append(("edition", _("Expected a number from 1 to 999.")))
                return
            told.facts["edition"] = number
        if not text:
            return
        series = self.lookups.series.find(text)
        if series is None:
            unknown = self.unknowns.ask("series", text)
            if unknown.open:
                told.problems.append(("series", self._which(text)))
                return
            if unknown.chosen == OUT:
                told.facts.pop("edition", None)
                self._left_out(told, text)
                return
            series = self.lookups.series.by_key.get(unknown.chosen) or self._made(
                ("series", unknown.key), lambda: Series(**named(text))
            )
        told.facts["series"] = series

    def _text(self, row: Row, key: str, told: Told) -> str:
        if key not in row.cells:
            return ""
        try:
            return values.text(row.cells[key])
        except ValidationError as error:
            told.problems.append((key, error.messages[0]))
            return ""

    def _chosen(self, key: str, unknown: Unknown, told: Told, asked: str) -> str | None:
        if unknown.open:
            told.problems.append((key, asked))
            return None
        return unknown.chosen

    def _which(self, text: str) -> str:
        return _("“%(name)s” is not known: choose above who or what is meant.") % {"name": text[:80]}

    def _left_out(self, told: Told, text: str) -> None:
        told.remarks.append(_("Left out: “%(name)s”.") % {"name": text[:80]})

    def _made(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """The new thing of that name, the same one for all rows."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]


def named(text: str, field: str = "name") -> dict[str, str]:
    """A name or title in the language that it is written in."""
    return {f"{field}_zh" if CHINESE.search(text) else f"{field}_en": text}


def _counted(text: str) -> int | None:
    """The number in 第27届, 第二十七届, 27th, 27人."""
    bare = ORDINAL.sub(r"\1", folded(text))
    if bare.isascii() and bare.isdecimal() and len(bare) < 7:
        return int(bare)
    return chinese_number(bare)
