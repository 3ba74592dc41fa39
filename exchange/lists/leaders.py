"""The register of municipal leaders as a file, in protocol order; never with counts."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from events.lists import LEADER_PARAMETERS, leaders_of
from events.models import Leader, LeaderPost
from exchange.lists.base import Cells, Listing, batches, check, keys_of
from exchange.models import Export
from foundation import days
from foundation.bilingual import aside
from foundation.pages import refuse_unknown
from foundation.sheets.columns import Column
from priorities.figures import Moment
from priorities.models import Plan


def leader_listing(request: HttpRequest, plan: Plan, user: User) -> Listing:
    """The leaders of the plan's side with the posts of the plan's day. BadRequest where the page would answer 400."""
    refuse_unknown(request, LEADER_PARAMETERS)
    day = Moment.of(plan).day
    filterset = leaders_of(request, plan, day)
    check(filterset)
    keys = keys_of(filterset.qs)
    return Listing(
        name=Export.List.LEADERS,
        plan=plan,
        day=day,
        columns=[
            Column("rank", _("Protocol order"), "number", 12),
            Column("name", pgettext("of a person", "Name"), "text", 24),
            Column("posts", _("Posts held"), "long", 50),
            Column("body", _("Body"), "long", 30),
        ],
        total=len(keys),
        rows=lambda: _rows(day, keys),
    )


def _rows(day: date, keys: Sequence[int]) -> Iterator[Cells]:
    """The rows. Two queries for each batch."""
    for batch in batches(keys):
        found = Leader.objects.prefetch_related("posts").in_bulk(batch)
        for key in batch:
            if key in found:
                yield _cells(found[key], found[key].posts_on(day))


def _cells(leader: Leader, posts: Sequence[LeaderPost]) -> Cells:
    """Several posts stand on lines of their own."""
    return [
        posts[0].rank if posts else None,
        leader.name,
        "\n".join(aside(post.title, _("since %(day)s") % {"day": days.in_full(post.from_on)}) for post in posts),
        "\n".join(str(post.get_body_display()) for post in posts),
    ]
