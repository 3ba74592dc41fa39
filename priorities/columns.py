"""The columns of the task list, of which a reader chooses."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Column(NamedTuple):
    """What it is called in addresses, on the page, by which key of an order it sorts, and the class of its head."""

    key: str
    label: str | Promise
    sort: str = ""
    look: str = ""


# In the order of the table. `task` is always there.
COLUMNS = (
    Column("code", _("No."), "code"),
    Column("task", _("Task"), "name"),
    Column("area", _("Priority area")),
    Column("division", _("Lead division"), "division"),
    Column("supporting", _("Supporting divisions")),
    Column("responsible", _("Responsible person")),
    Column("leader", _("Leader in charge")),
    Column("signal", _("Signal"), "signal"),
    Column("due", _("Deadline"), "due"),
    Column("done", pgettext_lazy("percent", "Done"), "percent"),
    Column("gap", _("Gap"), "gap", "r"),
    Column("own", _("Own rating")),
    Column("reported", _("Last report"), "reported"),
    Column("weight", _("Weight"), "weight", "r"),
    Column("problems", _("Problems")),
)
KEYS = tuple(column.key for column in COLUMNS)
USUAL = ("code", "task", "division", "signal", "due", "done", "gap", "own")


def chosen(asked: Sequence[str]) -> tuple[Column, ...]:
    """The columns asked for, in the table's order, the task's always among them; the usual ones where none is."""
    wanted = {"task", *asked} if asked else set(USUAL)
    return tuple(column for column in COLUMNS if column.key in wanted)


def is_usual(columns: Sequence[Column]) -> bool:
    """Whether these are what the list shows without a choice."""
    return tuple(column.key for column in columns) == USUAL
