"""Loading a plan from a file: kept and shown first, then written as shown, all of it or nothing."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import unit
from exchange.models import Upload
from exchange.plans.files import LARGEST, read_upload
from exchange.services import uploads
from foundation import clock, private_files
from foundation.errors import Conflict
from foundation.sheets.book import Refused
from priorities import rules
from priorities.imports.document import Document
from priorities.imports.loading import Loaded, load
from priorities.imports.places import PlanFileError, Problem, Problems
from priorities.models import Plan


@dataclass
class Judged:
    """What a file would do: `loaded`, or nothing but `problems`. `shown`: equal for what is equal in every respect."""

    document: Document | None = None
    loaded: Loaded | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """In short, what a person has seen of it; "" where it cannot be loaded."""
        return stamp_of(self.loaded) if self.loaded is not None else ""


def keep_plan(*, by: User, file: UploadedFile, plan: Plan | None = None) -> Upload:
    """Keep a file to be shown and decided on; `plan`: the one that it is meant for. Nothing of it is written yet.

    Raises PermissionDenied, or ValidationError with a sentence where it cannot be a plan. Files that nobody decided on
    within a week are removed.
    """
    _check(by)
    name, content = uploads.name_of(file), uploads.content_of(file, LARGEST)
    try:
        read_upload(content, name)
    except Refused as error:
        raise ValidationError(str(error)) from error
    except PlanFileError:
        pass  # shown with the file
    return uploads.keep(by=by, content=content, kind=Upload.Kind.PLAN, filename=name, plan=plan)


def judge_plan(*, by: User, upload: Upload, overwrite: bool) -> Judged:
    """What the file would do now; nothing is written. Raises PermissionDenied, and Http404 when it is gone."""
    return _judge(upload, lambda document: load(document, by=by, overwrite=overwrite, dry_run=True))


def commit_plan(*, by: User, upload: Upload, overwrite: bool, shown: str) -> Upload:
    """Load the plan. `shown`: what the preview showed. A repeat gives the upload as it was taken in, writes nothing.

    Raises Conflict with what it would do now where that differs, PermissionDenied, and Http404 where it was discarded;
    writes nothing then.
    """
    document = _document(upload)  # before the lock: reading takes its time
    if isinstance(document, Judged):
        raise Conflict(_("Something has changed since the preview."), document)

    def look(loaded: Loaded) -> None:
        if stamp_of(loaded) != shown:
            raise Conflict(_("Something has changed since the preview."))

    with unit():
        found = uploads.locked(by=by, upload=upload)
        _check(by)
        if found.committed_at is not None:
            return found
        try:
            loaded = load(document, by=by, overwrite=overwrite, look=look)
        except PlanFileError as error:
            raise Conflict(_("Something has changed since the preview."), Judged(problems=error.problems)) from error
        found.plan = Plan.objects.get(code=document.plan.key)
        found.committed_at = clock.now()
        found.result = _result(loaded)
        found.save(update_fields=["plan", "committed_at", "result"])
    return found


def content_of(upload: Upload) -> bytes:
    """The bytes that were uploaded. Raises Http404 when they are gone."""
    try:
        with private_files.read(upload.file) as file:
            content: bytes = file.read()
            return content
    except (FileNotFoundError, OSError) as error:
        raise Http404 from error


def stamp_of(loaded: Loaded) -> str:
    """Short, and equal for what would write, keep and leave the same."""
    said = [
        (each.thing.name, each.new, each.removed, each.sets, each.was, [kept[:3] for kept in map(_kept, each.kept)])
        for each in loaded.decisions
    ]
    text = json.dumps([said, loaded.dropped, loaded.others], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _kept(kept: Any) -> tuple[Any, ...]:
    return (kept.field, kept.on_page, kept.in_file)


def _judge(upload: Upload, run: Callable[[Document], Loaded]) -> Judged:
    document = _document(upload)
    if isinstance(document, Judged):
        return document
    try:
        return Judged(document, run(document))
    except PlanFileError as error:
        return Judged(document, problems=error.problems)


def _document(upload: Upload) -> Document | Judged:
    """The document of a kept file, or what is wrong with it: that it tells of another plan, too."""
    content = content_of(upload)
    try:
        document = read_upload(content, upload.filename)
    except PlanFileError as error:
        return Judged(problems=error.problems)
    except Refused as error:  # it could be read when it came
        raise Http404 from error
    if upload.plan is not None and document.plan.key != upload.plan.code:
        problems = Problems(document.name)
        fields = document.plan.fields
        expected = _("expected %(code)s: the file is to be loaded into that plan") % {"code": upload.plan.code}
        problems.add(fields.place_of("code"), fields.at("code"), expected, document.plan.key)
        return Judged(document, problems=problems.found)
    return document


def _check(by: User) -> None:
    if not rules.may_edit_plan(by):
        raise PermissionDenied(_("Only the planning office edits the plan."))


def _result(loaded: Loaded) -> dict[str, Any]:
    """What was written, by kind of outcome, in names."""
    return {
        "added": [each.thing.name for each in loaded.added],
        "changed": [each.thing.name for each in loaded.changed],
        "kept": [each.thing.name for each in loaded.kept],
        "left": [*loaded.dropped, *loaded.others],
        "unchanged": loaded.unchanged,
    }
