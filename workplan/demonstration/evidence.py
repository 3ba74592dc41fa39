"""Writes a few files that prove reports and events. Each says in its own text that it is made up."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from accounts.models import User
from events.models import Event, EventState, Status
from evidence.models import Evidence, StoredFile
from foundation import private_files
from priorities.models import ProgressUpdate
from workplan.demonstration.tasks import Scripted

EVERY = 6  # of so many tasks one has files on its newest report
EVENTS = 4
LATER = timedelta(minutes=5)
NOTE = "演示材料，内容均为虚构。\nSynthetic: made for the demonstration of Sample City, about nothing real.\n\n"
SHEET = "项目,数量（演示）\r\n会谈,{n}\r\n走访,{m}\r\n"


def add_evidence(made: Sequence[Scripted]) -> int:
    """Write files for some of these tasks' newest reports and for the newest events that serve them; how many."""
    tasks = [each.task.pk for each in made[::EVERY]]
    rows = [*_of_reports(tasks), *_of_events([each.task.pk for each in made])]
    Evidence.objects.bulk_create(rows)
    return len(rows)


def _of_reports(tasks: Sequence[int]) -> Iterator[Evidence]:
    """A note as PDF on each, and a table on every second. One query."""
    reports = ProgressUpdate.objects.filter(task__in=tasks).select_related("task", "author")
    newest = {report.task_id: report for report in reports.order_by("recorded_at", "id")}
    for place, report in enumerate(newest.values()):
        by, at, code = report.author, report.recorded_at, report.task.short_code
        title = f"Minutes on task {code}, {report.effective_on}"
        yield _row("进展情况纪要（演示）.pdf", _pdf(title), "application/pdf", by, at, update=report)
        if place % 2:
            table = NOTE.replace("\n", "\r\n") + SHEET.format(n=place + 2, m=place + 5) + f"任务,{code}\r\n"
            yield _row(
                "工作台账（演示）.csv", table.encode("utf-8-sig"), "text/plain; charset=utf-8", by, at, update=report
            )


def _of_events(tasks: Sequence[int]) -> Iterator[Evidence]:
    """A programme on each, by who recorded that it was held. Two queries."""
    events = Event.objects.filter(tasks__in=tasks, status=Status.HELD, restricted=False).distinct()
    found = events.order_by("-starts_on", "-id")[:EVENTS]
    states = EventState.objects.filter(event__in=list(found), by__isnull=False).select_related("by").order_by("id")
    held = {state.event_id: state for state in states}
    for event in found:
        if (state := held.get(event.pk)) and state.by:
            text = f"{NOTE}{event.title_zh}\n{event.title_en}\n{event.starts_on}\n"
            yield _row(
                "活动方案（演示）.txt",
                text.encode(),
                "text/plain; charset=utf-8",
                state.by,
                state.recorded_at,
                event=event,
            )


def _row(
    filename: str, content: bytes, media_type: str, by: User, at: datetime, **of: ProgressUpdate | Event
) -> Evidence:
    """The bytes in the store, and their row."""
    digest = sha256(content).hexdigest()
    facts = {"size": len(content), "media_type": media_type}
    file, _made = StoredFile.objects.get_or_create(sha256=digest, defaults=facts)
    if not file.name:
        file.name = private_files.keep(content)
        file.save(update_fields=["name"])
    return Evidence(file=file, filename=filename, by=by, added_at=at + LATER, **of)


def _pdf(title: str) -> bytes:
    """One page with two lines."""
    lines = (
        f"BT /F1 16 Tf 72 760 Td ({title}) Tj 0 -28 Td (Synthetic: made for the demonstration of Sample City.) Tj ET"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(lines)}>>stream\n{lines}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{each}endobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("ascii")
