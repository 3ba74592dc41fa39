"""What can be found, by groups in the order of the page. Each asks only for what the reader may see."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.disclosure import Disclosed, disclose
from events.models import Attendance, Delegation, Event, Leader, LeaderPost, Outcome, Series
from events.rules import schedule_seen
from foundation import clock, days
from foundation.bilingual import listed
from priorities.models import PriorityArea, ProgressUpdate, Task
from workplan.search.base import NAMES, Group, Hit, both, in_order
from workplan.search.registers import Counterparts, Delegations, SeriesGroup, Venues
from workplan.search.words import Search, holding

NAMED = (Outcome.ATTENDED, Outcome.EXPECTED)  # the leaders whom lists name beside an event


class Tasks(Group):
    """Tasks by code, names, descriptions and the sentence that they came from."""

    key, name = "tasks", gettext_lazy("Tasks")
    fields = ("name_en", "name_zh", "description_en", "description_zh", "source_quote")

    def visible(self, search: Search) -> QuerySet[Task]:
        """In the plan's order; before all the one whose code was typed."""
        tasks = Task.objects.of_plan(search.plan)
        if search.code is None:
            return tasks
        return tasks.order_by(Case(When(code=search.code, then=0), default=1), "area__number", "number")

    def holds(self, search: Search, word: str) -> Q:
        """In a text, or as the beginning of the code; without a hyphen it is none, as every code holds the year."""
        condition = holding(self.fields, word)
        if "-" in word:
            begun = word.lower().removeprefix(f"{search.plan.code}-")
            condition |= Q(code__startswith=f"{search.plan.code}-{begun}")
        code = search.code_of(word)
        return condition | Q(code=code) if code else condition

    def hits(self, search: Search, ids: Sequence[int]) -> list[Hit]:
        """With area and lead division. One query."""
        return [self._hit(search, task) for task in in_order(Task.objects.for_list(), ids)]

    def _hit(self, search: Search, task: Task) -> Hit:
        return Hit(
            pk=task.pk,
            url=reverse("priorities:task", args=[task.code]),
            title=search.mark(task.name),
            code=task.short_code,
            about=[str(task.area), *([task.lead_division.name] if task.lead_division else [])],
            excerpts=search.excerpts(
                f"{task.code} {task.name}",
                [
                    *(("", name) for name in both(task, "name")),
                    *((_("Description"), text) for text in both(task, "description")),
                    (_("From the read-out"), task.source_quote),
                ],
            ),
            thing=task,
        )


class Areas(Group):
    """Priority areas by code, names, summaries and the sentence that they came from."""

    key, name = "areas", gettext_lazy("Priority areas")
    fields = ("name_en", "name_zh", "summary_en", "summary_zh", "source_quote")

    def visible(self, search: Search) -> QuerySet[PriorityArea]:
        """In the plan's order."""
        return search.plan.areas.order_by("number")

    def holds(self, search: Search, word: str) -> Q:
        """In a text, or as its code."""
        return holding(self.fields, word) | Q(code=word.lower())

    def hits(self, search: Search, ids: Sequence[int]) -> list[Hit]:
        """With the lead division. One query."""
        areas = PriorityArea.objects.select_related("lead_division")
        return [self._hit(search, area) for area in in_order(areas, ids)]

    def _hit(self, search: Search, area: PriorityArea) -> Hit:
        return Hit(
            pk=area.pk,
            url=reverse("area", args=[search.plan.code, area.number]),
            title=search.mark(area.name),
            code=str(area.number),
            about=[area.lead_division.name] if area.lead_division else [],
            excerpts=search.excerpts(
                f"{area.code} {area.name}",
                [
                    *(("", name) for name in both(area, "name")),
                    *((_("Summary"), text) for text in both(area, "summary")),
                    (_("From the read-out"), area.source_quote),
                ],
            ),
        )


