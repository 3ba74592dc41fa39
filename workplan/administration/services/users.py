"""Accounts: adding people, changing who they are, closing and opening an account."""

from dataclasses import dataclass, fields
from typing import Any

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Division, Role, User
from changelog.services import unit
from foundation.meanwhile import check_stamp
from priorities.models import Task
from priorities.services.deputies import end_deputyships
from workplan.administration import rules
from workplan.administration.services.emails import errors_of_email
from workplan.administration.services.passwords import new_password, set_password
from workplan.administration.services.recording import (
    differing,
    record_user,
    refuse_unless_administrator,
    user_facts,
)
from workplan.administration.services.sides import errors_of_side
from workplan.administration.services.tokens import revoke_token

WITH_DIVISION = (Role.STAFF, Role.CHIEF)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who someone is. The user name is not among it: it is the account's key and stays."""

    name_en: str = ""
    name_zh: str = ""
    role: str = ""
    division: Division | None = None
    secretary_to: User | None = None
    demonstration: bool = False
    email: str = ""

    @classmethod
    def of(cls, user: User) -> "Person":
        """The person as the account has them. At most two queries."""
        return cls(
            name_en=user.name_en,
            name_zh=user.name_zh,
            role=user.role,
            division=user.division,
            secretary_to=user.secretary_to,
            demonstration=user.demonstration,
            email=user.email,
        )


def create_user(*, by: User | None, username: str, person: Person, password: str = "") -> tuple[User, str]:
    """Add an account; return it with its first password, made here when none is given: show it once.

    One that an administrator adds has to choose another at the first sign-in.

    Raises PermissionDenied, or ValidationError by field (`username`, `password`, those of Person); writes nothing then.
    """
    with unit():
        refuse_unless_administrator(by)
        user = User(username=User.normalize_username(username).strip())
        _take(user, person)
        password = password or new_password()
        set_password(user, password, field="password")
        user.must_change_password = by is not None
        _check(user)
        if User.objects.filter(username__iexact=user.username).exists():
            raise ValidationError({"username": _("Another account has the same user name apart from capitals.")})
        user.save()
        record_user(by=by, user=user, before=None, after=user_facts(user))
    return user, password


def change_user(*, by: User | None, user: User, person: Person, stamp: str | None = None) -> User:
    """Make an account say who the person is now; nothing is recorded when nothing differs.

    Raises PermissionDenied (also for one's own role, division and leader served), ValidationError by field, or Conflict
    when the account is no longer the one of `stamp`.
    """
    with unit():
        refuse_unless_administrator(by)
        user = _locked(user)
        before, was = user_facts(user), Person.of(user)
        check_stamp(stamp, before, user)
        own = by is not None and not rules.may_change_role(by, user)
        if own and (person.role, person.division, person.secretary_to) != (was.role, was.division, was.secretary_to):
            raise PermissionDenied(_("Nobody changes their own role, division or leader."))
        _check_leaves_office(user, was.role, person.role)
        _check_keeps_side(user, person.demonstration)
        _take(user, person)
        _check(user)
        gone, come = differing(before, user_facts(user))
        if come:
            user.save()
            if {"role", "division", "demonstration"} & come.keys():
                end_deputyships(by=by, person=user)
            record_user(by=by, user=user, before=gone, after=come)
    return user


def set_active(*, by: User | None, user: User, active: bool) -> User:
    """Open or close an account. Closing ends its sessions, tokens and deputyships, at once and for good.

    Raises PermissionDenied (also for one's own account), ValidationError for the last administrator.
    """
    with unit():
        refuse_unless_administrator(by)
        user = _locked(user)
        if by is not None and not rules.may_change_role(by, user):
            raise PermissionDenied(_("Nobody closes or opens their own account."))
        if user.is_active == active:
            return user
        if not active:
            _check_not_last_administrator(user)
            for token in user.tokens.filter(revoked_at__isnull=True):
                revoke_token(by=by, token=token)
            end_sessions(user)
            end_deputyships(by=by, person=user)
        user.is_active = active
        user.save(update_fields=["is_active"])
        record_user(by=by, user=user, before={"active": not active}, after={"active": active})
    return user


def end_sessions(user: User) -> None:
    """Delete every session of a person. Reads all sessions: an office has few, and this is rare."""
    key = str(user.pk)
    mine = [each.pk for each in Session.objects.iterator() if each.get_decoded().get("_auth_user_id") == key]
    Session.objects.filter(pk__in=mine).delete()


def _locked(user: User) -> User:
    """The account as it stands, its row locked until the end of the transaction."""
    found: User = (
        User.objects.select_for_update(of=("self",)).select_related("division", "secretary_to").get(pk=user.pk)
    )
    return found


def _take(user: User, person: Person) -> None:
    """Set the person's facts on the account."""
    for field in fields(person):
        setattr(user, field.name, getattr(person, field.name))


def _check(user: User) -> None:
    """ValidationError with everything that is wrong with the account, beside its fields."""
    errors: dict[str, Any] = {}
    if user.role in WITH_DIVISION and user.division is None:
        errors["division"] = _("Division staff and chiefs belong to a division: choose one.")
    if user.role != Role.SECRETARY and user.secretary_to is not None:
        errors["secretary_to"] = _("Only a secretary is secretary to a leader.")
    elif user.secretary_to is not None and user.secretary_to.role != Role.LEADERSHIP:
        errors["secretary_to"] = _("Expected one of the office's leaders.")
    if not (user.name_en.strip() or user.name_zh.strip()):
        errors["name_zh"] = _("Give the name in at least one language.")
    errors = errors_of_side(user, division=user.division, secretary_to=user.secretary_to) | errors
    errors |= errors_of_email(user.email)
    try:
        user.full_clean(validate_constraints=not errors)
    except ValidationError as error:
        errors |= error.error_dict
    if errors:
        raise ValidationError(errors)


def _check_leaves_office(user: User, was: str, now: str) -> None:
    """What a change of role would leave behind: no administrator, or secretaries without a leader."""
    if was == now:
        return
    if was == Role.ADMINISTRATOR:
        _check_not_last_administrator(user)
    if was == Role.LEADERSHIP and user.secretaries.exists():
        raise ValidationError({"role": _("Secretaries are assigned to this leader: change them first.")})


def _check_keeps_side(user: User, demonstration: bool) -> None:
    """Who is named by secretaries and tasks is of their side, and changes sides only while nobody and nothing is."""
    if demonstration == user.demonstration:
        return
    tasks = Task.objects.filter(Q(responsible=user) | Q(leader_in_charge=user))
    if user.secretaries.exists() or tasks.exists():
        message = _("Secretaries or tasks are assigned to this person: they cannot join or leave the demonstration.")
        raise ValidationError({"demonstration": message})


def _check_not_last_administrator(user: User) -> None:
    """Somebody must be left to let people in."""
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.role == Role.ADMINISTRATOR and user.is_active and not others.exists():
        raise ValidationError(_("This is the last active administrator: make another one first."))
