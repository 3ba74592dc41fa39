"""Taking in reports from a workbook: kept and shown first, then written as shown, all of it or nothing."""

from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import unit
from exchange.models import Upload
from exchange.reports.judging import judge
from exchange.reports.outcomes import Judgement, Outcome
from exchange.reports.reading import Reports, reports_in
from exchange.services import uploads
from foundation import clock, private_files
from foundation.errors import Conflict, Refusals
from foundation.sheets.reading import Refused, read_book
from foundation.uploads import MEGABYTE
from priorities import rules
from priorities.models import Plan
from priorities.services.reporting import newest_report
from priorities.services.reporting_several import post_several

LARGEST = 10 * MEGABYTE


def keep_upload(*, by: User, plan: Plan, file: UploadedFile) -> Upload:
    """Keep a workbook to be shown and decided on. Nothing of it is written yet.

    Raises PermissionDenied, or ValidationError with a sentence of what to do where it cannot be taken for what it is.
    Uploads that nobody decided on within a week are removed.
    """
    _check(by, plan)
    name, content = uploads.name_of(file), uploads.content_of(file, LARGEST)
    _read(BytesIO(content), name, plan)
    return uploads.keep(
        by=by, content=content, kind=Upload.Kind.REPORTS, filename=name, plan=plan, seen=newest_report()
    )


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
        found = uploads.locked(by=by, upload=upload)
        assert found.plan is not None  # noqa: S101  # a constraint of the table
        _check(by, found.plan)
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


def _result(judgement: Judgement) -> dict[str, int]:
    """How many rows there were of each outcome."""
    return {kind: sum(line.outcome == kind for line in judgement.lines) for kind in Outcome}
