"""What a name that somebody typed stands for in the registers, as far as its reader may know of it."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q, QuerySet

from accounts.models import User
from events import rules
from events.models import Counterpart, Venue
from events.models.keeping import Kept


def venue_named(by: User, text: str, *, demonstration: bool) -> Venue | None:
    """The registered venue of that name in either language, the first of several; None: there is none. One query."""
    if not text.strip():
        return None
    seen = rules.venues_seen_by(by).filter(demonstration=demonstration)
    return seen.filter(_called([text])).order_by("pk").first()


def counterparts_named(
    by: User, said: Sequence[tuple[str, str]], *, demonstration: bool, own: Collection[Counterpart] = ()
) -> list[Counterpart | None]:
    """The counterpart of each name and kind: one of the event's `own`, else one that `by` may see, else None.

    A name in either language tells; the kind only decides between several of a name. Each is found at most once. One
    query, none without names.
    """
    if not said:
        return []
    seen: QuerySet[Counterpart] = rules.counterparts_seen_by(by).filter(demonstration=demonstration)
    known = [*own, *seen.filter(_called(name for name, kind in said)).order_by("pk")]
    found: list[Counterpart | None] = []
    for name, kind in said:
        fitting = [each for each in known if _is(each, name) and each not in found]
        found.append(min(fitting, key=lambda each, kind=kind: each.kind != kind, default=None))  # type: ignore[misc]  # mypy does not infer defaults of a lambda
    return found


def _called(names: Iterable[str]) -> Q:
    """The condition of being called by any of these names in either language, whatever their case."""
    condition = Q(pk__in=[])
    for name in filter(None, (each.strip() for each in names)):
        condition |= Q(name_en__iexact=name) | Q(name_zh__iexact=name)
    return condition


def _is(thing: Kept, name: str) -> bool:
    """Whether it is called so; a name that is blank is nobody's."""
    wanted = name.strip().casefold()
    return bool(wanted) and wanted in (thing.name_en.casefold(), thing.name_zh.casefold())
