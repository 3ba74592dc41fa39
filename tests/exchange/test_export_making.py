"""Long lists, made outside the request: asked for, claimed once, told of, fetched, removed."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from changelog.models import Change
from exchange import making
from exchange.exporting import write_file
from exchange.models import Export
from exchange.views import exports
from foundation import clock, private_files
from tests.exchange.taking import address, content_of
from tests.factories import AreaFactory, EventFactory, TaskFactory, UpdateFactory, at
from tests.file_factories import ExportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(plan):
    return AreaFactory(plan=plan, number=1)


@pytest.fixture
def long(area, monkeypatch):
    """Three tasks, where two rows are many."""
    monkeypatch.setattr(exports, "DIRECT", 2)
    monkeypatch.setattr("exchange.templatetags.export_menu.DIRECT", 2)
    return TaskFactory.create_batch(3, area=area)


def claimed() -> Export:
    """The next file to make, claimed."""
    found = making.claim()
    assert found is not None
    return found


def page(export):
    return reverse("exchange:export-page", args=[export.pk])


def test_a_long_list_from_the_menu_to_the_file(sign_in, staff, plan, long, capsys):
    client = sign_in(staff)
    listed = client.get("/plans/2024/tasks/?sort=name").content.decode()
    posted = address(plan, "tasks", "csv", "sort=name")
    assert f'<form method="post" action="{posted}">' in listed
    asked = client.post(posted)
    export = Export.objects.get()
    assert (asked.status_code, asked["Location"]) == (302, page(export))
    assert (export.by, export.query, export.language, export.started_at) == (staff, "sort=name", "en", None)
    waiting = client.get(page(export)).content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    assert '<meta http-equiv="refresh" content="2">' in waiting

    call_command("make_exports")
    assert capsys.readouterr().out == "Files made: 1.\n"
    made = client.get(page(export))
    assert made.context["state"] == "made"
    assert re.findall("every 1s|http-equiv", made.content.decode()) == []
    answer = client.get(reverse("exchange:export-file", args=[export.pk]))
    content = content_of(answer)
    assert content.decode("utf-8-sig").count("\r\n") == 4
    assert answer["Content-Disposition"] == 'attachment; filename="Tasks 2024 2024-09-30.csv"'
    export.refresh_from_db()
    assert (export.rows_done, export.rows_total, export.size) == (3, 3, len(content))


def test_a_link_to_a_long_list_offers_to_make_it(sign_in, staff, plan, long):
    answer = sign_in(staff).get(address(plan, "tasks", "xlsx", "q=Task"))
    assert "The list has 3 rows" in answer.content.decode()
    assert f'action="{address(plan, "tasks", "xlsx", "q=Task")}"' in answer.content.decode()
    assert not Export.objects.exists()


def test_it_is_a_read_and_leaves_no_change(sign_in, staff, plan, long):
    sign_in(staff).post(address(plan, "tasks", "xlsx"))
    making.make_all()
    assert not Change.objects.exists()


def test_the_same_list_twice_is_asked_for_once_and_not_too_many(sign_in, staff, plan, long):
    client = sign_in(staff)
    for query in ("", "", "sort=name", "sort=-name", "sort=due", "sort=-due"):
        client.post(address(plan, "tasks", "csv", query))
    assert Export.objects.count() == 5
    refused = client.post(address(plan, "tasks", "csv", "sort=gap"), follow=True)
    assert "Several of your files are still being made" in refused.content.decode()
    assert Export.objects.count() == 5


def test_others_files_are_not_there(sign_in, staff, chief, planner, plan):
    export = ExportFactory(by=staff, plan=plan, made=b"mine")
    for person in (chief, planner):
        client = sign_in(person)
        assert client.get(page(export)).status_code == 404
        assert client.get(f"{page(export)}file/").status_code == 404
        assert client.post(f"{page(export)}again/").status_code == 404
        assert list(client.get(reverse("exchange:exports")).context["page"]) == []
    assert list(sign_in(staff).get(reverse("exchange:exports")).context["page"]) == [export]


def test_a_file_that_is_not_made_is_not_there(sign_in, staff, plan):
    export = ExportFactory(by=staff, plan=plan)
    client = sign_in(staff)
    assert client.get(f"{page(export)}file/").status_code == 404
    Export.objects.update(file="no/where", finished_at=clock.now())
    assert client.get(f"{page(export)}file/").status_code == 404


def test_it_is_made_with_the_rights_of_that_time(staff, planner, plan, division):
    """Asked for by the planning office; when it is made, the same person has another role."""
    EventFactory(title_en="Quiet", restricted=True)
    export = ExportFactory(by=planner, plan=plan, list="events")
    planner.role, planner.division = "staff", division
    planner.save()
    assert making.make_all() == 1
    export.refresh_from_db()
    with private_files.read(export.file) as file:
        assert b"Quiet" not in file.read()


@pytest.mark.parametrize("changed", [{"is_active": False}, {"role": ""}])
def test_nothing_is_made_for_who_has_no_access_any_more(staff, plan, changed):
    export = ExportFactory(by=staff, plan=plan)
    type(staff).objects.filter(pk=staff.pk).update(**changed)
    assert making.make_all() == 0
    export.refresh_from_db()
    assert (export.failed, export.file) == (True, "")


def test_what_fails_says_so_and_can_be_tried_again(sign_in, staff, plan, area, monkeypatch):
    export = ExportFactory(by=staff, plan=plan)
    other = ExportFactory(by=staff, plan=plan, query="sort=name")
    real = write_file

    def full_disk(out, listing, file_format, told):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "write_file", full_disk)
    assert making.make_all() == 0
    client = sign_in(staff)
    failed = client.get(page(export))
    assert failed.context["state"] == "failed"
    assert "The file could not be made." in failed.content.decode()
    monkeypatch.setattr(making, "write_file", real)
    assert client.post(f"{page(export)}again/").status_code == 302
    assert making.make_all() == 1
    assert [client.get(page(each)).context["state"] for each in (export, other)] == ["made", "failed"]
    client.post(f"{page(export)}again/")  # nothing to try again
    assert client.get(page(export)).context["state"] == "made"


def test_a_list_that_can_be_no_more_fails(staff, plan):
    ExportFactory(by=staff, plan=plan, query="area=gone")
    assert making.make_all() == 0
    assert Export.objects.get().failed


def test_one_is_made_at_a_time(staff, plan):
    ExportFactory(by=staff, plan=plan)
    ExportFactory(by=staff, plan=plan, query="sort=name")
    first = making.claim()
    assert first is not None
    assert (making.claim(), making.make_all()) == (None, 0)
    assert making.make(first)
    assert making.make_all() == 1


def test_who_falls_silent_is_followed_by_another(sign_in, staff, plan, area, settings):
    TaskFactory(area=area)
    export = ExportFactory(by=staff, plan=plan)
    slow = claimed()
    long_ago = clock.now() - timedelta(minutes=2)
    Export.objects.update(beat_at=long_ago, started_at=long_ago)
    slow.started_at = long_ago
    client = sign_in(staff)
    silent = client.get(page(export))
    assert silent.context["state"] == "silent"
    assert "The making of the file has stopped." in silent.content.decode()
    second = claimed()
    assert second == export
    assert making.make(slow) is False  # it wakes up and finds that another is at it
    assert making.make(second) is True
    assert client.get(page(export)).context["state"] == "made"


def test_a_workbook_being_packed_has_longer(staff, plan):
    ago = clock.now() - timedelta(minutes=2)
    ExportFactory(by=staff, plan=plan, started_at=ago, beat_at=ago, rows_done=3, rows_total=3)
    assert making.claim() is None


def test_what_kept_falling_silent_is_given_up(staff, plan):
    ago = clock.now() - timedelta(hours=2)
    export = ExportFactory(by=staff, plan=plan, asked_at=ago, started_at=ago, beat_at=ago)
    assert making.make_all() == 0
    export.refresh_from_db()
    assert export.failed


def test_files_go_after_seven_days(sign_in, staff, plan, settings):
    export = ExportFactory(by=staff, plan=plan, made=b"old")
    client = sign_in(staff)
    settings.WORKPLAN_TODAY = date(2024, 10, 6)
    assert client.get(page(export)).status_code == 200
    settings.WORKPLAN_TODAY = date(2024, 10, 8)
    client = sign_in(staff)
    assert client.get(page(export)).status_code == 404
    assert private_files.store().exists(export.file)
    call_command("make_exports")
    assert not Export.objects.exists()
    assert not private_files.store().exists(export.file)


def test_progress_is_told_every_thousand_rows(staff, plan, area, monkeypatch):
    monkeypatch.setattr("exchange.exporting.TOLD_EVERY", 2)
    TaskFactory.create_batch(5, area=area)
    export, told = ExportFactory(by=staff, plan=plan), []
    real = making._teller

    def listening(mine):
        def tell(done):
            real(mine)(done)
            told.append((done, mine.get().rows_done))

        return tell

    monkeypatch.setattr(making, "_teller", listening)
    assert making.make(claimed())
    assert told == [(2, 2), (4, 4), (5, 5)]
    export.refresh_from_db()
    assert (export.rows_done, export.rows_total) == (5, 5)


def test_an_export_of_a_past_day_is_named_after_it(sign_in, staff, plan, area):
    UpdateFactory(task=TaskFactory(area=area), recorded_at=at(date(2024, 6, 30), 9))
    export = ExportFactory(by=staff, plan=plan, query="as_of=2024-07-01", language="zh-hans")
    making.make_all()
    client = sign_in(staff)
    assert client.get(page(export)).context["title"] == "Tasks 2024 2024-07-01"
    assert "2024-07-01.csv" in client.get(f"{page(export)}file/").headers["Content-Disposition"]


def test_the_page_of_exports_costs_the_same_however_long(sign_in, staff, plan, django_assert_num_queries):
    client = sign_in(staff)
    for exports_there in (1, 3):
        ExportFactory.create_batch(exports_there, by=staff, plan=plan, made=b"x")
        with django_assert_num_queries(6):  # session, person, count, page, plans to switch between, own division
            assert client.get(reverse("exchange:exports")).status_code == 200


@pytest.mark.parametrize("query", ["page=x", "page=-1", "page=99999999999"])
def test_odd_pages_of_exports(sign_in, staff, plan, query):
    assert sign_in(staff).get(f"{reverse('exchange:exports')}?{query}").status_code == 200
    assert sign_in(staff).get(f"{reverse('exchange:exports')}?wrong=1").status_code == 400
