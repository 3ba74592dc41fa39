"""Walking a list: by key, with its filters, under one snapshot, whatever is written meanwhile."""

from datetime import date

import pytest

from changelog.models import Change
from changelog.services import Written, record, unit
from tests.factories import AreaFactory, DivisionFactory, EventFactory, LeaderFactory, PlanFactory, TaskFactory
from workplan.api import cursors


@pytest.fixture
def client(api, planner):
    return api(planner, schedule=True)


@pytest.fixture
def area(plan):
    return AreaFactory(plan=plan, number=1)


def tasks(area, *numbers):
    """Tasks of these numbers, not made in the order of their codes."""
    return [TaskFactory(area=area, number=number) for number in numbers]


def page(client, url):
    """The codes of a page with its neighbours and snapshot."""
    body = client.get(url).json()
    assert list(body) == ["next", "previous", "snapshot", "results"]
    return [row["code"] for row in body["results"]], body["next"], body["previous"], body["snapshot"]


def changed():
    """Let one more change be recorded."""
    with unit():
        record(by=None, written=Written(action=Change.Action.CREATE, type="division", key="x"))


def test_an_empty_list(client, db):
    assert client.get("/api/v1/events/").json() == {
        "next": None,
        "previous": None,
        "snapshot": cursors.encode(0),
        "results": [],
    }


def test_a_walk_forth_and_back(client, area):
    tasks(area, 5, 3, 1, 2, 4)
    first, onwards, before, snapshot = page(client, "/api/v1/tasks/?page_size=2")
    assert (first, before) == (["2024-1-01", "2024-1-02"], None)
    second, last_url, back, _ = page(client, onwards)
    assert second == ["2024-1-03", "2024-1-04"]
    last, end, back_from_last, _ = page(client, last_url)
    assert (last, end) == (["2024-1-05"], None)
    assert page(client, back_from_last)[0] == second
    again, forth, start, same = page(client, back)
    assert (again, start, same) == (first, None, snapshot)
    assert page(client, forth)[0] == second


def test_addresses_are_whole_and_keep_filters_and_page_size(client, area):
    tasks(area, 1, 2)
    onwards = page(client, "/api/v1/tasks/?plan=2024&kind=deadline&page_size=1")[1]
    assert onwards.startswith("http://testserver/api/v1/tasks/?plan=2024&kind=deadline&page_size=1&cursor=")


def test_all_pages_of_a_walk_carry_the_snapshot_of_its_first(client, area):
    changed()
    made = [task.code for task in tasks(area, 2, 4, 6)]
    codes, onwards, _, snapshot = page(client, "/api/v1/tasks/?page_size=1")
    assert cursors.decode(snapshot) == Change.objects.order_by("-id")[0].pk
    while onwards:
        changed()
        more, onwards, _, carried = page(client, onwards)
        codes += more
        assert carried == snapshot
    assert codes == made
    assert page(client, "/api/v1/tasks/?page_size=1")[3] != snapshot


def test_rows_that_come_and_go_meanwhile_shift_nothing(client, area):
    _, second, third, _, fifth = tasks(area, 10, 20, 30, 40, 50)
    codes, onwards, _, _ = page(client, "/api/v1/tasks/?page_size=2")
    tasks(area, 5, 15, 35)  # before the page, on it, after it
    for gone in (second, third):
        gone.schedules.all()._raw_delete("default")
        gone.delete()
    more, onwards, _, _ = page(client, onwards)
    assert (codes, more) == (["2024-1-10", "2024-1-20"], ["2024-1-35", "2024-1-40"])
    assert page(client, onwards)[0] == [fifth.code]


def test_a_page_after_the_last_row_is_empty(client, area):
    tasks(area, 1, 2)
    _, onwards, _, _ = page(client, "/api/v1/tasks/?page_size=1")
    last = area.tasks.get(number=2)
    last.schedules.all()._raw_delete("default")
    last.delete()
    assert page(client, onwards)[:3] == ([], None, None)


def test_lists_by_id_walk_the_same(client, division):
    made = [EventFactory(host_division=division, starts_on=date(2024, 1, day)).pk for day in (9, 3, 6)]
    body = client.get("/api/v1/events/?page_size=2").json()
    assert [row["id"] for row in body["results"]] == made[:2]
    assert [row["id"] for row in client.get(body["next"]).json()["results"]] == made[2:]


def test_a_cursor_of_another_kind_of_list_is_refused(client, area):
    tasks(area, 1, 2)
    LeaderFactory.create_batch(2)
    by_code = page(client, "/api/v1/tasks/?page_size=1")[1].split("cursor=")[1]
    by_id = client.get("/api/v1/leaders/?page_size=1").json()["next"].split("cursor=")[1]
    assert client.get(f"/api/v1/leaders/?cursor={by_code}").status_code == 400
    assert client.get(f"/api/v1/tasks/?cursor={by_id}").status_code == 400


@pytest.mark.parametrize(("size", "expected"), [("", 50), ("?page_size=1", 1), ("?page_size=500", 60)])
def test_page_sizes(client, size, expected, db):
    DivisionFactory.create_batch(60)
    assert len(client.get(f"/api/v1/divisions/{size}").json()["results"]) == expected


def test_codes_in_the_order_of_a_walk_are_each_there_once(client, db):
    for code in ("2024", "demo-2024", "a-2024", "aa-2024", "a-b-2024", "2023"):
        PlanFactory(code=code, year=int(code[-4:]))
    codes, onwards, _, _ = page(client, "/api/v1/plans/?page_size=1")
    while onwards:
        more, onwards, _, _ = page(client, onwards)
        codes += more
    assert sorted(codes) == ["2023", "2024", "a-2024", "a-b-2024", "aa-2024", "demo-2024"]


@pytest.mark.parametrize("change", [0, 1, 9, 10, 12345, 10**15 - 1])
def test_a_cursor_reads_back(change):
    assert cursors.decode(cursors.encode(change)) == change


@pytest.mark.parametrize("text", ["", "c1", "YzE=", "YzAx", "eDE", "Y-_", "é", "Yw", cursors.encode(10**15)])
def test_no_other_text_is_a_cursor(text):
    with pytest.raises(ValueError, match="not a cursor"):
        cursors.decode(text)
