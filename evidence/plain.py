"""Plain text: what is in it is read, not run or drawn."""

import codecs
import re
from typing import IO

CHUNK = 256 * 1024
CHARSETS = ("utf-8", "gb18030")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What is drawn or run though it is written as text: HTML, SVG, XML, RTF, PostScript, scripts.
_MARKED = re.compile(rb"\s*(?:<[a-z!?%/]|#!|\{\\rtf|%!|<#|@echo\b|\\documentclass)", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!doctype|!entity|\?xml|\?php|html|svg|script|iframe)\b", re.IGNORECASE)
_ODD = re.compile("[\x80-\x9f\ufffe\uffff]")


def charset_of(file: IO[bytes]) -> str:
    """How a plain text is written; "" for what is none, or is meant for more than reading."""
    file.seek(0)
    head = file.read(CHUNK).removeprefix(codecs.BOM_UTF8)
    if _MARKED.match(head) or _MARKUP.search(head):
        return ""
    return next((charset for charset in CHARSETS if _fits(file, charset)), "")


def _fits(file: IO[bytes], charset: str) -> bool:
    """Whether all of the file decodes so, without control characters."""
    decoder = codecs.getincrementaldecoder(charset)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if _CONTROL.search(chunk):
                return False
            if _ODD.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
