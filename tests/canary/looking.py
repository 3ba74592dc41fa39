"""Reading an answer to its last byte: its headers, its text, and what is packed in a workbook or document."""

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from tests.canary.world import WORDS

_WORD = re.compile("|".join(WORDS), re.IGNORECASE)
_TAG = re.compile("<[^<>]*>")


def bytes_of(response: Any) -> bytes:
    """The whole body, a file's too."""
    return bytes(response.getvalue() if response.streaming else response.content)


def words_in(response: Any) -> set[str]:
    """The words that an answer betrays."""
    body = bytes_of(response)
    parts = [body, repr(dict(response.headers)).encode()]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [name.encode() + packed.read(name) for name in packed.namelist()]
    said = [part.decode("utf-8", "replace") for part in parts]
    said += [_TAG.sub("", text) for text in said]  # what a search has found is marked in the middle of a word
    return {word.lower() for text in said for word in _WORD.findall(text)}


class Seen(HTMLParser):
    """What a page leads to: addresses, and the values that its filters offer."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path = path
        self.addresses: list[str] = []
        self.offered: list[tuple[str, str]] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Links, what htmx loads, what a form offers."""
        said = dict(attributes)
        for name in ("href", "hx-get", "data-url", "data-src"):
            self._lead(said.get(name) if tag not in ("link", "script") else None)
        if tag == "select":
            self._select = said.get("name") or ""
        elif tag == "option" and self._select and said.get("value"):
            self.offered.append((self._select, said["value"] or ""))
        elif tag == "input" and said.get("type") in ("checkbox", "radio") and said.get("value"):
            self.offered.append((said.get("name") or "", said["value"] or ""))

    def _lead(self, href: str | None) -> None:
        if not href or href.startswith(("#", "mailto:", "http:", "https:", "//")):
            return
        address = urlsplit(urljoin(self.path, href))
        self.addresses.append(address.path + (f"?{address.query}" if address.query else ""))
        self.offered += [pair for pair in parse_qsl(address.query) if pair[1]]
