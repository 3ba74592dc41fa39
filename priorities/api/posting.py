"""Reports as they are sent: one, or a list of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from foundation.errors import Refusals
from foundation.rest.bulk import objects
from foundation.rest.fields import read
from foundation.rest.parameters import refused
from priorities.api.serializers import UpdateInput
from priorities.figures import Moment
from priorities.models import ProgressUpdate, Task
from priorities.services.reporting import Report, confirm_no_change, post_update
from priorities.services.reporting_several import Posting, post_several

Json = dict[str, Any]
Tasks = Mapping[str, Task]


def post_one(by: User, sent: Json) -> ProgressUpdate:
    """The report that was sent, posted. ValidationError by field, and what the services raise."""
    given = read(UpdateInput, sent)
    posting = _posting(given, _tasks([given]))
    if posting.report is None:
        return confirm_no_change(by=by, task=posting.task, effective_on=posting.effective_on)
    return post_update(by=by, task=posting.task, report=posting.report)


def post_list(by: User, sent: list[Any]) -> list[ProgressUpdate]:
    """The reports that were sent, posted in their order. Raises Several with all that is wrong with them."""
    refusals = Refusals(of=len(sent))
    given, postings = {}, {}
    for place, item in objects(sent, refusals):
        with refusals.at(place):
            given[place] = read(UpdateInput, item)
    tasks = _tasks(given.values())
    for place, fields in given.items():
        with refusals.at(place):
            postings[place] = _posting(fields, tasks)
    return post_several(by=by, postings=postings, refusals=refusals)


def _tasks(several: Iterable[Json]) -> Tasks:
    """The tasks that are reported on, by their codes. One query."""
    codes = {given["task"] for given in several}
    return Task.objects.select_related("area__plan").in_bulk(codes, field_name="code")


def _posting(given: Json, tasks: Tasks) -> Posting:
    """What is to be posted. ValidationError by field."""
    fields = dict(given)
    task = tasks.get(fields.pop("task"))
    if task is None:
        raise refused("task", _("There is no task of this code."), "does_not_exist")
    day = fields.pop("effective_on", None) or Moment.default_day(task.plan)
    if fields.pop("no_change", False):
        for name in fields:
            raise refused(name, _("Leave this out: “no change” repeats the standing update."), "superfluous")
        return Posting(task=task, effective_on=day, report=None)
    if "status" not in fields:
        raise refused("status", _("This field is needed unless `no_change` is true."), "required")
    return Posting(task=task, effective_on=day, report=Report(effective_on=day, **fields))
