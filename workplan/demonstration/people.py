"""The divisions and people of Sample City."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Division, Role, User
from workplan.demonstration.loader import add_all
from workplan.demonstration.stage import Stage, texts

PREFIX = "demo-"


@dataclass(frozen=True)
class Office:
    """Who works for Sample City's foreign affairs office: leaders and planning office, whatever the scale."""

    leaders: list[User]
    planners: list[User]


@dataclass(frozen=True)
class Team:
    """The people of one division: two or more staff and a chief."""

    division: Division
    staff: list[User]
    chief: User


def sign_in_names() -> list[str]:
    """The user names with a password."""
    return [entry["username"] for entry in texts("people")["sign_ins"]]


def add_office(password: str) -> tuple[Office, dict[str, User]]:
    """Write the people who sign in and the office's other leaders; the divisions of the former are written before.

    Returns the office and the staff and chiefs among them by user name.
    """
    entries = texts("people")
    divisions = {division.code: division for division in Division.objects.filter(demonstration=True)}
    hashed = make_password(password)
    people: dict[str, User] = {}
    for entry in entries["sign_ins"]:
        person = _person(entry, hashed)
        if "division" in entry:
            person.division = divisions[PREFIX + entry["division"]]
        people[person.username] = person
    leaders = [people["leader"]]
    leaders += [_person({**entry, "role": Role.LEADERSHIP}, make_password(None)) for entry in entries["office_leaders"]]
    secretary = people.pop("secretary")
    add_all(User, [*people.values(), *leaders[1:]])
    secretary.secretary_to = people["leader"]
    add_all(User, [secretary])
    return Office(leaders, [people["planner"], people["planner2"]]), people


def add_divisions(stage: Stage) -> list[Division]:
    """Write a copy's divisions, in the order of the file. Beyond the first copy they are numbered branch offices."""
    rows = []
    for number, entry in enumerate(texts("people")["divisions"], start=1):
        code, name_en, name_zh = PREFIX + entry["code"], entry["en"], entry["zh"]
        if stage.copy:
            code, name_en, name_zh = (
                f"{code}-{stage.copy + 1}",
                f"{name_en} {stage.copy + 1}",
                f"{name_zh}（{stage.copy + 1}）",
            )
        rows.append(
            Division(
                code=code,
                name_en=name_en,
                name_zh=name_zh,
                order=stage.copy * 10 + number,
                protocol=bool(entry.get("protocol")) and not stage.copy,
                demonstration=True,
            )
        )
    add_all(Division, rows)
    return rows


def add_teams(stage: Stage, divisions: Iterable[Division], known: dict[str, User]) -> dict[str, Team]:
    """Write the people of each division who are not known yet; the teams by the division's short code."""
    entries, teams, new = texts("people")["divisions"], {}, []
    for entry, division in zip(entries, divisions, strict=True):
        here = [person for person in known.values() if person.division_id == division.pk]
        staff = [person for person in here if person.role == Role.STAFF]
        chiefs = [person for person in here if person.role == Role.CHIEF]
        while len(staff) < 2:
            staff.append(_member(division, Role.STAFF, len(staff) + 1))
            new.append(staff[-1])
        if not chiefs:
            chiefs.append(_member(division, Role.CHIEF, 0))
            new.append(chiefs[0])
        teams[entry["code"]] = Team(division, staff, chiefs[0])
    add_all(User, new)
    return teams


def _person(entry: dict[str, Any], password: str) -> User:
    return User(
        username=entry["username"],
        name_en=entry["en"],
        name_zh=entry["zh"],
        role=entry["role"],
        password=password,
        demonstration=True,
    )


def _member(division: Division, role: Role, number: int) -> User:
    """A person of a division who does not sign in. (No hash of a password starts with an exclamation mark.)"""
    chief = role == Role.CHIEF
    return User(
        username=f"{division.code}-{'chief' if chief else f'staff-{number}'}",
        name_en=f"{division.name_en} {'chief' if chief else f'staff {number}'}",
        name_zh=f"{division.name_zh}{'处长' if chief else f'经办人{number}'}",
        role=role,
        division=division,
        password="!",  # noqa: S106  # no password at all
        demonstration=True,
    )
