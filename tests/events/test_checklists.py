"""The templates of checklists: read by everyone, kept by planning office and Protocol, begun with the usual items."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from changelog.models import Change
from events.models import Kind, TemplateItem
from events.models.preparation import BARE
from events.services import Wanted, begin_with_usual, change_template, items_of_kind, template_stamp
from events.usual import USUAL
from foundation.errors import Conflict
from tests.event_factories import TemplateItemFactory
from tests.factories import DivisionFactory, PlanFactory

pytestmark = pytest.mark.django_db
URL, EDIT = "/plans/2024/checklists/", "/plans/2024/checklists/meeting/"


def listed(kind="meeting", demonstration=False):
    return [(item.topic, item.label_en, item.days_before) for item in items_of_kind(kind, demonstration=demonstration)]


def written():
    return [(change.action, change.key) for change in Change.objects.filter(type="checklist_template").order_by("id")]


def sent(*rows, stamp=None, initial=0):
    """The form as a browser sends it: topic, label_en, days before, and more."""
    data = {"item-TOTAL_FORMS": str(len(rows)), "item-INITIAL_FORMS": str(initial)}
    for number, (topic, label, before, more) in enumerate(rows):
        facts = {"topic": topic, "label_en": label, "days_before": before} | more
        data |= {f"item-{number}-{name}": value for name, value in facts.items()}
    return data if stamp is None else data | {"stamp": stamp}


class TestService:
    def test_added_changed_removed(self, planner):
        kept, _gone = TemplateItemFactory(), TemplateItemFactory(topic="press")
        TemplateItemFactory(kind="signing"), TemplateItemFactory(demonstration=True)
        change_template(
            by=planner,
            kind="meeting",
            demonstration=False,
            stamp=template_stamp(items_of_kind("meeting", demonstration=False)),
            items=[
                Wanted(topic="gifts", days_before=3),
                Wanted(key=kept.pk, topic="venue", label_en="The hall", days_before=20),
            ],
        )
        assert listed() == [("venue", "The hall", 20), ("gifts", "", 3)]
        assert (listed("signing"), listed(demonstration=True)) == ([("venue", "Book the room", 7)],) * 2
        assert written() == [("change", "meeting")]

    def test_the_first_and_the_last_are_recorded_as_such_and_the_same_not_at_all(self, planner):
        for items in ([Wanted(topic="venue", days_before=3)], []):
            change_template(by=planner, kind="meeting", demonstration=True, items=items)
        change_template(by=planner, kind="meeting", demonstration=True, items=[])
        assert written() == [("create", "meeting-demonstration"), ("delete", "meeting-demonstration")]

    def test_what_somebody_else_changed_is_a_conflict(self, planner):
        shown = template_stamp([])
        item = TemplateItemFactory()
        with pytest.raises(Conflict) as raised:
            change_template(by=planner, kind="meeting", demonstration=False, items=[], stamp=shown)
        assert (raised.value.standing, listed()) == ([item], [("venue", "Book the room", 7)])

    @pytest.mark.parametrize("person", ["staff", "chief", "leader", "secretary", "admin", "outsider"])
    def test_others_may_not(self, person, request):
        by = request.getfixturevalue(person)
        with pytest.raises(PermissionDenied):
            change_template(by=by, kind="meeting", demonstration=False, items=[])
        with pytest.raises(PermissionDenied):
            begin_with_usual(by=by, kind="meeting", demonstration=False)

    @pytest.mark.parametrize("person", ["planner", "protocol_staff"])
    @pytest.mark.parametrize("kind", Kind.values)
    def test_the_usual_items_of_each_kind(self, kind, person, request):
        begin_with_usual(by=request.getfixturevalue(person), kind=kind, demonstration=False)
        items = TemplateItem.objects.filter(kind=kind)
        assert items.count() == len(USUAL[kind])
        assert all(bool(item.label_en and item.label_zh) != (item.topic in BARE) for item in items)
        assert {item.topic: item.days_before for item in items if item.topic in ("transport", "press", *BARE)} == {
            "transport": 7, "press": 5, "security": 7, "gifts": 7,
        }  # fmt: skip

    def test_they_are_no_more_usual_where_there_are_any(self, planner):
        TemplateItemFactory()
        with pytest.raises(Conflict):
            begin_with_usual(by=planner, kind="meeting", demonstration=False)
        assert listed() == [("venue", "Book the room", 7)]

    def test_an_unknown_kind_and_a_division_of_the_other_side(self, planner):
        with pytest.raises(ValidationError):
            change_template(by=planner, kind="parade", demonstration=False, items=[])
        wanted = Wanted(topic="venue", days_before=1, division=DivisionFactory(demonstration=True))
        with pytest.raises(ValidationError):
            change_template(by=planner, kind="meeting", demonstration=False, items=[wanted])


class TestPages:
    @pytest.mark.parametrize("person", ["staff", "leader", "secretary", "admin", "planner"])
    def test_everyone_reads_them_and_who_keeps_them_is_offered_more(self, person, plan, sign_in, request):
        TemplateItemFactory(label_en="Settle the seating")
        TemplateItemFactory(label_en="Not of this side", demonstration=True)
        page = sign_in(request.getfixturevalue(person)).get(URL).content.decode()
        assert ("Settle the seating" in page, "Not of this side" in page) == (True, False)
        assert ("Begin with the usual items" in page, EDIT in page) == (person == "planner",) * 2

    def test_an_outsider_reads_nothing(self, plan, sign_in, outsider):
        assert sign_in(outsider).get(URL).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_their_queries(self, rows, plan, sign_in, protocol_staff, django_assert_num_queries):
        for _ in range(rows):
            TemplateItemFactory(division=DivisionFactory()), TemplateItemFactory(kind="signing")
        client = sign_in(protocol_staff)
        with django_assert_num_queries(6):  # session, user, plan; items; own division; plans of the header
            client.get(URL)
        with django_assert_num_queries(8):  # session, user, plan, division; items, divisions; drafts; plans
            client.get(EDIT)

    def test_begun_by_a_button_and_saved_by_the_form(self, plan, sign_in, protocol_staff, other_division):
        client = sign_in(protocol_staff)
        assert client.post(f"{EDIT}usual/").url == f"{URL}#kind-meeting"
        assert len(listed()) == 7
        stamp = client.get(EDIT).context["stamp"]
        row = ("venue", "The hall", "30", {"division": str(other_division.pk), "label_zh": "大厅"})
        answer = client.post(EDIT, sent(row, ("", "", "", {}), stamp=stamp))
        assert (answer.status_code, answer.url) == (302, URL)
        assert listed() == [("venue", "The hall", 30)]
        assert TemplateItem.objects.get().division == other_division

    def test_the_button_twice_says_so(self, plan, sign_in, planner):
        client = sign_in(planner)
        for _ in range(2):
            answer = client.post(f"{EDIT}usual/", follow=True)
        assert "they stay as they are" in answer.content.decode()
        assert len(listed()) == 7

    @pytest.mark.parametrize(
        ("row", "field", "message"),
        [
            (("security", "Two guards", "7", {}), "label_en", "Security and gifts are ticks, no more"),
            (("gifts", "", "7", {"label_zh": "瓷器"}), "label_zh", "Security and gifts are ticks, no more"),
            (("", "The hall", "7", {}), "topic", "What is it about?"),
            (("venue", "The hall", "", {}), "days_before", "How many days before the event?"),
            (("venue", "The hall", "366", {}), "days_before", "365"),
            (("venue", "The hall", "9" * 30, {}), "days_before", "365"),
            (("venue", "a\x00b", "1", {}), "label_en", "cannot be kept"),
            (("venue", "a\x07b", "1", {}), "label_en", "cannot be kept"),
            (("weather", "x", "1", {}), "topic", "weather"),
            (("venue", "x", "1", {"division": "9" * 30}), "division", "not one of the available choices"),
            (("venue", "x", "1", {"key": "9" * 30}), "key", ""),
        ],
    )
    def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(
        self, row, field, message, plan, sign_in, planner
    ):
        answer = sign_in(planner).post(EDIT, sent(row))
        assert (answer.status_code, listed()) == (422, [])
        errors = answer.context["rows"].forms[0].errors
        assert list(errors) == [field]
        assert message in errors[field][0]
        assert "Nothing was saved" in answer.content.decode()

    def test_what_goes_need_not_be_right(self, plan, sign_in, planner):
        item = TemplateItemFactory()
        client = sign_in(planner)
        answer = client.post(EDIT, sent(("security", "x", "", {"key": item.pk, "gone": "on"})))
        assert (answer.status_code, listed()) == (302, [])

    def test_changed_meanwhile_both_are_shown_and_mine_can_be_saved(self, plan, sign_in, planner):
        client = sign_in(planner)
        shown = client.get(EDIT).context["stamp"]
        TemplateItemFactory(label_en="Somebody else's")
        answer = client.post(EDIT, sent(("press", "Mine", "5", {}), stamp=shown))
        page = answer.content.decode()
        assert (answer.status_code, "Somebody else" in page, "Mine" in page) == (409, True, True)
        again = client.post(EDIT, sent(("press", "Mine", "5", {}), stamp=answer.context["stamp"]))
        assert (again.status_code, listed()) == (302, [("press", "Mine", 5)])

    @pytest.mark.parametrize(
        "data", [{}, {"item-TOTAL_FORMS": "9999", "item-INITIAL_FORMS": "0"}, {"item-TOTAL_FORMS": "x"}]
    )
    def test_a_form_that_is_none_writes_nothing(self, data, plan, sign_in, planner):
        TemplateItemFactory()
        assert sign_in(planner).post(EDIT, data).status_code == 422
        assert len(listed()) == 1

    def test_the_other_side_has_its_own(self, sign_in, planner):
        PlanFactory(code="demo-2024", demonstration=True)
        sign_in(planner).post("/plans/demo-2024/checklists/meeting/usual/")
        assert (len(listed()), len(listed(demonstration=True))) == (0, 7)
