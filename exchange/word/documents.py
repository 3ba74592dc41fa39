"""The documents of a closed round, made in the reader's language from the template in use."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exchange.models import DocumentTemplate
from exchange.word import words
from exchange.word.rendering import NotRendered, render
from exchange.word.sheets import sheets_data
from exchange.word.summary import summary_data
from foundation import private_files
from foundation.bilingual import chinese
from priorities.models import Round

BUILT_IN = Path(__file__).resolve().parent / "templates"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The name that a template of a kind has to ask for, or it is none for it.
ASKED_FOR = {DocumentTemplate.Kind.ROUND: "areas", DocumentTemplate.Kind.LEADER: "sheets"}
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Made:
    """A document with the name it is saved under."""

    filename: str
    content: bytes


class NoTemplate(NotRendered):
    """The office's template is not in the store."""


def newest_template(kind: str, language: str) -> DocumentTemplate | None:
    """The office's own template in use; None: the built-in one. One query."""
    newest = DocumentTemplate.objects.filter(kind=kind, language=language).select_related("by").first()
    return newest if newest is not None and newest.file else None


def template_of(kind: str, language: str) -> bytes:
    """The template in use. One query. Raises NoTemplate where the office's own cannot be read."""
    own = newest_template(kind, language)
    if own is None:
        return (BUILT_IN / f"{kind}.{language}.docx").read_bytes()
    try:
        with private_files.read(own.file) as file:
            content: bytes = file.read()
    except Exception as error:  # whatever a store says where it has no such file
        raise NoTemplate(_("The template in use cannot be read.")) from error
    return content


def language_now() -> str:
    """The reader's language, one of LANGUAGES."""
    return "zh-hans" if chinese(get_language()) else "en"


def summary(this: Round) -> Made:
    """The summary of a closed round. Six queries, however many tasks. Raises NotRendered."""
    title = _("Summary of progress, %(period)s") % {"period": words.period_of(this)}
    template = template_of(DocumentTemplate.Kind.ROUND, language_now())
    return Made(_file(title), render(template, summary_data(this), title=title))


def leader_sheets(this: Round, leader_id: int | None = None) -> Made | None:
    """The sheet of one leader in charge, or of all in one document; None where there is nobody. Raises NotRendered."""
    data = sheets_data(this, leader_id)
    if not data["sheets"]:
        return None
    period = words.period_of(this)
    if leader_id is None:
        title = _("Sheets for leaders in charge, %(period)s") % {"period": period}
    else:
        title = _("Sheet for %(name)s, %(period)s") % {"name": data["sheets"][0]["leader"], "period": period}
    template = template_of(DocumentTemplate.Kind.LEADER, language_now())
    return Made(_file(title), render(template, data, title=title))


def _file(title: str) -> str:
    """The name of the file, without what no system takes in one."""
    return "".join(each for each in title if each not in '\\/:*?"<>|\r\n\t') + ".docx"
