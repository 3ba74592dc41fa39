"""What is the whole office's: the periods held free, and the settings of the register."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record, unit
from events import rules
from events.models import HoldWindow, RegisterSettings
from events.services.checking import FIRST_YEAR, LAST_YEAR
from events.services.recording import Facts
from foundation.meanwhile import check_stamp, stamp_of


def add_hold(
    *, by: User, demonstration: bool, name_en: str, name_zh: str, starts_at: datetime, ends_at: datetime
) -> HoldWindow:
    """Hold a period free. Raises PermissionDenied, or ValidationError by field; writes nothing then."""
    with unit():
        window = HoldWindow(demonstration=demonstration)
        _write_hold(by, window, name_en, name_zh, starts_at, ends_at)
        _record(by, "hold_window", window.pk, None, hold_facts(window))
    return window


def change_hold(
    *,
    by: User,
    window: HoldWindow,
    name_en: str,
    name_zh: str,
    starts_at: datetime,
    ends_at: datetime,
    stamp: str | None = None,
) -> HoldWindow:
    """Change a period held free; events in it stay as they are. Without a difference nothing is written.

    `stamp`: of the period as shown (`hold_stamp`); Conflict, with the period as it stands, when that is another now.
    Raises Http404 where it is gone, PermissionDenied, ValidationError by field.
    """
    with unit():
        window = get_object_or_404(HoldWindow.objects.select_for_update(), pk=window.pk)
        before = hold_facts(window)
        check_stamp(stamp, before, window)
        _write_hold(by, window, name_en, name_zh, starts_at, ends_at)
        _record(by, "hold_window", window.pk, before, hold_facts(window))
    return window


def delete_hold(*, by: User, window: HoldWindow) -> None:
    """Hold a period free no longer; one that is gone already is no error. Raises PermissionDenied."""
    with unit():
        _check_may_keep(by)
        found = HoldWindow.objects.select_for_update().filter(pk=window.pk).first()
        if found is None:  # somebody else was faster
            return
        key, before = found.pk, hold_facts(found)
        found.delete()
        record(by=by, written=Written(action=Change.Action.DELETE, type="hold_window", key=key, before=before))


def change_settings(
    *, by: User, demonstration: bool, travel_minutes: int, feeds_tell_schedule: bool, stamp: str | None = None
) -> RegisterSettings:
    """Set what the office decides for its register. Without a difference nothing is written.

    `stamp`: of the settings as shown (`settings_stamp`); Conflict, with those that stand, when they are others now.
    Raises PermissionDenied, or ValidationError by field.
    """
    with unit():
        _check_may_keep(by)
        settings = RegisterSettings.objects.select_for_update().filter(demonstration=demonstration).first()
        before = settings_facts(settings) if settings else None
        settings = settings or RegisterSettings(demonstration=demonstration)
        check_stamp(stamp, settings_facts(settings), settings)
        settings.travel_minutes, settings.feeds_tell_schedule = travel_minutes, feeds_tell_schedule
        settings.full_clean()
        settings.save()
        _record(by, "register_settings", settings.pk, before, settings_facts(settings))
    return settings


def hold_stamp(window: HoldWindow) -> str:
    """Tells whether somebody has changed the period. No query."""
    return stamp_of(hold_facts(window))


def settings_stamp(settings: RegisterSettings) -> str:
    """Tells whether somebody has changed the settings. No query."""
    return stamp_of(settings_facts(settings))


def hold_facts(window: HoldWindow) -> Facts:
    """The facts of a period held free, for its change record."""
    return {
        "name_en": window.name_en,
        "name_zh": window.name_zh,
        "starts_at": timezone.localtime(window.starts_at),  # one instant reads one way, whatever zone it came in
        "ends_at": timezone.localtime(window.ends_at),
        "demonstration": window.demonstration,
    }


def settings_facts(settings: RegisterSettings) -> Facts:
    """The office's settings, for their change record."""
    return {
        "travel_minutes": settings.travel_minutes,
        "feeds_tell_schedule": settings.feeds_tell_schedule,
        "demonstration": settings.demonstration,
    }


def _check_may_keep(by: User) -> None:
    if not rules.may_keep_office(by):
        raise PermissionDenied(_("Only the planning office and Protocol keep what is the whole office's."))


def _write_hold(
    by: User, window: HoldWindow, name_en: str, name_zh: str, starts_at: datetime, ends_at: datetime
) -> None:
    """Check and save."""
    _check_may_keep(by)
    window.name_en, window.name_zh = name_en.strip(), name_zh.strip()
    window.starts_at, window.ends_at = starts_at, ends_at
    for field, instant in (("starts_at", starts_at), ("ends_at", ends_at)):
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            span = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError({field: _("Expected a day of the years %(first)d to %(last)d.") % span})
    if not (window.name_en or window.name_zh):
        raise ValidationError({"name_zh": _("Name it in at least one language.")})
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("A period ends after its start.")})
    window.full_clean()
    window.save()


def _record(by: User, kind: str, key: int, before: Facts | None, after: Facts) -> None:
    """Record what was entered (`before` None) or changed; it is no secret."""
    if after != before:
        action = Change.Action.CREATE if before is None else Change.Action.CHANGE
        record(by=by, written=Written(action=action, type=kind, key=key, before=before, after=after))
