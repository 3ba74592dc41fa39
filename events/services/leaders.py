"""The register of municipal leaders and the posts they hold over time. Kept by the planning office."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record, unit
from events import rules
from events.models import Leader, LeaderPost
from events.services.recording import Facts, leader_facts
from foundation.meanwhile import check_stamp, stamp_of


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post from a day until a day, both included; `until_on` None: still held. `rank`: 1 is named first."""

    body: str
    title_en: str
    title_zh: str
    rank: int
    from_on: date
    until_on: date | None = None


def create_leader(*, by: User, demonstration: bool, name_en: str, name_zh: str, posts: Sequence[Post] = ()) -> Leader:
    """Enter a municipal leader. Raises PermissionDenied, or ValidationError by field (`posts` for those of a post)."""
    with unit():
        leader = Leader(demonstration=demonstration)
        _write(by, leader, name_en, name_zh, posts)
        _record(by, leader, None)
    return leader


def change_leader(
    *, by: User, leader: Leader, name_en: str, name_zh: str, posts: Sequence[Post], stamp: str | None = None
) -> Leader:
    """Change a leader's names, and their posts to exactly these. Without a difference nothing is written.

    `stamp`: of the leader as shown (`leader_stamp`); Conflict, with the leader as it stands, when that is another now.
    """
    with unit():
        leader = Leader.objects.select_for_update(of=("self",)).get(pk=leader.pk)
        before = leader_facts(leader)
        check_stamp(stamp, before, leader)
        _write(by, leader, name_en, name_zh, posts)
        _record(by, leader, before)
    return leader


def leader_stamp(leader: Leader) -> str:
    """Tells whether somebody has changed the leader or their posts. One query."""
    return stamp_of(leader_facts(leader))


def _write(by: User, leader: Leader, name_en: str, name_zh: str, posts: Sequence[Post]) -> None:
    """Check and save. Posts that stay keep their rows; the others are made anew."""
    if not rules.may_edit_leaders(by):
        raise PermissionDenied(_("Only the planning office keeps the register of municipal leaders."))
    leader.name_en, leader.name_zh = name_en, name_zh
    leader.full_clean()
    leader.save()
    there = {_as_post(row): row for row in leader.posts.all()}
    for post, row in there.items():
        if post not in posts:
            row.delete()
    for number, post in enumerate(posts):
        if post in there or post in posts[:number]:
            continue
        row = LeaderPost(leader=leader, **asdict(post))
        try:
            row.full_clean()
        except ValidationError as error:
            raise ValidationError({"posts": error.messages}) from error
        row.save()


def _as_post(row: LeaderPost) -> Post:
    """The facts of a post."""
    return Post(
        body=row.body,
        title_en=row.title_en,
        title_zh=row.title_zh,
        rank=row.rank,
        from_on=row.from_on,
        until_on=row.until_on,
    )


def _record(by: User, leader: Leader, before: Facts | None) -> None:
    """Record a leader entered (`before` None) or changed; leaders and their posts are no secret."""
    after = leader_facts(leader)
    if after != before:
        action = Change.Action.CREATE if before is None else Change.Action.CHANGE
        written = Written(action=action, type="leader", key=leader.pk, before=before, after=after)
        record(by=by, written=written)
