"""Taking in reports from a workbook: kept and shown first, then written as shown, all of it or nothing."""

import hashlib
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import unit
from exchange.models import Upload
from exchange.reports.judging import judge
from exchange.reports.outcomes import Judgement, Outcome
from exchange.reports.reading import Reports, reports_in
from foundation import clock, private_files
from foundation.errors import Conflict, Refusals
from foundation.sheets.reading import Refused, read_book
from foundation.text import plain
from foundation.uploads import MEGABYTE, no_room, too_large
from priorities import rules
from priorities.models import Plan
from priorities.services.reporting import newest_report
from priorities.services.reporting_several import post_several

LARGEST = 10 * MEGABYTE
KEPT_FOR = timedelta(days=7)
NAME_LENGTH = 200


def keep_upload(*, by: User, plan: Plan, file: UploadedFile) -> Upload:
    """Keep a workbook to be shown and decided on. Nothing of it is written yet.

    Raises PermissionDenied, or ValidationError with a sentence of what to do where it cannot be taken for what it is.
    Uploads that nobody decided on within a week are removed.
    """
    _check(by, plan)
    if (file.size or 0) > LARGEST:
        raise ValidationError(too_large(LARGEST))
    name = _name(file.name or "")
    _read(file, name, plan)
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    try:
        kept = private_files.keep(file)
    except private_files.NotKept as error:
        raise no_room() from error
    try:
        with unit():
            _remove_old()
            return Upload.objects.create(
                by=by,
                plan=plan,
                kind=Upload.Kind.REPORTS,
                filename=name,
                file=kept,
                size=file.size or 0,
                sha256=digest.hexdigest(),
                uploaded_at=clock.now(),
                seen=newest_report(),
            )
    except Exception:
        private_files.remove(kept)
        raise


def read_upload(upload: Upload) -> Reports:
    """What the rows of a kept workbook say. Raises Http404 when its file is gone."""
    assert upload.plan is not None  # noqa: S101  # a constraint of the table
    try:
        with private_files.read(upload.file) as file:
            return _read(file, upload.filename, upload.plan)
    except FileNotFoundError as error:
        raise Http404 from error


def commit(*, by: User, upload: Upload, without_errors: bool, shown: str) -> Upload:
    """Write the new reports of a workbook: all of them, or, as chosen, those without the rows that are wrong.

    `shown`: the fingerprint of what the preview showed. Taken in once: a repeat gives the upload as it was taken in.
    Raises Conflict with the judgement as it is now where that differs, PermissionDenied, ValidationError, and Http404
    where it was discarded; writes nothing then.
    """
    reports = read_upload(upload)  # before the lock: reading a workbook takes its time
    with unit():
        found = Upload.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=upload.pk).first()
        if found is None or found.plan is None:
            raise Http404
        _check(by, found.plan)
        if found.by_id != by.pk:
            raise PermissionDenied(_("This is not yours to do."))
        if found.committed_at is not None:
            return found
        judgement = judge(by, found.plan, reports)
        if judgement.fingerprint != shown:
            raise Conflict(_("Something has changed since the preview."), judgement)
        _check_choice(judgement, without_errors)
        updates = post_several(by=by, postings=judgement.postings, refusals=Refusals(of=len(judgement.lines)))
        found.committed_at = clock.now()
        found.result = _result(judgement) | {"updates": [update.pk for update in updates]}
        found.save(update_fields=["committed_at", "result"])
    return found


def discard(*, by: User, upload: Upload) -> None:
    """Forget a workbook that was not taken in. One that was stays."""
    with unit():
        found = Upload.objects.select_for_update().filter(pk=upload.pk, by=by, committed_at=None).first()
        if found is not None:
            _remove([found])


def _check(by: User, plan: Plan) -> None:
    if not rules.may_report_somewhere(by):
        raise PermissionDenied(_("Only divisions and the planning office report on tasks."))
    if plan.status != Plan.Status.ADOPTED:
        raise ValidationError(
            _("Reports are taken while the plan is adopted: this one is %(status)s.")
            % {"status": plan.get_status_display()}
        )


def _check_choice(judgement: Judgement, without_errors: bool) -> None:
    if judgement.counts["error"] and not without_errors:
        raise ValidationError(_("Some rows are wrong: nothing was taken in. Put them right, or leave them out."))
    if not judgement.postings:
        raise ValidationError(_("No row says anything new: there is nothing to take in."))


def _read(file: Any, name: str, plan: Plan) -> Reports:
    try:
        book = read_book(file, name)
    except Refused as error:
        raise ValidationError(str(error)) from error
    return reports_in(book, plan)


def _name(name: str) -> str:
    """The name as it can be kept: its end where it is long, as there stands what kind of file it is."""
    stem, kind = plain(PurePath(name).stem), plain(PurePath(name).suffix)[-20:]
    return f"{stem[: NAME_LENGTH - len(kind)]}{kind}" or "-"


def _result(judgement: Judgement) -> dict[str, int]:
    """How many rows there were of each outcome."""
    return {kind: sum(line.outcome == kind for line in judgement.lines) for kind in Outcome}


def _remove_old() -> None:
    old = Upload.objects.filter(
        kind=Upload.Kind.REPORTS, committed_at=None, uploaded_at__lt=clock.now() - KEPT_FOR
    )  # fmt: skip
    _remove(list(old))


def _remove(uploads: list[Upload]) -> None:
    """The rows now, their files once that is certain."""
    names = [upload.file for upload in uploads]
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()

    def remove_files() -> None:
        for name in names:
            private_files.remove(name)

    transaction.on_commit(remove_files)
