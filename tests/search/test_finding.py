"""What is found and how it is shown: groups, both languages, several words, codes, context, marks, paging."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Role
from priorities.models import ProgressUpdate
from tests.event_factories import CounterpartFactory, SeriesFactory, VenueFactory
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    DivisionFactory,
    EventFactory,
    LeaderFactory,
    LeaderPostFactory,
    PlanFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
)
from tests.search.conftest import results, suggested

pytestmark = pytest.mark.django_db
GROUPS = ["tasks", "areas", "events", "leaders", "delegations", "counterparts", "venues", "series", "notes"]


def page(client, text, **more):
    return client.get(reverse("search", args=["2024"]), {"q": text, **more})


class TestWhatIsFound:
    @pytest.mark.parametrize("text", ["harbour", "HARBOUR", "arbou", "港口", " harbour "])
    def test_one_of_each_group_in_the_order_of_the_page(self, sign_in, leader, things, text):
        found = results(sign_in(leader), text)
        assert list(found) == GROUPS
        assert found == {key: [thing.pk] for key, thing in things.items()}

    @pytest.mark.parametrize(
        ("text", "groups"),
        [
            ("harbour forum", ["tasks"]),  # in one field
            ("harbour twelve", ["tasks"]),  # in two
            ("港口 twelve", ["tasks"]),  # in both languages
            ("港口　签约", ["notes"]),  # a space of full width
            ("harbour nowhere", []),
            ("forum, harbour", []),  # what is typed is looked for as it is
            ("100%", []),
            ("_", []),
            ("\\", []),
        ],
    )
    def test_all_words_must_be_there_and_signs_are_signs(self, sign_in, leader, things, text, groups):
        assert list(results(sign_in(leader), text)) == groups

    def test_every_text_of_a_task_and_of_an_area(self, sign_in, leader, plan):
        area = AreaFactory(plan=plan, number=1, summary_en="word-a", summary_zh="word-b", source_quote="word-c")
        task = TaskFactory(area=area, number=1, description_en="word-d", description_zh="word-e", source_quote="word-f")
        client = sign_in(leader)
        assert [results(client, f"word-{each}") for each in "abc"] == [{"areas": [area.pk]}] * 3
        assert [results(client, f"word-{each}") for each in "def"] == [{"tasks": [task.pk]}] * 3

    def test_every_part_of_a_report_but_of_no_change(self, sign_in, leader, plan):
        task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1)
        parts = {"note": "part-a", "problems": "part-b", "needs": "part-c", "next_steps": "part-d"}
        report = UpdateFactory(task=task, first_review=ProgressUpdate.FirstReview.PENDING, **parts)
        UpdateFactory(task=task, no_change=True, **parts)
        client = sign_in(leader)
        assert [results(client, text) for text in parts.values()] == [{"notes": [report.pk]}] * 4

    def test_an_event_by_its_delegation_and_series_a_leader_by_a_former_post(self, sign_in, leader, plan):
        delegation = DelegationFactory(name_en="Guests of Fiji")
        event = EventFactory(delegation=delegation)
        former = LeaderPostFactory(title_en="Secretary-general", until_on=date(2023, 12, 31)).leader
        client = sign_in(leader)
        assert results(client, "guests fiji") == {"events": [event.pk], "delegations": [delegation.pk]}
        assert results(client, "secretary-gen") == {"leaders": [former.pk]}

    def test_the_case_of_letters_that_are_not_english(self, sign_in, leader, plan):
        task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, name_en="Visit to ZÜRICH, île de France")
        client = sign_in(leader)
        for text in ("zürich", "ZÜRICH", "Zürich", "Île", "ÎLE"):
            assert results(client, text) == {"tasks": [task.pk]}, text


class TestWithinAPlan:
    def test_years_and_sides_do_not_mix(self, sign_in, leader, plan, things):
        demo = PlanFactory(code="demo-2024", demonstration=True)
        host = DivisionFactory(demonstration=True)
        task = TaskFactory(area=AreaFactory(plan=demo, number=5, name_en="Harbour"), number=2, name_en="Harbour")
        event = EventFactory(title_en="Harbour", demonstration=True, host_division=host)
        note = UpdateFactory(task=task, note="harbour")
        other = LeaderFactory(name_en="Harbour", demonstration=True)
        EventFactory(title_en="Harbour of 2023", starts_on=date(2023, 3, 15))
        client = sign_in(leader)
        assert results(client, "harbour") == {key: [thing.pk] for key, thing in things.items()}
        assert results(client, "harbour", "demo-2024") == {
            "tasks": [task.pk], "areas": [task.area_id], "events": [event.pk], "leaders": [other.pk],
            "notes": [note.pk],
        }  # fmt: skip
        assert {url for _group, url in suggested(client, "harbour", "demo-2024")}.isdisjoint(
            {url for _group, url in suggested(client, "harbour")}
        )


class TestCodes:
    @pytest.fixture
    def tasks(self, plan):
        area = AreaFactory(plan=plan, number=5)
        return {
            number: TaskFactory(area=area, number=number, name_en=f"Follows 5-{20 - number:02d}", name_zh="任务")
            for number in (2, 3, 18)
        }

    @pytest.mark.parametrize("text", ["5-02", "2024-5-02", "5-2", "５－０２"])
    def test_the_task_of_the_code_comes_first_and_is_offered(self, sign_in, leader, tasks, text):
        answer = page(sign_in(leader), text)
        assert answer.context["typed"].pk == tasks[2].pk
        assert answer.context["results"][0].hits[0].pk == tasks[2].pk
        assert suggested(sign_in(leader), text)[0] == ("tasks", f"/tasks/{tasks[2].code}/")

    def test_others_that_hold_it_follow(self, sign_in, leader, tasks):
        assert results(sign_in(leader), "5-02") == {"tasks": [tasks[2].pk, tasks[18].pk]}

    def test_the_beginning_of_codes_but_not_the_year_of_all(self, sign_in, leader, tasks):
        client = sign_in(leader)
        assert results(client, "5-0")["tasks"] == [tasks[2].pk, tasks[3].pk, tasks[18].pk]
        assert results(client, "2024-5-1") == {"tasks": [tasks[18].pk]}
        assert results(client, "2024") == {}
        assert page(client, "5-0").context["typed"] is None

    def test_a_code_of_another_plan_is_none(self, sign_in, leader, tasks):
        assert results(sign_in(leader), "demo-2024-5-02") == {}


class TestHowItIsShown:
    def test_a_note_in_its_context_with_task_author_and_day(self, sign_in, leader, plan, division):
        author = UserFactory(username="writer", role=Role.STAFF, division=division)
        task = TaskFactory(area=AreaFactory(plan=plan, number=5), number=2, name_en="Harbour forum")
        before, after = "Before it much was said. " * 20, " and after it still more. " * 20
        report = UpdateFactory(task=task, author=author, problems=f"{before}The quay is full{after}")
        [found] = page(sign_in(leader), "quay").context["results"]
        [hit] = found.hits
        assert (hit.url, hit.code, hit.title, list(hit.about)) == (
            f"/tasks/2024-5-02/#u-{report.pk}", "5-02", "Harbour forum", ["30 June 2024", "Person writer"],
        )  # fmt: skip
        [(label, text)] = hit.excerpts
        assert label == "Problems"
        assert text.startswith("…")
        assert text.endswith("…")
        assert "The <mark>quay</mark> is full and after it" in text
        assert len(text) < 230

    def test_marks_are_safe(self, sign_in, leader, plan):
        TaskFactory(area=AreaFactory(plan=plan, number=5), number=2, name_en="<b>Bold</b> & <i>plain</i>")
        client = sign_in(leader)
        for text, shown in [
            ("<b>", "<mark>&lt;b&gt;</mark>Bold&lt;/b&gt; &amp; &lt;i&gt;plain&lt;/i&gt;"),
            ("& plain", "&lt;b&gt;Bold&lt;/b&gt; <mark>&amp;</mark> &lt;i&gt;<mark>plain</mark>&lt;/i&gt;"),
            ("amp", None),
        ]:
            answer = page(client, text)
            found = [hit.title for each in answer.context.get("results", ()) for hit in each.hits]
            assert found == ([shown] if shown else []), text
            assert "<b>Bold" not in answer.content.decode()
        script = '"><script>alert(1)</script>'
        for name in ("search", "search-suggestions"):
            assert "<script>alert" not in client.get(reverse(name, args=["2024"]), {"q": script}).content.decode()

    def test_where_a_hit_is_when_the_title_does_not_hold_it(self, sign_in, leader, things):
        [found] = page(sign_in(leader), "forum ports").context["results"]
        assert found.hits[0].title == "Harbour <mark>forum</mark>"
        assert [(each.label, str(each.text)) for each in found.hits[0].excerpts] == [
            ("Description", "A <mark>forum</mark> of twelve <mark>ports</mark>.")
        ]


class TestManyHits:
    @pytest.fixture
    def tasks(self, plan):
        area = AreaFactory(plan=plan, number=5)
        return [TaskFactory(area=area, number=number, name_en="Many", name_zh="众多") for number in range(1, 108)]

    def test_five_of_each_and_a_capped_number_and_a_page_of_all(self, sign_in, leader, tasks):
        client = sign_in(leader)
        answer = page(client, "many")
        [found] = answer.context["results"]
        assert ([hit.pk for hit in found.hits], found.number, found.more) == ([t.pk for t in tasks[:5]], 100, True)
        body = answer.content.decode()
        assert "100+" in body
        assert 'href="?q=many&amp;in=tasks"' in body
        all_of_them = [page(client, "many", **{"in": "tasks", "page": number}) for number in (1, 2, 3)]
        shown = [hit.pk for each in all_of_them for hit in each.context["hits"]]
        assert shown == [task.pk for task in tasks]
        assert all_of_them[0].context["page"].paginator.count == 107
        assert len(suggested(client, "many")) == 8

    def test_suggestions_are_spread_over_the_groups(self, sign_in, leader, plan, tasks):
        for number in range(3):
            EventFactory(title_en=f"Many {number}")
        LeaderFactory(name_en="Many")
        groups = [group for group, _url in suggested(sign_in(leader), "many")]
        assert groups == ["tasks"] * 4 + ["events"] * 3 + ["leaders"]


class TestWhatCannotBeSearchedFor:
    def test_nothing_asked_and_nothing_found_say_what_to_do(self, sign_in, leader, things):
        client = sign_in(leader)
        for text in ("", "   "):
            answer = page(client, text)
            assert (answer.status_code, "What can be searched" in answer.content.decode()) == (200, True)
        for group in GROUPS:
            answer = page(client, "nowhere", **{"in": group})
            assert (answer.status_code, "Nothing found for “nowhere”" in answer.content.decode()) == (200, True)
        answer = page(client, "nowhere")
        assert "Nothing found for “nowhere”" in answer.content.decode()
        assert client.get(reverse("search", args=["2024"])).status_code == 200
        assert client.get(reverse("search-suggestions", args=["2024"])).status_code == 200

    @pytest.mark.parametrize("text", ["x" * 101, "a\x00b", "\x0b", " a" * 11])
    def test_refused_beside_the_field_and_kept(self, sign_in, leader, things, text):
        client = sign_in(leader)
        answer = page(client, f"z{text}z")
        assert answer.status_code == 400
        assert answer.context["form"].errors["q"]
        assert 'aria-describedby="e-q"' in answer.content.decode()
        assert answer.context["form"]["q"].value() == f"z{text}z"
        assert client.get(reverse("search-suggestions", args=["2024"]), {"q": f"z{text}z"}).status_code == 400

    @pytest.mark.parametrize(
        "query", ["in=nothing", "in=%00", "x=1", "q=a&in=tasks&page=99999999999999999999", "q=%ED%A0%80", "q=a&page=x"]
    )
    def test_what_a_client_sends_never_breaks_it(self, sign_in, leader, things, query):
        status = sign_in(leader).get(f"{reverse('search', args=['2024'])}?{query}").status_code
        assert status == (400 if query.startswith(("in=", "x=")) else 200)

    def test_no_such_plan(self, sign_in, leader):
        client = sign_in(leader)
        assert [client.get(reverse(name, args=["2019"])).status_code for name in ("search", "search-suggestions")] == [
            404,
            404,
        ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_same_queries_however_many_are_found(sign_in, staff, things, plan, rows, django_assert_num_queries):
    for number in range(rows - 1):
        area = AreaFactory(plan=plan, number=50 + number, name_en="Harbour")
        task = TaskFactory(area=area, number=1, name_en="Harbour", lead_division=staff.division)
        UpdateFactory(task=task, note="harbour")
        EventFactory(title_en="Harbour", attended_by=[things["leaders"]])
        LeaderPostFactory(leader=LeaderFactory(name_en="Harbour"))
        DelegationFactory(name_en=f"Harbour {number}", registered=True)
        CounterpartFactory(name_en="Harbour")
        VenueFactory(name_en="Harbour")
        SeriesFactory(name_en="Harbour")
    things["events"].attendances.create(leader=things["leaders"], outcome="attended")
    client = sign_in(staff)
    address = reverse("search", args=["2024"])
    # session, user, plan; ids and rows of the nine groups, their states, attendances, leaders and posts (twice);
    # division and plans of the header
    with django_assert_num_queries(28):
        answer = client.get(address, {"q": "harbour"})
    assert [len(each.hits) for each in answer.context["results"]] == [rows] * 9
    with django_assert_num_queries(25):  # eight suggestions, one of each group but the last
        client.get(reverse("search-suggestions", args=["2024"]), {"q": "harbour"})
    # session, user, plan; the number, ids and rows of the group and what goes with them; the header's two
    for group, queries in {"tasks": 9, "areas": 8, "events": 11, "leaders": 9, "venues": 8, "notes": 8}.items():
        with django_assert_num_queries(queries):
            client.get(address, {"q": "harbour", "in": group})
