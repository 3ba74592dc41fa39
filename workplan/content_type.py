"""What a request says of its own body, before anything reads it."""

import re
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_BOUNDARY = re.compile(r""";\s*(boundary=(?:"[^"]*"|[^\s;"*]+))\s*(?:;|\Z)""", re.ASCII | re.IGNORECASE)


class OnlyUtf8:
    """A WSGI application under which every body and query is UTF-8, whatever `Content-Type` says.

    Django decodes query and form by the charset named there: with a codec that is none for text (`rot13`, `undefined`)
    or a parameter in a charset of its own, it fails before its own handling of errors begins. Browsers send a form as
    the page is, in UTF-8, and the API's JSON is UTF-8 or refused: nothing here needs any parameter but the boundary.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer."""
        environ["CONTENT_TYPE"] = without_charset(environ.get("CONTENT_TYPE", ""))
        return self.application(environ, start_response)


def without_charset(content_type: str) -> str:
    """The media type with its boundary, if any, and nothing else."""
    media_type, _semicolon, _parameters = content_type.partition(";")
    boundary = _BOUNDARY.search(content_type)
    return f"{media_type.strip()}; {boundary[1]}" if boundary else media_type.strip()
