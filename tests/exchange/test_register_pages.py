"""A register on its way in: uploaded, chosen for, taken in or discarded, and what becomes of what was written."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from changelog.models import Change
from events.models import Attendance, Event, EventState, Leader
from events.services import Attends, change_event, register_event
from exchange.models import Upload
from foundation import clock
from foundation.dialect import is_postgresql
from tests.exchange.registers import sent, workbook
from tests.factories import AreaFactory, DivisionFactory, EventFactory, LeaderFactory, LeaderPostFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/plans/2024/events/import/"


@pytest.fixture
def vice_mayor(db):
    leader = LeaderFactory(name_en="Leader A", name_zh="甲某")
    LeaderPostFactory(leader=leader)
    return leader


def row(leaders, day="2023-5-2", title="会见某市代表团", kind="会见", host=""):
    return [day, "9:30-10:30", title, kind, host, leaders, "", "法国", "第一会议厅", "顺利"]


def uploaded(client, content, **more):
    """The address of the preview, and the page."""
    answer = client.post(URL, sent(content, **more))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"], client.get(answer["Location"])


def shown(page):
    [found] = re.findall(r'name="shown" value="([0-9a-f]+)"', page.content.decode())
    return found


def asked(page):
    """The names that keep rows back, or may be meant otherwise."""
    return list(page.context["unknowns"])


def counts(page):
    return {name: page.context["counts"][name] for name in ("new", "possible", "same", "error")}


def test_a_register_is_taken_in_with_states_and_change_records(sign_in, staff, plan, division, vice_mayor):
    client = sign_in(staff)
    address, page = uploaded(client, workbook([row("甲某"), row("", "2023-6-1", "签约仪式", "签约")]))
    assert counts(page) == {"new": 2, "possible": 0, "same": 0, "error": 0}
    assert Event.objects.count() == 0
    answer = client.post(address, {"take": "all", "shown": shown(page)}, follow=True)
    assert "2 events were taken in." in answer.content.decode()
    first, second = Event.objects.order_by("starts_at")
    assert [first.title_zh, first.kind, first.status, first.host_division, str(first.country_or_region)] == [
        "会见某市代表团", "meeting", "held", division, "FR",
    ]  # fmt: skip
    assert [first.venue, first.outcome_note, first.starts_on, first.ends_on, first.version] == [
        "第一会议厅", "顺利", date(2023, 5, 2), date(2023, 5, 2), 1,
    ]  # fmt: skip
    assert first.starts_at.isoformat() == "2023-05-02T01:30:00+00:00"
    assert [first.busy_from, first.busy_until] == [first.starts_at, first.ends_at]
    assert clock.local_day(first.recorded_at) == date(2024, 9, 30)  # so that the lag shows
    assert list(Attendance.objects.values_list("event", "leader", "role", "outcome")) == [
        (first.pk, vice_mayor.pk, "meets", "attended"),
    ]  # fmt: skip
    states = EventState.objects.order_by("event_id")
    assert [(state.event_id, state.status, state.by, state.recorded_at) for state in states] == [
        (first.pk, "held", staff, first.recorded_at), (second.pk, "held", staff, second.recorded_at),
    ]  # fmt: skip
    assert [each.leader for each in states[0].attendances.all()] == [vice_mayor]
    changes = Change.objects.filter(type="event").order_by("id")
    assert [(each.action, each.key, each.version, each.by) for each in changes] == [
        ("create", str(first.pk), 1, staff), ("create", str(second.pk), 1, staff),
    ]  # fmt: skip
    assert (changes[0].after or {})["attendances"] == [
        {"leader": vice_mayor.pk, "role": "meets", "outcome": "attended"}
    ]
    assert set(changes[0].audience.values_list("tag", flat=True)) == {"everybody"}
    upload = Upload.objects.get()
    assert upload.result == {"new": 2, "possible": 0, "same": 0, "error": 0, "left": 0, "events": [first.pk, second.pk]}
    assert client.get(f"{address}progress/").json() == {"done": 2, "finished": True}


def test_an_event_taken_in_is_recorded_as_one_registered_by_hand(sign_in, planner, plan, division, vice_mayor):
    """The change record says the same, key for key."""
    client = sign_in(planner)
    address, page = uploaded(client, workbook([row("甲某", host=division.code)]))
    client.post(address, {"take": "all", "shown": shown(page)})
    event = Event.objects.get()
    facts = {
        "title_zh": event.title_zh, "kind": "meeting", "status": "held", "host_division": division,
        "starts_at": localtime(event.starts_at), "ends_at": localtime(event.ends_at), "venue": event.venue,
        "country_or_region": "FR", "outcome_note": "顺利",
        "attendances": [Attends(leader=vice_mayor, outcome="attended")],
    }  # fmt: skip
    register_event(by=planner, demonstration=False, facts=facts)
    one, other = Change.objects.filter(type="event").order_by("id")
    assert one.after == other.after
    states = [
        {k: v for k, v in each.items() if k not in ("id", "event_id", "recorded_at")}
        for each in EventState.objects.values()
    ]
    assert states[0] == states[1]


def test_a_match_is_chosen_once_for_all_rows(sign_in, staff, plan, vice_mayor):
    client = sign_in(staff)
    rows = [row("甲", "2023-5-2"), row("甲", "2023-5-3", "会见另一代表团")]
    address, page = uploaded(client, workbook(rows))
    assert counts(page) == {"new": 0, "possible": 0, "same": 0, "error": 2}
    [unknown] = asked(page)
    assert (unknown.text, unknown.rows, unknown.offers) == ("甲", 2, [(str(vice_mayor.pk), "Leader A")])
    assert client.post(address, {"take": "good", "shown": "x"}).status_code == 409
    answer = client.post(f"{address}choose/", {unknown.field: "1234567"}, follow=True)  # nobody who was offered
    assert counts(answer)["error"] == 2
    answer = client.post(f"{address}choose/", {unknown.field: str(vice_mayor.pk)}, follow=True)
    assert counts(answer) == {"new": 2, "possible": 0, "same": 0, "error": 0}
    client.post(address, {"take": "all", "shown": shown(answer)})
    assert Attendance.objects.filter(leader=vice_mayor, outcome="attended").count() == 2
    assert (
        client.post(f"{address}choose/", {unknown.field: ""}).status_code == 302
    )  # it was taken in: nothing to choose
    assert Upload.objects.get().choices == {"year": 2023, "leader": {"甲": str(vice_mayor.pk)}}


def test_only_the_planning_office_enters_a_leader(sign_in, staff, planner, plan, division):
    for person, offered in ((staff, ["out"]), (planner, ["out", "new"])):
        client = sign_in(person)
        address, page = uploaded(client, workbook([row("某新领导", host=division.code)]))
        [unknown] = asked(page)
        assert [way for way, _label in unknown.ways] == offered
        answer = client.post(f"{address}choose/", {unknown.field: "new"}, follow=True)
        client.post(address, {"take": "all", "shown": shown(answer) if answer.context["counts"]["new"] else "x"})
    leader = Leader.objects.get()
    assert (leader.name_zh, leader.name_en) == ("某新领导", "某新领导")
    assert list(Attendance.objects.values_list("leader", "outcome")) == [(leader.pk, "attended")]
    assert list(Change.objects.order_by("id").values_list("type", flat=True)) == ["leader", "event"]


def test_what_is_there_is_not_entered_again_and_what_may_be_is_left_out(sign_in, staff, plan, division):
    there = EventFactory(
        title_zh="会见某市代表团", title_en="", host_division=division, starts_on=date(2023, 5, 2),
    )  # fmt: skip
    like = EventFactory(title_zh="港口合作论坛开幕", title_en="", country_or_region="FR", starts_on=date(2023, 5, 3))
    client = sign_in(staff)
    rows = [row(""), row("", "2023-5-3", "港口合作论坛开幕式"), row("", "2023-5-4"), row("", "2023-5-4")]
    address, page = uploaded(client, workbook(rows))
    assert counts(page) == {"new": 1, "possible": 1, "same": 2, "error": 0}
    lines = sorted(page.context["judgement"].lines, key=lambda line: line.number)
    assert [(line.outcome.value, line.twin, line.twin_row) for line in lines] == [
        ("same", there, 0), ("possible", like, 0), ("new", None, 0), ("same", None, 4),
    ]  # fmt: skip
    for show in ("new", "possible", "same", "error"):
        assert client.get(address, {"show": show}).status_code == 200
    client.post(address, {"take": "all", "shown": shown(page)})
    assert list(Event.objects.order_by("pk").values_list("starts_on", flat=True))[2:] == [date(2023, 5, 4)]
    assert Event.objects.count() == 3
    address, page = uploaded(client, workbook(rows))
    client.post(address, {"take": "all", "possible": "on", "shown": shown(page)})
    assert Event.objects.filter(title_zh="港口合作论坛开幕式").count() == 1


def test_what_has_changed_since_the_preview_is_shown_again(sign_in, staff, plan, division, vice_mayor):
    client = sign_in(staff)
    address, page = uploaded(client, workbook([row("甲某"), row("", "2023-5-9")]))
    EventFactory(title_zh="会见某市代表团", host_division=division, starts_on=date(2023, 5, 2))
    answer = client.post(address, {"take": "all", "shown": shown(page)})
    assert (answer.status_code, counts(answer)) == (409, {"new": 1, "possible": 0, "same": 1, "error": 0})
    assert Event.objects.count() == 1


def test_errors_keep_all_back_unless_they_are_left_out(sign_in, staff, plan):
    client = sign_in(staff)
    address, page = uploaded(client, workbook([row(""), row("", "soon"), row("", "2022-5-2")]))
    assert [(line.number, problem.column, problem.message) for line, problem in page.context["problems"]] == [
        (3, "A", "“soon” is no day: write it as 2024-03-05, 2024-03-05 9:30 or 3月5日—7日."),
        (4, "A", "Expected a day of 2023, the year of this register."),
    ]
    answer = client.post(address, {"take": "all", "shown": shown(page)})
    assert (answer.status_code, Event.objects.count()) == (422, 0)
    assert client.get(f"{address}marked/").content.startswith(b"PK")
    assert client.post(address, {"take": "good", "shown": shown(page)}).status_code == 302
    assert Event.objects.count() == 1


def test_another_division_s_rows_are_wrong(sign_in, staff, planner, plan, other_division):
    content = workbook([row("", host=other_division.name_zh)])
    _address, page = uploaded(sign_in(staff), content)
    assert counts(page)["error"] == 1
    _address, page = uploaded(sign_in(planner), content)
    assert counts(page)["new"] == 1


def test_a_restricted_event_of_others_is_no_twin(sign_in, staff, planner, plan, division, other_division):
    """Neither “there already” nor “may be” tells of it."""
    EventFactory(title_zh="会见某市代表团", country_or_region="FR", host_division=other_division, restricted=True,
                 starts_on=date(2023, 5, 2))  # fmt: skip
    content = workbook([row("", host=division.name_zh)])
    _address, page = uploaded(sign_in(staff), content)
    assert counts(page) == {"new": 1, "possible": 0, "same": 0, "error": 0}
    _address, page = uploaded(sign_in(planner), content)
    assert counts(page) == {"new": 0, "possible": 1, "same": 0, "error": 0}


def test_formulas_are_text_and_odd_cells_are_problems(sign_in, staff, plan):
    client = sign_in(staff)
    rows = [row("", title="=1+1"), row("", title="+cmd|' /C calc'!A0"), row("", title="x" * 301), row("", title=" ")]
    content = workbook(rows)
    address, page = uploaded(client, content)
    assert counts(page)["error"] >= 2
    client.post(address, {"take": "good", "shown": shown(page)})
    assert "+cmd|' /C calc'!A0" in Event.objects.values_list("title_en", flat=True)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "x.xlsx", "empty"),
        (b"%PDF-1.4", "x.pdf", "This is a PDF"),
        (b"PK\x03\x04rubbish", "x.xlsx", "damaged"),
        ("姓名,电话\n某,1\n".encode(), "x.csv", "No sheet of this file has the headings of a register"),
        ("日期,活动名称\n".encode(), "x.csv", "No row stands below the headings"),
        (("日期,活动名称\n" + "2023-5-2,x\n" * 5001).encode(), "x.csv", "The register has 5001 rows"),
    ],
)
def test_what_is_no_register_is_refused_with_a_sentence(sign_in, staff, plan, content, name, message):
    answer = sign_in(staff).post(URL, sent(content, name))
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert Upload.objects.count() == 0


def test_a_csv_is_read_as_well(sign_in, staff, plan, vice_mayor):
    text = "日期;活动名称;类别;市领导\n5月2日;会见;会见;甲某\n"
    _address, page = uploaded(sign_in(staff), text.encode("gb18030"), name="台账.csv")
    assert counts(page) == {"new": 1, "possible": 0, "same": 0, "error": 0}


@pytest.mark.parametrize("year", ["2025", "2018", "x", "", "²"])
def test_odd_years_are_refused(sign_in, staff, plan, year):
    assert sign_in(staff).post(URL, sent(workbook([row("")])) | {"year": year}).status_code == 422


def test_odd_requests_are_answered(sign_in, staff, plan):
    client = sign_in(staff)
    address, page = uploaded(client, workbook([row("")]))
    assert client.post(address, {"take": "x"}).status_code == 400
    assert client.post(address, {"take": "all", "shown": "\x00"}).status_code == 409
    assert client.get(address, {"show": "x"}).status_code == 400
    assert client.get(address, {"x": "1"}).status_code == 400
    assert client.get(f"{URL}template/fr/").status_code == 404
    assert client.post(f"{address}choose/", {"leader-x": "\x00"}).status_code == 302
    assert client.get(address, {"page": "99"}).status_code == 200
    assert client.post(f"{address}discard/").status_code == 302
    assert client.get(address).status_code == 404
    assert client.post(address, {"take": "all", "shown": shown(page)}).status_code == 404


def test_an_upload_is_its_owner_s(sign_in, staff, chief, leader, outsider, plan):
    address, _page = uploaded(sign_in(staff), workbook([row("")]))
    for person, status in ((chief, 404), (leader, 403), (outsider, 403)):
        client = sign_in(person)
        assert [client.get(address).status_code, client.get(f"{address}progress/").status_code] == [status, status]
        assert client.post(f"{address}choose/", {}).status_code == status


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_comes_back(sign_in, staff, planner, plan, division, vice_mayor, language):
    """Filled in it is read, in either language; its instructions are no events."""
    AreaFactory(plan=plan, number=1)
    client = sign_in(staff)
    answer = client.get(reverse("exchange:events-template", args=["2024", language]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[1]
    checks = {
        str(each.sqref).split(":")[0]: each.formula1
        for each in sheet.data_validations.dataValidation
        if each.type == "list"
    }
    assert len(checks) == 5
    heads = [cell.value for cell in sheet[1]]
    kind, host, example = {
        "en": ("meeting", "Economic Affairs", "2024-05-02"), "zh-hans": ("会见会谈", "经济处", "2024-05-02"),
    }[language]  # fmt: skip
    assert example in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    filled: dict[object, object] = dict.fromkeys(heads)
    for place, value in ((0, date(2024, 5, 2)), (3, "会见"), (5, kind), (7, host), (8, "甲某、Leader A")):
        filled[heads[place]] = value
    sheet.append([filled[head] for head in heads])
    out = io.BytesIO()
    book.save(out)
    _address, page = uploaded(client, out.getvalue(), year=2024)
    assert counts(page) == {"new": 1, "possible": 0, "same": 0, "error": 0}


@pytest.mark.parametrize("rows", [1, 3])
def test_preview_and_taking_in_cost_the_same_however_long(
    sign_in, planner, plan, division, vice_mayor, rows, django_assert_num_queries
):
    content = workbook([row("甲某", f"2023-5-{n + 2}", f"会见{n}", host=division.code) for n in range(rows)])
    client = sign_in(planner)
    address, page = uploaded(client, content)
    with django_assert_num_queries(11):
        client.get(address)
    with django_assert_num_queries(28 + 2 * is_postgresql()):  # each unit asks for the lock
        client.post(address, {"take": "all", "shown": shown(page)})
    assert Event.objects.count() == rows


def test_the_register_s_page_leads_here(sign_in, staff, leader, plan):
    assert URL in sign_in(staff).get("/plans/2024/events/").content.decode()
    assert URL not in sign_in(leader).get("/plans/2024/events/").content.decode()


def test_what_was_written_meanwhile_is_seen(sign_in, staff, planner, plan, division):
    """Somebody changes an event that is a twin: its version is part of what was shown."""
    event = EventFactory(title_zh="会见某市代表团", host_division=division, starts_on=date(2023, 5, 2))
    client = sign_in(staff)
    address, page = uploaded(client, workbook([row(""), row("", "2023-5-9")]))
    change_event(by=planner, event=event, version=event.version, facts={"venue": "Elsewhere"})
    assert client.post(address, {"take": "all", "shown": shown(page)}).status_code == 409


def test_a_thousand_rows(sign_in, planner, plan):
    """In one preview and one commit."""
    division = DivisionFactory(code="big", name_zh="大处")
    UserFactory()
    leaders = [LeaderFactory(name_zh=f"领导{n:02}") for n in range(30)]
    content = workbook(
        [
            row(f"{leaders[n % 30].name_zh}、{leaders[(n * 7 + 1) % 30].name_zh}", f"{n % 12 + 1}月{n % 28 + 1}日",
                f"第{n}项外事活动{n * 7919 % 1000}", host="大处")
            for n in range(1000)
        ]
    )  # fmt: skip
    client = sign_in(planner)
    address, page = uploaded(client, content)
    assert sum(counts(page).values()) == 1000
    assert counts(page)["error"] == 0
    client.post(address, {"take": "all", "possible": "on", "shown": "something else"})  # looked at, and not written
    assert client.get(f"{address}progress/").json() == {"done": 1000, "finished": False}
    client.post(address, {"take": "all", "possible": "on", "shown": shown(page)})
    events = Event.objects.filter(host_division=division)
    assert (events.count(), EventState.objects.count(), Change.objects.filter(type="event").count()) == (
        1000 - counts(page)["same"],
    ) * 3
    assert events.filter(status="held").count() == events.count()
