"""LibreOffice as a judge: how many pages it makes of a document. Skipped, and said so, where it is not; CI fails."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PDFINFO, PDFTOTEXT = shutil.which("pdfinfo"), shutil.which("pdftotext")
HOW_TO_GET_IT = "no LibreOffice on PATH; to have it: sudo apt install libreoffice-writer poppler-utils fonts-noto-cjk"


def pages_of(documents: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """The text of each page of each document, all turned into PDF at once, by a LibreOffice of its own."""
    if SOFFICE is None or PDFINFO is None or PDFTOTEXT is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_IT)
    for name, content in documents.items():
        (folder / f"{name}.docx").write_bytes(content)
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--convert-to", "pdf"]
    files = [str(folder / f"{name}.docx") for name in documents]
    subprocess.run([*command, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=300)
    return {name: _pages(folder / f"{name}.pdf") for name in documents}


def _pages(pdf: Path) -> list[str]:
    told = subprocess.run([str(PDFINFO), str(pdf)], check=True, capture_output=True, timeout=60).stdout.decode()
    found = re.search(r"^Pages:\s+(\d+)$", told, re.MULTILINE)
    assert found is not None
    text = subprocess.run(
        [str(PDFTOTEXT), "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout
    pages = text.decode().split("\f")[:-1]
    assert len(pages) == int(found[1])
    return pages
