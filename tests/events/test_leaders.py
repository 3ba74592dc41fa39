"""The register of municipal leaders: kept by the planning office, read by all, in protocol order."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from changelog.models import Change
from events.models import Leader, LeaderPost
from events.services import Post, change_leader, create_leader
from tests.factories import EventFactory, LeaderFactory, LeaderPostFactory, PlanFactory

LIST, NEW = "/plans/2024/leaders/", "/plans/2024/leaders/new/"
MAYOR = Post(body="government", title_en="Mayor", title_zh="市长", rank=1, from_on=date(2024, 1, 1))
DEPUTY = Post(
    body="government",
    title_en="Deputy",
    title_zh="副市长",
    rank=9,
    from_on=date(2022, 1, 1),
    until_on=date(2023, 12, 31),
)


def posts(leader):
    """The titles of a leader's posts by id."""
    return list(LeaderPost.objects.filter(leader=leader).order_by("id").values_list("title_en", flat=True))


def sent(*rows, **names):
    """The form as a browser sends it: these posts and two spare rows."""
    data = {"post-TOTAL_FORMS": len(rows) + 2, "post-INITIAL_FORMS": names.pop("initial", 0), "post-MAX_NUM_FORMS": 40}
    for number, row in enumerate(rows):
        data |= {f"post-{number}-{name}": value for name, value in row.items()}
    for number in range(len(rows), len(rows) + 2):
        data[f"post-{number}-rank"] = "99"
    return data | {"name_en": "Leader", "name_zh": "领导"} | names


ROW = {"body": "government", "title_en": "Mayor", "title_zh": "市长", "rank": "1", "from_on": "2024-01-01"}


class TestService:
    def test_create_with_posts_is_recorded(self, planner):
        leader = create_leader(by=planner, demonstration=False, name_en="L", name_zh="领", posts=[DEPUTY, MAYOR])
        assert posts(leader) == ["Deputy", "Mayor"]
        change = Change.objects.get()
        assert (change.action, change.type, change.key, change.by) == ("create", "leader", str(leader.pk), planner)
        assert change.after == {
            "name_en": "L",
            "name_zh": "领",
            "demonstration": False,
            "posts": [
                {
                    "body": "government", "title_en": "Deputy", "title_zh": "副市长", "rank": 9,
                    "from_on": "2022-01-01", "until_on": "2023-12-31",
                },
                {
                    "body": "government", "title_en": "Mayor", "title_zh": "市长", "rank": 1,
                    "from_on": "2024-01-01", "until_on": None,
                },
            ],
        }  # fmt: skip

    def test_change_keeps_the_posts_that_stay(self, planner):
        leader = create_leader(by=planner, demonstration=False, name_en="L", name_zh="领", posts=[DEPUTY, MAYOR])
        kept = LeaderPost.objects.get(title_en="Mayor").pk
        chair = Post(body="cppcc", title_en="Chair", title_zh="主席", rank=3, from_on=date(2024, 7, 1))
        change_leader(by=planner, leader=leader, name_en="L", name_zh="领", posts=[MAYOR, chair])
        assert (posts(leader), LeaderPost.objects.filter(pk=kept).exists()) == (["Mayor", "Chair"], True)
        assert list(Change.objects.values_list("action", flat=True).order_by("id")) == ["create", "change"]

    def test_without_a_difference_nothing_is_recorded(self, planner):
        leader = create_leader(by=planner, demonstration=False, name_en="L", name_zh="领", posts=[MAYOR])
        change_leader(by=planner, leader=leader, name_en="L", name_zh="领", posts=[MAYOR])
        assert Change.objects.count() == 1

    def test_a_wrong_post_writes_nothing(self, planner):
        wrong = Post(
            body="court", title_en="T", title_zh="称", rank=0, from_on=date(2024, 1, 2), until_on=date(2024, 1, 1)
        )
        with pytest.raises(ValidationError) as raised:
            create_leader(by=planner, demonstration=False, name_en="L", name_zh="领", posts=[wrong])
        assert raised.value.message_dict == {
            "posts": [
                "Value 'court' is not a valid choice.",
                "Ensure this value is greater than or equal to 1.",
                "A post ends on or after the day it begins.",
            ]
        }
        assert (Leader.objects.count(), Change.objects.count()) == (0, 0)

    @pytest.mark.parametrize("person", ["leader", "secretary", "staff", "chief", "admin"])
    def test_is_the_planning_offices(self, person, request):
        user, leader = request.getfixturevalue(person), LeaderFactory()
        with pytest.raises(PermissionDenied):
            create_leader(by=user, demonstration=False, name_en="L", name_zh="领")
        with pytest.raises(PermissionDenied):
            change_leader(by=user, leader=leader, name_en="L", name_zh="领", posts=[])
        assert Change.objects.count() == 0


