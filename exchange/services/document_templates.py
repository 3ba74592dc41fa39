"""The office's own templates of Word documents: put in, and taken back."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record, unit
from exchange.models import DocumentTemplate
from exchange.word import checking
from exchange.word.documents import ASKED_FOR, newest_template
from exchange.word.rendering import NotRendered, check_text, render
from exchange.word.sample import sample_of
from foundation import clock, private_files
from foundation.text import plain
from priorities import rules


def set_template(*, by: User, kind: str, language: str, file: UploadedFile) -> DocumentTemplate:
    """Put an edited template in place of the one in use.

    Raises PermissionDenied; ValidationError on `file` where it is no template for this document, with what is wrong.
    """
    _check_may(by)
    if (file.size or 0) > checking.MAX_SIZE:  # before it is read
        raise ValidationError({"file": _("The file is larger than 5 MB.")})
    content = file.read()
    try:
        check_template(kind, content)
        name = private_files.keep(content)
    except (checking.Unfit, NotRendered) as refused:
        raise ValidationError({"file": refused.message}) from refused
    except private_files.NotKept as error:
        raise ValidationError({"file": _("The file cannot be kept now. Try again later.")}) from error
    try:
        with unit():
            return _write(by, kind, language, _filename(file.name), name)
    except BaseException:
        private_files.remove(name)
        raise


def reset_template(*, by: User, kind: str, language: str) -> None:
    """Back to the built-in template; nothing where it is in use already. Raises PermissionDenied."""
    _check_may(by)
    with unit():
        if newest_template(kind, language) is not None:
            _write(by, kind, language, "", "")


def check_template(kind: str, content: bytes) -> None:
    """Raise Unfit or NotRendered unless documents of that kind can be made from these bytes."""
    checking.check(content)
    for data in sample_of(kind):
        check_text(render(content, data, needs=ASKED_FOR[DocumentTemplate.Kind(kind)]))


def _check_may(by: User) -> None:
    if not rules.may_edit_plan(by):
        raise PermissionDenied(_("Only the planning office changes the templates of documents."))


def _write(by: User, kind: str, language: str, filename: str, name: str) -> DocumentTemplate:
    before = newest_template(kind, language)
    made = DocumentTemplate(
        kind=kind, language=language, filename=filename, file=name, set_at=clock.now(), by=by
    )  # fmt: skip
    made.full_clean()
    made.save()
    written = Written(
        action=Change.Action.CHANGE,
        type="document_template",
        key=f"{kind}-{language}",
        before=_facts(before),
        after=_facts(made if filename else None),
    )
    record(by=by, written=written)
    return made


def _facts(template: DocumentTemplate | None) -> dict[str, Any]:
    """What the change record keeps: the file's name; "" for the built-in one."""
    return {"filename": template.filename if template else ""}


def _filename(name: str | None) -> str:
    """The name as it came, without a path and what cannot be kept, at most 200 characters."""
    last = plain(" ".join((name or "").replace("\\", "/").split("/")[-1].split()))
    return last[-200:] or "template.docx"
