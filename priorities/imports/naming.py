"""Divisions and leaders, which a file calls by their code or name, and the product by their code."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Division, Role, User
from foundation.bilingual import listed
from priorities.imports.document import Document, Thing
from priorities.imports.nodes import Json
from priorities.services.planning_areas import check_division

DIVISIONS, LEADERS = "divisions", "leaders"
NAMED = {"lead_division": DIVISIONS, "supporting_divisions": DIVISIONS, "leader_in_charge": LEADERS}
MOST_NAMED = 30


class Names:
    """Who may be named in a plan: the divisions and leaders of its side, real or demonstration. Two queries at most."""

    def __init__(self, document: Document, plan: Any) -> None:
        self.plan = plan
        told = {name for thing in document.things for name in NAMED if name in thing.facts}
        self.rows: dict[str, dict[str, Any]] = {DIVISIONS: {}, LEADERS: {}}
        self.known: dict[str, dict[str, list[str]]] = {DIVISIONS: defaultdict(list), LEADERS: defaultdict(list)}
        if told & {"lead_division", "supporting_divisions"}:
            self._take(DIVISIONS, Division.objects.all(), "code")
        if "leader_in_charge" in told:
            in_charge = Q(role=Role.LEADERSHIP) | Q(tasks_in_charge__area__plan=plan.pk)
            self._take(LEADERS, User.objects.filter(in_charge).distinct(), "username")

    def _take(self, kind: str, rows: Iterable[Any], key: str) -> None:
        for row in rows:
            code = getattr(row, key)
            self.rows[kind][code] = row
            if row.demonstration == self.plan.demonstration:
                for name in {row.name_en, row.name_zh} - {""}:
                    self.known[kind][_plain(name)].append(code)

    def resolve(self, document: Document) -> None:
        """Put codes in the place of names; a problem is noted where nobody, or more than one, goes by a name."""
        for thing in document.things:
            for name, kind in NAMED.items():
                told = thing.facts.get(name)
                if isinstance(told, list):
                    thing.facts[name] = sorted({self._code(thing, name, kind, each) for each in told if each})
                elif told:
                    thing.facts[name] = self._code(thing, name, kind, told)

    def _code(self, thing: Thing, field: str, kind: str, told: str) -> str:
        row = self.rows[kind].get(told)
        if row is not None:
            self._check_side(thing, field, row)
            return told
        found = self.known[kind].get(_plain(told), [])
        if len(found) == 1:
            return found[0]
        if found:
            expected = _("expected one of %(codes)s: more than one goes by the name “%(name)s”")
            thing.fields.note(field, expected % {"codes": listed(sorted(found)), "name": told})
        else:
            thing.fields.note(field, self._nobody(kind) % {"name": told, "names": self._all(kind)})
        return told

    def _check_side(self, thing: Thing, field: str, row: Any) -> None:
        if isinstance(row, Division):
            try:
                check_division(self.plan, row, field)
            except ValidationError as error:
                thing.fields.note(field, " ".join(error.messages))
        elif row.demonstration != self.plan.demonstration:
            thing.fields.note(field, _("Demonstration and real data are kept apart: choose another."))

    @staticmethod
    def _nobody(kind: str) -> str:
        if kind == DIVISIONS:
            return _("expected the name or code of a division of this plan, “%(name)s” is none: %(names)s")
        return _("expected the name or user name of one of the office's leaders, “%(name)s” is none: %(names)s")

    def _all(self, kind: str) -> str:
        mine = [str(row) for row in self.rows[kind].values() if row.demonstration == self.plan.demonstration]
        more = ["…"] if len(mine) > MOST_NAMED else []
        return listed([*mine[:MOST_NAMED], *more]) or _("there are none yet")

    def called(self, field: str, code: Json) -> str:
        """The name of the division or leader of that code."""
        return str(self.rows[NAMED[field]].get(code, code))

    def row(self, kind: str, code: Json) -> Any:
        """The division or leader of that code; None for none."""
        return self.rows[kind].get(code) if code else None


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