class TestPages:
    def test_the_list_is_in_the_protocol_order_of_the_plans_day_and_counts_nobody(self, sign_in, staff, plan):
        busy, first = LeaderPostFactory(rank=5).leader, LeaderPostFactory(rank=1).leader
        LeaderPostFactory(leader=busy, rank=1, until_on=date(2024, 6, 30))
        none = LeaderFactory()
        LeaderFactory(demonstration=True)
        EventFactory.create_batch(3, attended_by=[busy])
        page = sign_in(staff).get(LIST)
        assert [(leader, [post.rank for post in held]) for leader, held in page.context["rows"]] == [
            (first, [1]),
            (busy, [5]),
            (none, []),
        ]
        assert f"/leaders/{first.pk}/edit/" not in page.content.decode()  # no way to change them

    @pytest.mark.parametrize("number", [1, 3])
    def test_its_queries_are_as_many_however_many_rows(self, number, sign_in, planner, plan, django_assert_num_queries):
        LeaderPostFactory.create_batch(number)
        client = sign_in(planner)
        with django_assert_num_queries(7):  # session, user, plan, count, page, posts, plans of the header
            client.get(LIST)

    def test_search_and_bad_questions(self, sign_in, staff, plan):
        LeaderPostFactory(title_en="Mayor")
        LeaderPostFactory(title_en="Chair")
        client = sign_in(staff)
        assert len(client.get(LIST + "?q=mayo").context["rows"]) == 1
        assert [client.get(LIST + bad).status_code for bad in ("?q=%00", "?x=1")] == [400, 400]

    def test_the_planning_office_adds_and_changes(self, sign_in, planner, plan):
        client = sign_in(planner)
        assert client.post(NEW, sent(ROW)).headers["Location"] == LIST
        leader = Leader.objects.get()
        assert (leader.name_zh, posts(leader)) == ("领导", ["Mayor"])
        edit = f"/leaders/{leader.pk}/edit/"
        assert client.get(edit).context["posts"].forms[0]["title_en"].value() == "Mayor"
        ended = ROW | {"until_on": "2024-06-30"}
        added = ROW | {"title_en": "Chair", "body": "cppcc"}
        assert client.post(edit, sent(ended, added, name_en="Renamed", initial=1)).status_code == 302
        assert [(post.title_en, post.until_on) for post in leader.posts.order_by("id")] == [
            ("Mayor", date(2024, 6, 30)),
            ("Chair", None),
        ]
        assert client.post(edit, sent(ended | {"gone": "on"}, added, initial=2)).status_code == 302
        assert posts(leader) == ["Chair"]

    @pytest.mark.parametrize(
        ("row", "names", "message"),
        [
            ({"from_on": ""}, {}, "This field is required."),
            ({"from_on": "2024-02-30"}, {}, "Expected a day as YYYY-MM-DD."),
            ({"until_on": "2023-01-01"}, {}, "A post ends on or after the day it begins."),
            ({"rank": "0"}, {}, "Ensure this value is greater than or equal to 1."),
            ({}, {"name_en": ""}, "This field is required."),
            ({}, {"name_en": "a\x0bb"}, "Character U+000B at position 2 cannot be kept: use plain text."),
        ],
    )
    def test_an_error_is_a_422_and_nothing_is_written(self, row, names, message, sign_in, planner, plan):
        answer = sign_in(planner).post(NEW, sent(ROW | row, **names))
        assert answer.status_code == 422
        assert message in answer.content.decode()
        assert Leader.objects.count() == 0

    def test_others_read_only(self, sign_in, staff, leader, admin, plan):
        kept = LeaderFactory()
        for person in (staff, leader, admin):
            client = sign_in(person)
            found = [client.get(each).status_code for each in (LIST, NEW, f"/leaders/{kept.pk}/edit/")]
            assert found == [200, 403, 403]

    def test_a_demonstration_leader_is_entered_under_the_demonstration(self, sign_in, planner, plan):
        PlanFactory(code="demo-2024", demonstration=True)
        sign_in(planner).post("/plans/demo-2024/leaders/new/", sent())
        assert Leader.objects.get().demonstration
