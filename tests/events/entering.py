"""What the tests of entering events share."""

from datetime import date

PAST, COMING = date(2024, 9, 10), date(2024, 10, 10)
LIST, NEW = "/plans/2024/events/", "/plans/2024/events/new/"


def sent(attendances=(), initial=0, **fields):
    """The entry form as a browser sends it: a meeting on 10 October, ten to eleven, changed by `fields`."""
    rows = {
        "attendance-TOTAL_FORMS": "6",
        "attendance-INITIAL_FORMS": str(initial),
        "attendance-MIN_NUM_FORMS": "0",
        "attendance-MAX_NUM_FORMS": "60",
    }
    for number in range(6):
        leader, role, outcome = attendances[number] if number < len(attendances) else ("", "meets", "expected")
        rows |= {
            f"attendance-{number}-leader": leader,
            f"attendance-{number}-role": role,
            f"attendance-{number}-outcome": outcome,
        }
    facts = {
        "title_zh": "会见代表团",
        "title_en": "",
        "kind": "meeting",
        "status": "planned",
        "starts_at": "2024-10-10T10:00",
        "ends_at": "",
    }
    return rows | facts | fields


def attended(event):
    """Who is named, in their order: leader, role, outcome."""
    return list(event.attendances.order_by("id").values_list("leader", "role", "outcome"))
