"""Evidence in the browser: several by a button with their progress, one dropped, one removed; and with a report."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evidence.models import Evidence
from priorities.models import ProgressUpdate
from tests.browser.accessibility import no_violations
from tests.evidence.files import PDF, PNG
from tests.factories import AreaFactory, EventFactory, TaskFactory, UpdateFactory

DROP = """([zone, name, type, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name, { type }));
  for (const kind of ["dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}"""


def file(name: str, content: bytes) -> Any:
    """A file to be chosen."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def update(plan, staff):
    """A report by `staff`, on a task of the same division."""
    task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=staff.division)
    return UpdateFactory(task=task, author=staff, effective_on=date(2024, 9, 20))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_several_are_added_one_is_dropped_one_removed(live_server, signed_in, staff, update, language):
    staff.language = language
    staff.save()
    page = signed_in(staff)
    page.goto(f"{live_server.url}/tasks/{update.task.code}/")
    proof = page.locator(f"#proof-u{update.pk}")
    proof.locator(".proof-add > summary").click()
    expect(proof.locator(".unclassified")).to_be_visible()
    proof.locator("input[type=file]").set_input_files(
        [file("会议纪要.pdf", PDF), file("minutes.pdf", b"MZ\0\0"), file("photo.png", PNG)]
    )
    names = proof.locator(".proof-name")
    expect(names).to_have_text(["会议纪要.pdf", "photo.png"])
    progress = proof.locator("[data-proof-progress] li")
    expect(progress).to_have_count(1)  # what was added has gone from it, what was not taken stays and says why
    expect(progress).to_contain_text("minutes.pdf")
    expect(progress.get_by_role("alert")).to_contain_text("OpenDocument")
    proof.locator("[data-drop]").evaluate(
        f"(zone, sent) => ({DROP})([zone, ...sent])", ["台账.csv", "text/csv", "任务,进度\n一,40%\n"]
    )
    expect(names).to_have_text(["会议纪要.pdf", "photo.png", "台账.csv"])
    no_violations(page)
    with page.expect_download() as download:
        names.first.click()
    assert (download.value.suggested_filename, download.value.path().read_bytes()) == ("会议纪要.pdf", PDF)
    row = proof.locator(".proof-files > li").nth(1)
    row.locator("summary").click()
    row.locator("button").click()
    expect(page.locator(f"#proof-u{update.pk} .proof-name")).to_have_text(["会议纪要.pdf", "台账.csv"])
    assert Evidence.objects.get(filename="photo.png").removed_by == staff
    page.goto(f"{live_server.url}/tasks/{update.task.code}/history/?kind=evidence")
    expect(page.locator(".timeline > li")).to_have_count(4)
    if language == "zh-hans":
        expect(page.locator(".timeline > li").first).to_contain_text("删除佐证材料：photo.png")


def test_a_report_and_its_proof_in_one_step(live_server, signed_in, staff, update):
    """From the desk; a file that is not taken keeps the report back, and what was typed."""
    page = signed_in(staff)
    page.goto(live_server.url + reverse("priorities:desk", args=["2024"]))
    page.locator("[data-row] [data-key=u]").first.click()
    form = page.locator("form.report")
    form.locator("[name=note]").fill("Signed.")
    form.locator("[name=evidence]").set_input_files([file("minutes.pdf", b"MZ\0\0")])
    form.locator("button.btn-primary").click()
    expect(form.locator(".drop .errorlist")).to_contain_text("minutes.pdf: Not taken")
    expect(form.locator(".drop .warn")).to_have_text("Choose the files again: a browser does not keep them.")
    expect(form.locator("[name=note]")).to_have_value("Signed.")
    no_violations(page)
    form.locator("[data-drop]").evaluate(f"(zone, sent) => ({DROP})([zone, ...sent])", ["a.txt", "text/plain", "One"])
    form.locator("[data-drop]").evaluate(f"(zone, sent) => ({DROP})([zone, ...sent])", ["b.txt", "text/plain", "Two"])
    form.locator("button.btn-primary").click()
    expect(page.locator("[data-row] .ok[role=status]")).to_be_visible()
    report = ProgressUpdate.objects.latest("pk")
    assert (report.note, sorted(each.filename for each in report.evidence.all())) == ("Signed.", ["a.txt", "b.txt"])


def test_an_event_narrow_and_without_scripts(live_server, signed_in, browser, staff):
    """On a phone nothing sticks out; without scripts the form is a plain one, and says what was not taken."""
    event = EventFactory(host_division=staff.division, starts_on=date(2024, 9, 3))
    page = signed_in(staff)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/events/{event.pk}/")
    page.locator(".proof-add > summary").click()
    page.locator("input[type=file]").set_input_files([file(f"{'programme' * 8}.pdf", PDF)])
    expect(page.locator(".proof-name")).to_have_count(1)
    expect(page.locator("[data-proof-none]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    plain = browser.new_context(java_script_enabled=False, locale="en-GB")
    plain.add_cookies(page.context.cookies())
    other = plain.new_page()
    other.goto(f"{live_server.url}/events/{event.pk}/")
    other.locator(".proof-add > summary").click()
    other.locator("input[type=file]").set_input_files([file("photo.png", PNG), file("empty.txt", b"")])
    other.locator(".proof-form button").click()
    expect(other.locator("[data-proof-errors] li")).to_have_text("empty.txt: The file is empty.")
    expect(other.locator(".proof-name")).to_have_count(2)
    plain.close()