class Events(Group):
    """Events by title, delegation and series; by venue and leaders where the reader may see the schedule, else not."""

    key, name = "events", gettext_lazy("Events")
    fields = ("title_en", "title_zh")

    def visible(self, search: Search) -> QuerySet[Event]:
        """Of the plan's year and side, newest first, as far as the reader may know of them."""
        return Event.objects.of_plan(search.plan).visible_to(search.user).in_order_for(search.user)

    def holds(self, search: Search, word: str) -> Q:
        """In what every reader of the event sees, or in the schedule where this one sees it."""
        named = holding(NAMES, word)
        guests = Q(delegation__in=Delegation.objects.filter(named)) | Q(series__in=Series.objects.filter(named))
        leaders = Leader.objects.filter(named).order_by()
        attended = Attendance.objects.filter(leader__in=leaders, outcome__in=NAMED).order_by().values("event")
        engagement = holding(("venue",), word) | Q(pk__in=attended)
        return holding(self.fields, word) | guests | (schedule_seen(search.user) & engagement)

    def hits(self, search: Search, ids: Sequence[int]) -> list[Hit]:
        """As the reader may see them: what became restricted meanwhile is left out. Four queries."""
        events = Event.objects.visible_to(search.user).for_list().select_related("delegation", "series")
        return [self._hit(search, shown) for shown in disclose(search.user, in_order(events, ids))]

    def _hit(self, search: Search, shown: Disclosed) -> Hit:
        event = shown.event
        return Hit(
            pk=event.pk,
            url=reverse("events:event", args=[event.pk]),
            title=search.mark(event.title),
            about=[days.in_full(event.starts_on), str(event.get_kind_display()), event.host_division.name],
            excerpts=search.excerpts(
                event.title,
                [
                    *(("", title) for title in both(event, "title")),
                    *((_("Delegation"), name) for name in both(event.delegation, "name")),
                    *((_("Series"), name) for name in both(event.series, "name")),
                    (_("Venue"), shown.venue),
                    *((_("Leaders"), listed(names)) for names in _both_of([each.leader for each in shown.named])),
                ],
            ),
            thing=event,
        )


class Leaders(Group):
    """Municipal leaders of the plan's side by name and by the posts that they hold or held."""

    key, name = "leaders", gettext_lazy("Municipal leaders")

    def visible(self, search: Search) -> QuerySet[Leader]:
        """In the protocol order of today; never by how often they attend."""
        return Leader.objects.filter(demonstration=search.plan.demonstration).in_protocol_order(clock.today())

    def holds(self, search: Search, word: str) -> Q:
        """In a name or in the title of a post."""
        posts = LeaderPost.objects.filter(holding(("title_en", "title_zh"), word), leader=OuterRef("pk"))
        return holding(NAMES, word) | Q(Exists(posts))

    def hits(self, search: Search, ids: Sequence[int]) -> list[Hit]:
        """With their posts. Two queries."""
        leaders = Leader.objects.prefetch_related("posts")
        return [self._hit(search, leader) for leader in in_order(leaders, ids)]

    def _hit(self, search: Search, leader: Leader) -> Hit:
        held = listed(post.title for post in leader.posts_on(clock.today()))
        return Hit(
            pk=leader.pk,
            url=f"{reverse('events:list', args=[search.plan.code])}?leader={leader.pk}",
            title=search.mark(leader.name),
            about=[search.mark(held)] if held else [],
            excerpts=search.excerpts(
                f"{leader.name} {held}",
                [
                    *(("", name) for name in both(leader, "name")),
                    *((_("Posts"), title) for post in leader.posts.all() for title in both(post, "title")),
                ],
            ),
        )


class Notes(Group):
    """Reports by what their four parts say."""

    key, name = "notes", gettext_lazy("Notes in reports")
    fields = ("note", "problems", "needs", "next_steps")

    def visible(self, search: Search) -> QuerySet[ProgressUpdate]:
        """The newest first. One of “no change” says nothing of its own."""
        tasks = Task.objects.filter(area__plan=search.plan)
        return ProgressUpdate.objects.filter(task__in=tasks, no_change=False).order_by("-id")

    def holds(self, search: Search, word: str) -> Q:
        """In any part."""
        return holding(self.fields, word)

    def hits(self, search: Search, ids: Sequence[int]) -> list[Hit]:
        """With task, author and how they stand in review. One query."""
        reports = ProgressUpdate.objects.with_review().select_related("task__area", "author")
        return [self._hit(search, report) for report in in_order(reports, ids)]

    def _hit(self, search: Search, report: ProgressUpdate) -> Hit:
        return Hit(
            pk=report.pk,
            url=f"{reverse('priorities:task', args=[report.task.code])}#u-{report.pk}",
            title=escape(report.task.name),  # the words are not looked for in it
            code=report.task.short_code,
            about=[days.in_full(report.effective_on), str(report.author)],
            excerpts=search.excerpts("", [(_part(name), getattr(report, name)) for name in self.fields]),
            thing=report,
        )


GROUPS: tuple[Group, ...] = (
    Tasks(),
    Areas(),
    Events(),
    Leaders(),
    Delegations(),
    Counterparts(),
    Venues(),
    SeriesGroup(),
    Notes(),
)


def _both_of(leaders: Iterable[Leader]) -> list[list[str]]:
    """The names of all of them in the reader's language, then in the other."""
    return [list(names) for names in zip(*(both(leader, "name") for leader in leaders), strict=True)]


def _part(name: str) -> str:
    """What a part of a report is called."""
    return capfirst(str(getattr(ProgressUpdate._meta.get_field(name), "verbose_name", name)))
