"""Templates of the office's own: what is taken, what is refused and why; and that each write is on record."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from changelog.models import Change
from exchange.models import DocumentTemplate
from exchange.services.document_templates import check_template
from exchange.word.checking import MAX_SIZE, Unfit
from exchange.word.documents import BUILT_IN, template_of
from exchange.word.rendering import NotRendered
from foundation import private_files
from priorities.models import Plan
from tests.exchange.docx_files import GOOD, changed, docx, related, replaced

SignIn = Callable[[User], Client]
TYPES, MAIN = "[Content_Types].xml", "word/document.xml"
NO_DOCX, MACROS = "The file is no Word document (.docx).", "The file has macros."
TOO_MUCH, ENDLESS = "The file unpacks to more than a template holds.", "It repeats without end, or writes too much."
NOT_ALLOWED = "Allowed are names, “for”, “if” and a few filters; this is none of them."
UNCLOSED = "A tag is opened and not closed: "
EMBEDS = "The file embeds something that is neither text nor picture."
BASE = docx(*GOOD)


def with_end(xml: str) -> bytes:
    """The good template with raw XML at the end of its body."""
    return changed(BASE, {MAIN: lambda part: part.replace(b"<w:sectPr", xml.encode() + b"<w:sectPr", 1)})


def with_tags(*paragraphs: str) -> bytes:
    return docx(*GOOD, *paragraphs)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w SYSTEM "http://elsewhere.example/x.dtd"><w/>'
FIELD = "<w:p><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:instrText>{}</w:instrText></w:r></w:p>"
PACKAGES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a PDF": (lambda: b"%PDF-1.7 ", NO_DOCX),
    "an old .doc": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        "The file is an old .doc or has a password: save it as .docx, without one.",
    ),
    "too large": (lambda: b"PK" + bytes(MAX_SIZE), "The file is larger than 5 MB."),
    "cut off": (lambda: BASE[:-200], NO_DOCX),
    "only its first bytes": (lambda: BASE[:4], NO_DOCX),
    "a workbook": (lambda: changed(BASE, {MAIN: None, "xl/workbook.xml": b"<workbook/>"}), NO_DOCX),
    "a .dotx": (lambda: changed(BASE, {TYPES: lambda it: it.replace(b"document.main", b"template.main")}), NO_DOCX),
    "a .docm": (
        lambda: changed(BASE, {TYPES: lambda it: it.replace(b"document.main", b"document.macroEnabled.main")}), MACROS
    ),
    "macros beside": (lambda: changed(BASE, {"word/vbaProject.bin": b"x"}), MACROS),
    "an OLE object": (
        lambda: changed(BASE, {"word/embeddings/oleObject1.bin": b"x"}),
        "The file holds “word/embeddings/oleobject1.bin”, which is neither text nor picture.",
    ),
    "a template attached": (
        lambda: related(BASE, "attachedTemplate", "https://elsewhere.example/t.dotm"),
        "The file points to something outside it: “https://elsewhere.example/t.dotm”.",
    ),
    "a remote picture": (
        lambda: related(BASE, "image", "file://server/share/p.png"),
        "The file points to something outside it: “file://server/share/p.png”.",
    ),
    "a document within": (lambda: related(BASE, "aFChunk", "part.xml", external=False), EMBEDS),
    "a control": (lambda: related(BASE, "control", "active.xml", external=False), EMBEDS),
    "entities": (lambda: changed(BASE, {MAIN: ENTITIES}), "The file declares XML entities."),
    "a DTD elsewhere": (lambda: changed(BASE, {"word/styles.xml": OUTSIDE}), "The file declares XML entities."),
    "a zip bomb": (lambda: changed(BASE, {"word/media/a.png": bytes(50 * 1024 * 1024)}), TOO_MUCH),
    "many parts": (lambda: changed(BASE, {f"word/media/{n}.png": b"" for n in range(400)}), TOO_MUCH),
    "one large part": (lambda: changed(BASE, {MAIN: b"<w>" + b" " * 4 * 1024 * 1024 + b"</w>"}), TOO_MUCH),
    "many paragraphs": (lambda: with_end("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 50_000), TOO_MUCH),
    "many cells": (lambda: with_end("<w:tbl><w:tr>" + "<w:tc/>" * 9_000 + "</w:tr></w:tbl>"), TOO_MUCH),
    "many tags": (lambda: with_tags("{{ as_of }}" * 3_000), TOO_MUCH),
    "broken XML": (
        lambda: changed(BASE, {MAIN: b"<w><"}), "The file is damaged: “word/document.xml” cannot be read."
    ),
    "a field that runs a program": (
        lambda: with_end(FIELD.format("DDE", "AUTO c:\\\\cmd")),
        "The file has a field that fetches something from outside: DDEAUTO.",
    ),
    "a field that fetches": (
        lambda: with_end('<w:p><w:fldSimple w:instr=" includepicture http://x "/></w:p>'),
        "The file has a field that fetches something from outside: includepicture.",
    ),
    "a tag in an attribute": (
        lambda: with_end('<w:p w:rsidR="{{ as_of }}"/>'), "A tag stands where no text stands: in a name or a setting."
    ),
    "an open tag": (lambda: with_tags("{{ as_of"), UNCLOSED + "“}}” is missing."),
    "a tag in a tag": (lambda: with_tags("{{ as_of {% if x %}"), UNCLOSED + "“{%”."),
}  # fmt: skip
TAGS: dict[str, tuple[tuple[str, ...], str]] = {
    "no tag at all": ((), "It asks for no “areas”: start from the template in use, which can be downloaded here."),
    "a mistyped name": (("{{ rounds }}",), "It asks for something that is not there: “rounds”."),
    "a mistyped part": (("{{ round.nmae }}",), "It asks for something that is not there: “nmae”."),
    "another kind's": (("{% for s in sheets %}{% endfor %}",), "It asks for something that is not there: “sheets”."),
    "no condition": (
        ("{% if %}",), "A tag in it is wrong: Expected an expression, got 'end of statement block'."
    ),
    "out by an attribute": (("{{ ''.__class__ }}",), "A tag in it is wrong: There is no “__class__” to be put in."),
    "out by two": (("{{ as_of.__class__.__mro__ }}",), "A tag in it is wrong: There is no “__mro__” to be put in."),
    "out by an index": (
        ("{{ areas['__class__'] }}",), "A tag in it is wrong: In square brackets only a number may stand."
    ),
    "a call": (("{{ as_of.upper() }}",), f"A tag in it is wrong: {NOT_ALLOWED}"),
    "an endless loop": (
        ("{% for x in range(10**9) %}{% endfor %}",),
        "A tag in it is wrong: “for” repeats for a list that is named, and for nothing else.",
    ),
    "loops in loops": (("{%p for a in areas %}",) * 20 + ("{%p endfor %}",) * 20, ENDLESS),
    "a wall of text": (("{%p for a in areas %}",) * 9 + ("x" * 100_000,) + ("{%p endfor %}",) * 9, ENDLESS),
    "a loop over a text": (
        ("{% for c in as_of %}{{ c }}{% endfor %}",),
        "A tag in it is wrong: A text is not a list: nothing can be repeated for it.",
    ),
    "a list as a text": (
        ("{{ areas }}",),
        "A tag in it is wrong: Only a text or a number can be put in; a list is repeated by {% for %}.",
    ),
    "a doubling": (("{% set x = 'a' %}",), f"A tag in it is wrong: {NOT_ALLOWED}"),
    "a power": (("{{ 9 ** 999999999 }}",), f"A tag in it is wrong: {NOT_ALLOWED}"),
    "a macro": (("{% macro f() %}{% endmacro %}",), f"A tag in it is wrong: {NOT_ALLOWED}"),
    "another file": (("{% include '/etc/passwd' %}",), f"A tag in it is wrong: {NOT_ALLOWED}"),
    "raw markup": (("{{ as_of|safe }}",), "A tag in it is wrong: There is no filter “safe” here."),
    "nested deeply": (("{{ " + "(" * 300 + "1" + ")" * 300 + " }}",), "Something in it is nested too deeply."),
    "text outside a run": (
        ("{{r as_of }}",), "Text would stand where none may stand: “Sample text 示例文字”."
    ),
}  # fmt: skip


def refusal_of(content: bytes, kind: str = "round") -> str:
    with pytest.raises((Unfit, NotRendered)) as refused:
        check_template(kind, content)
    return str(refused.value).split(" Near: ", maxsplit=1)[0]


@pytest.mark.parametrize("name", PACKAGES)
def test_what_is_no_template_is_refused_before_it_is_read(name):
    build, said = PACKAGES[name]
    assert refusal_of(build()) == said


@pytest.mark.parametrize("name", TAGS)
def test_what_a_template_may_not_say(name):
    tags, said = TAGS[name]
    assert refusal_of(docx(*(GOOD if tags else ("No tags.",)), *tags)) == said


def test_the_tag_is_named_and_what_is_near():
    with pytest.raises(NotRendered) as refused:
        check_template("round", docx(*GOOD, "Signed: {{ as_of|shout }}"))
    assert refused.value.message.startswith(
        "A tag in it is wrong: There is no filter “shout” here. Near: {{ area.name }}"
    )


def test_a_chinese_office_may_type_chinese_quotes_and_word_may_split_a_tag():
    check_template("round", docx(*GOOD, "{% if as_of == “x” %}甲{% else %}乙{% endif %}"))
    split = replaced(BASE, "{{ area.name }}", "{</w:t></w:r><w:r><w:t>{ area.</w:t></w:r><w:r><w:t>name }}")
    check_template("round", split)


@pytest.mark.parametrize("kind", ["round", "leader"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_built_in_ones_are_fit(kind, language):
    content = (BUILT_IN / f"{kind}.{language}.docx").read_bytes()
    check_template(kind, content)
    other = {"round": "leader", "leader": "round"}[kind]
    assert refusal_of(content, other).startswith("It asks for something that is not there: ")


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}
        },
    }  # fmt: skip
    return tmp_path / "files"


def kept(store: Path) -> list[bytes]:
    return [path.read_bytes() for path in store.rglob("*") if path.is_file()]


def send(client: Client, plan: Plan, content: bytes, name: str = "ours.docx") -> Any:
    address = reverse("exchange:template-upload", args=[plan.code, "round", "en"])
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.django_db
def test_put_in_used_and_taken_back(sign_in: SignIn, planner: User, plan: Plan, store: Path):
    client = sign_in(planner)
    answer = send(client, plan, BASE, "../our\\ours.docx")
    assert (answer.status_code, answer["Location"]) == (302, "/plans/2024/templates/")
    row = DocumentTemplate.objects.get()
    assert (row.kind, row.language, row.filename, row.by) == ("round", "en", "ours.docx", planner)
    assert template_of("round", "en") == BASE
    assert template_of("round", "zh-hans") == (BUILT_IN / "round.zh-hans.docx").read_bytes()
    assert client.get("/plans/2024/templates/round/en/file.docx").content == BASE
    assert client.post("/plans/2024/templates/round/en/reset/").status_code == 302
    assert client.post("/plans/2024/templates/round/en/reset/").status_code == 302  # nothing to take back: no row
    assert template_of("round", "en") == (BUILT_IN / "round.en.docx").read_bytes()
    assert DocumentTemplate.objects.count() == 2
    written = list(Change.objects.order_by("id").values_list("action", "type", "key", "before", "after"))
    assert written == [
        ("change", "document_template", "round-en", {"filename": ""}, {"filename": "ours.docx"}),
        ("change", "document_template", "round-en", {"filename": "ours.docx"}, {"filename": ""}),
    ]


@pytest.mark.django_db
def test_refused_beside_the_field_and_nothing_kept(sign_in: SignIn, planner: User, plan: Plan, store: Path):
    answer = send(sign_in(planner), plan, with_tags("{{ rounds }}"))
    assert answer.status_code == 422
    assert "It asks for something that is not there: “rounds”." in answer.content.decode()
    assert (kept(store), DocumentTemplate.objects.count(), Change.objects.count()) == ([], 0, 0)


@pytest.mark.django_db
def test_only_the_planning_office_changes_them(sign_in: SignIn, chief: User, outsider: User, plan: Plan, store: Path):
    for person in (chief, outsider):
        assert send(sign_in(person), plan, BASE).status_code == 403
    assert (kept(store), DocumentTemplate.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_leaves_no_file(planner: User, store: Path, monkeypatch: pytest.MonkeyPatch):
    from exchange.services import document_templates as services

    def fails(**kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "record", fails)
    with pytest.raises(RuntimeError):
        services.set_template(by=planner, kind="round", language="en", file=SimpleUploadedFile("a.docx", BASE))
    assert (kept(store), DocumentTemplate.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_template_that_is_gone_is_said(sign_in: SignIn, planner: User, plan: Plan):
    client = sign_in(planner)
    send(client, plan, BASE)
    private_files.remove(DocumentTemplate.objects.get().file)
    answer = client.get("/plans/2024/templates/round/en/file.docx", follow=True)
    assert "The template in use cannot be read." in answer.content.decode()
