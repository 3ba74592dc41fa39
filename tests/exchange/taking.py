"""Lists as somebody takes them away, read back by other libraries than those that wrote them."""

import csv
import io
from typing import Any

import openpyxl
from django.test import Client
from django.urls import reverse

from priorities.models import Plan


def address(plan: Plan, name: str, file_format: str, query: str = "") -> str:
    """The file of a list with this query."""
    found = reverse("exchange:export", args=[plan.code, name, file_format])
    return f"{found}?{query}" if query else found


def content_of(answer: Any) -> bytes:
    """The bytes of a file that was answered."""
    assert answer.status_code == 200, answer.status_code
    found: bytes = answer.getvalue()
    return found


def table(client: Client, plan: Plan, name: str, query: str = "") -> list[list[str]]:
    """The rows of the CSV, its headings first."""
    content = content_of(client.get(address(plan, name, "csv", query)))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def book(client: Client, plan: Plan, name: str, query: str = "") -> openpyxl.Workbook:
    """The workbook."""
    return openpyxl.load_workbook(io.BytesIO(content_of(client.get(address(plan, name, "xlsx", query)))))


def values(sheet: Any) -> list[list[Any]]:
    """What the cells of a sheet hold."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
