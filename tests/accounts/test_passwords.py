"""What nobody may have as a password, whoever chooses it."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import UserFactory
from workplan.administration.services import Person, create_user, reset_password

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("username", "password", "code"),
    [
        ("chief2", "chief2chief2", "password_contains_username"),
        ("chief2", "The-CHIEF2-of-all", "password_contains_username"),
        ("wang.ming", "wang.ming-2024", "password_contains_username"),
        ("somebody", "passwordpassword", "password_repeated"),
        ("somebody", "PasswordpassWord", "password_repeated"),
        ("somebody", "abcabcabcabc", "password_repeated"),
        ("somebody", "aaaaaaaaaaaaa", "password_repeated"),
    ],
)
def test_what_is_tried_first_is_no_password(admin, username, password, code):
    person = UserFactory(username=username)
    with pytest.raises(ValidationError) as refused:
        reset_password(by=admin, user=person, password=password)
    assert code in [each.code for each in refused.value.error_dict["password"]]
    with pytest.raises(ValidationError):
        create_user(by=admin, username=f"{username}.new", person=Person(name_en="X"), password=f"{username}.new.1")
    person.refresh_from_db()
    assert person.password == "!"


@pytest.mark.parametrize("password", ["heron-heron-pond-4", "planning-the-summer", "abcabcabcabcd"])
def test_what_only_looks_like_it_is_one(admin, password):
    """Three letters of a name may stand in any word."""
    assert reset_password(by=admin, user=UserFactory(username="ann"), password=password) == password
