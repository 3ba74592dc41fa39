"""Writing what a plan file asks for: one transaction, recorded as a person's changes or the server's own."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from changelog.services import unit
from foundation import clock
from priorities.imports.document import DAYS, Document
from priorities.imports.merge import Decision, decide
from priorities.imports.naming import Names
from priorities.imports.nodes import Json
from priorities.imports.shapes import AREA, TASK
from priorities.imports.standing import Rows, agreed_by, all_facts, facts_of, rows_of
from priorities.imports.writing import Writer
from priorities.models import Plan, PlanFile
from priorities.services import planning

Agreed = dict[str, dict[str, Json]]
UNSAID: dict[str, Json] = {"lead_division": None, "leader_in_charge": None, "supporting_divisions": []}
LATER = {TASK: {*UNSAID, *DAYS}, AREA: {"lead_division"}}


@dataclass
class Loaded:
    """What loading did, or, on a dry run, would do. `dropped`: what the file had before and no longer has.

    `others`: what else stands in the plan of the kinds that the file tells of. `rows`: all of it by name.
    """

    decisions: list[Decision] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)
    names: Names | None = None

    @property
    def added(self) -> list[Decision]:
        """New things."""
        return [each for each in self.decisions if each.new]

    @property
    def changed(self) -> list[Decision]:
        """Things that stood and were changed."""
        return [each for each in self.decisions if each.sets and not each.new]

    @property
    def kept(self) -> list[Decision]:
        """Things of which a page's edits were kept, removals among them."""
        return [each for each in self.decisions if each.keeps]

    @property
    def unchanged(self) -> int:
        """How many things stand as the file has them."""
        return sum(not each.writes and not each.keeps for each in self.decisions)


def load(
    document: Document,
    *,
    by: User | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    look: Callable[[Loaded], None] | None = None,
) -> Loaded:
    """Make the plan as the document says, keeping what pages have edited since (but with `overwrite`).

    Writes nothing where nothing differs; nothing at all on a dry run. `by`: the person, None for a command on the
    server. `look` is shown, under the lock, what is about to be written, and may raise. Raises PlanFileError, or
    PermissionDenied.
    """
    with unit():
        if by is not None:
            planning.check_may_edit(by)
        rows = rows_of(document)
        plan: Plan | None = rows.get(document.plan.name)
        names = Names(document, plan or Plan(demonstration=by is not None and by.demonstration))
        names.resolve(document)
        document.problems.stop()
        file = PlanFile.objects.filter(plan=plan).first() if plan else None
        agreed: Agreed = file.facts if file else {}
        standing = {thing.name: facts_of(rows[thing.name], thing) for thing in document.things if thing.name in rows}
        loaded = Loaded(decide(document.things, standing, _agreed(document, standing, agreed), overwrite=overwrite))
        loaded.rows, loaded.names = dict(rows), names
        told = {thing.name for thing in document.things}
        loaded.dropped = [name for name in agreed if name not in told and name in rows and _tells(document, name)]
        loaded.others = [name for name in rows if name not in {*told, *loaded.dropped} and _tells(document, name)]
        if look is not None:
            look(loaded)
        Writer(document, rows, names, by).write(loaded.decisions)
        for decision in loaded.added:  # what the file left to the model's defaults is no page's edit either
            thing = decision.thing
            decision.agreed = all_facts(rows[thing.name], thing.shape) | thing.facts
        silent = [name for name in agreed if name not in told and name in rows]
        now_agreed = {name: agreed[name] for name in silent}
        now_agreed |= {each.thing.name: each.agreed for each in loaded.decisions if each.agreed}
        if file is None or now_agreed != agreed:
            _remember(file or PlanFile(plan=rows[document.plan.name]), document, now_agreed)
        if dry_run:
            transaction.set_rollback(True)
    return loaded


def _agreed(document: Document, standing: Agreed, agreed: Agreed) -> Agreed:
    """The facts on which file and plan last agreed: when it was loaded, or when it was made from the plan.

    A file that said nothing of a task's division, leader or dates agreed with there being none.
    """
    found = dict(agreed)
    for thing in document.things:
        base, known = document.base.get(thing.name), agreed.get(thing.name)
        if base and thing.name in standing:
            found[thing.name] = agreed_by(base, standing[thing.name], known or {})
        elif base:  # gone since the file was made: something must be left to tell that from what is new
            found[thing.name] = known or dict(base)
        elif known:
            year = document.plan.facts["year"]
            unsaid = UNSAID | {"starts_on": f"{year:04d}-01-01", "due_on": f"{year:04d}-12-31"}
            later = LATER.get(thing.shape, set()) & set(thing.facts)
            found[thing.name] = {name: unsaid[name] for name in later} | known
    return found


def _tells(document: Document, name: str) -> bool:
    """Whether a file of this kind could tell of the thing of that name."""
    return name.split(" ", 1)[0] in {shape.kind for shape in document.tells}


def _remember(file: PlanFile, document: Document, facts: Agreed) -> None:
    """Keep what file and plan agree on."""
    file.name, file.facts, file.loaded_at = document.name[-200:], facts, clock.now()
    file.full_clean()
    file.save()
