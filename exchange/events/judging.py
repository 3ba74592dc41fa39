"""From rows to outcomes: what each would register, by the very services that would write it. Writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from events.duplicates import Likeness, likenesses, may_be_one, plain_title
from events.models import Event
from events.services.registering_several import Entry, judge_events
from exchange.events.columns import BY_KEY, read_key
from exchange.events.facts import Reading
from exchange.events.lookups import Lookups, Unknowns
from exchange.events.outcomes import Judgement, Line, Outcome, Problem
from exchange.events.reading import Register, Row
from foundation.errors import Refusals
from priorities.models import Plan

SHORTENED = 120
# Where what the services say of a fact of an event stands in the file.
CELLS = {
    "starts_at": "day", "ends_at": "day", "title_en": "title", "title_zh": "title", "host_division": "host",
    "attendances": "leaders", "country_or_region": "country", "registered_venue": "venue", "reason": "status",
    "approval_number": "approval", "outcome_note": "outcome",
}  # fmt: skip
Told = Callable[[int], None]


def judge(by: User, plan: Plan, register: Register, choices: Mapping[str, Any], told: Told | None = None) -> Judgement:
    """What would become of each row. At most twenty queries, however many rows.

    `choices`: of an upload: `year`, and by sort and name what was chosen. `told` hears how many rows are judged.
    """
    year = choices.get("year", plan.year)
    lookups = Lookups(by, plan, year)
    judging = _Judging(by, plan, register, lookups, Unknowns(lookups, choices), told)
    lines = judging.lines()
    return Judgement(register, lines, judging.unknowns.in_order(), choices, judging.reading.new_leaders)


class _Judging:
    """The rows of one register on their way."""

    def __init__(
        self, by: User, plan: Plan, register: Register, lookups: Lookups, unknowns: Unknowns, told: Told | None
    ) -> None:
        self.by, self.plan, self.register, self.told = by, plan, register, told
        self.lookups, self.unknowns = lookups, unknowns
        self.reading = Reading(lookups, unknowns)

    def lines(self) -> list[Line]:
        """All rows, in their order."""
        lines, facts = [], {}
        for place, row in enumerate(self.register.rows):
            line = Line(row.sheet, row.number, row.hidden, title=row.text("title"), when=row.text("day"))
            told = self.reading.facts(row)
            line.remarks = told.remarks
            for key, message in told.problems:
                self._problem(line, row, key, message)
            if told.problems:
                line.outcome = Outcome.ERROR
            else:
                facts[place] = told.facts
            lines.append(line)
        self._take_keys(lines, facts)
        refusals = Refusals(of=len(lines))
        entries = judge_events(
            by=self.by, demonstration=self.plan.demonstration, facts=facts, refusals=refusals, told=self.told
        )
        for place, error in refusals.errors.items():
            self._refused(lines[place], self.register.rows[place], error)
        for place, entry in entries.items():
            lines[place].entry = entry
        self._find_twins(lines)
        if self.told is not None:
            self.told(len(lines))
        return lines

    def _take_keys(self, lines: list[Line], facts: dict[int, Any]) -> None:
        """Rows of an exported register that name their event: they are there. One query, or none."""
        keys = {place: key for place, row in enumerate(self.register.rows) if (key := read_key(row.text("key")))}
        if not keys:
            return
        seen = Event.objects.visible_to(self.by).filter(demonstration=self.plan.demonstration)
        events = seen.in_bulk(keys.values())
        for place, key in keys.items():
            if key in events:
                line = lines[place]
                line.outcome, line.twin, line.problems = Outcome.SAME, events[key], []
                line.remarks = [_("Registered already. What a register says of it is changed on its own page.")]
                facts.pop(place, None)

    def _find_twins(self, lines: list[Line]) -> None:
        """Which rows are there already, or may be: in the register, or further up in the file. Three queries."""
        new = [line for line in lines if line.outcome == Outcome.NEW and line.entry is not None]
        if not new:
            return
        days = [line.entry.event.starts_on for line in new if line.entry]
        there: dict[date, list[Likeness]] = defaultdict(list)
        for each in likenesses(self.by, self.plan, (min(days), max(days))):
            there[each.day].append(each)
        rows: dict[date, list[tuple[Likeness, Line]]] = defaultdict(list)
        twins: dict[int, list[Line]] = defaultdict(list)
        for line in new:
            entry: Any = line.entry
            mine = _likeness(entry)
            hosted, title = entry.event.host_division_id, _titles(mine)
            for likeness in there.get(mine.day, ()):
                if likeness.host == hosted and title & _titles(likeness):
                    line.outcome = Outcome.SAME
                elif not may_be_one(mine, likeness):
                    continue
                else:
                    line.outcome = Outcome.POSSIBLE
                twins[likeness.key].append(line)
                break
            else:
                self._find_twin_row(line, mine, hosted, rows[mine.day])
            rows[mine.day].append((mine, line))
        for key, event in Event.objects.in_bulk(twins).items():
            for line in twins[key]:
                line.twin = event

    def _find_twin_row(self, line: Line, mine: Likeness, hosted: int, above: list[tuple[Likeness, Line]]) -> None:
        for likeness, other in above:
            if other.outcome not in (Outcome.NEW, Outcome.POSSIBLE) or other.entry is None:
                continue
            if other.entry.event.host_division_id == hosted and _titles(mine) & _titles(likeness):
                line.outcome, line.twin_row = Outcome.SAME, other.number
                return
            if may_be_one(mine, likeness):
                line.outcome, line.twin_row = Outcome.POSSIBLE, other.number

    def _refused(self, line: Line, row: Row, error: Exception) -> None:
        """What the services say of a row, at the cells that it is about."""
        line.outcome = Outcome.ERROR
        if not isinstance(error, ValidationError):
            self._problem(line, row, "host", str(error))
        elif not hasattr(error, "error_dict"):
            self._problem(line, row, "title", " ".join(error.messages))
        else:
            for name, messages in error.message_dict.items():
                key = "title" if name == NON_FIELD_ERRORS else CELLS.get(name, name)
                for message in messages:
                    self._problem(line, row, key, message)

    def _problem(self, line: Line, row: Row, key: str, message: Any) -> None:
        """At the cell of that column; at the title where the file has no such column."""
        cell = row.cells.get(key) or row.cells["title"]
        label = str(BY_KEY[key].label) if key in BY_KEY else key
        heading = self.register.headings.get(key) or label
        line.problems.append(Problem(cell.ref.rstrip("0123456789"), heading, row.text(key)[:SHORTENED], str(message)))


def _likeness(entry: Entry) -> Likeness:
    event = entry.event
    keys: set[int | None] = {each.pk for each in entry.counterparts}
    held_with = frozenset(key for key in keys if key is not None)
    return Likeness(0, event.starts_on, (event.title_en, event.title_zh), str(event.country_or_region), held_with)


def _titles(likeness: Likeness) -> set[str]:
    return {plain_title(each) for each in likeness.titles} - {""}
