"""From a template and data to a document."""

import io
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree  # type: ignore[import-untyped]  # it has no types

from exchange.word.sandbox import Counter, DocumentEnvironment, TooMuch, put_in

# The elements of a Word document in which text may stand.
TEXT_ELEMENTS = frozenset(qn(f"w:{name}") for name in ("t", "instrText", "delText", "delInstrText"))
MOST_SHOWN = 80
WORD_NAMESPACE = qn("w:p").removesuffix("p")


class NotRendered(Exception):
    """The template does not work. `message`: a sentence for whoever wrote it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def render(template: bytes, data: Mapping[str, Any], *, title: str = "", needs: str = "") -> bytes:
    """The document as .docx. `data`: texts, numbers, None, lists and mappings of these; `title`: of its properties.

    `needs`: the name that the template has to ask for, or it is none for this document. Raises NotRendered, whatever
    is wrong with the template.
    """
    environment, counter = DocumentEnvironment(), Counter()
    try:
        document = DocxTemplate(io.BytesIO(template))
        context = {key: put_in(value, counter) for key, value in data.items()}
        document.render(context, jinja_env=environment, autoescape=True)
        document.docx.core_properties.title = title[:255]
        made = io.BytesIO()
        document.save(made)
    except NotRendered:
        raise
    except Exception as error:  # whatever a template that anybody wrote may bring about
        raise NotRendered(_sentence(error)) from error
    if needs and needs not in environment.names:
        message = _("It asks for no “%(name)s”: start from the template in use, which can be downloaded here.")
        raise NotRendered(message % {"name": needs})
    return made.getvalue()


def check_text(document: bytes) -> None:
    """Raise NotRendered where text stands outside a text element: Word would call such a file damaged."""
    # Read anew, without python-docx, for which the text of a paragraph is that of all within it.
    body = etree.fromstring(etree.tostring(Document(io.BytesIO(document)).element.body))
    for element in body.iter():
        text = (element.text or "") if element.tag not in TEXT_ELEMENTS else ""
        stray = (text + (element.tail or "")).strip()
        if stray and isinstance(element.tag, str) and element.tag.startswith(WORD_NAMESPACE):
            raise NotRendered(_("Text would stand where none may stand: “%(text)s”.") % {"text": stray[:MOST_SHOWN]})


def _sentence(error: Exception) -> str:
    if isinstance(error, TooMuch | OverflowError | MemoryError):
        return _("It repeats without end, or writes too much.")
    if isinstance(error, RecursionError):
        return _("Something in it is nested too deeply.")
    where = _where(error)
    if isinstance(error, UndefinedError):
        return _("It asks for something that is not there: %(what)s.%(where)s") % {
            "what": _missing(str(error)), "where": where,
        }  # fmt: skip
    if isinstance(error, TemplateSyntaxError):
        return _("A tag in it is wrong: %(what)s%(where)s") % {"what": _ended(error.message or ""), "where": where}
    if isinstance(error, TypeError | SecurityError | TemplateError):
        return _("A tag in it is wrong: %(what)s%(where)s") % {"what": _ended(str(error)), "where": where}
    return _("Its tags do not fit together: “for” and “endfor”, “if” and “endif” each need a place of their own.")


def _missing(said: str) -> str:
    """“area.nmae” of Jinja's sentence about it."""
    found = re.search(r"'([^']*)' is undefined|has no attribute '([^']*)'", said)
    return f"“{found[1] or found[2]}”" if found else said[:MOST_SHOWN]


def _ended(sentence: str) -> str:
    sentence = sentence.strip()[:300]
    return sentence if sentence.endswith((".", "。", "!", "?")) else f"{sentence}."


def _where(error: Exception) -> str:
    """The tag near the error, where docxtpl tells it."""
    lines = [line.strip() for line in getattr(error, "docx_context", ()) if "{" in line]
    near = lines[len(lines) // 2] if lines else ""
    return " " + _("Near: %(text)s") % {"text": near[:MOST_SHOWN]} if near else ""
