"""The bodies that the API reads: one JSON object, exactly."""

import json
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from foundation.rest.parameters import refused


class StrictJSONParser(BaseParser):
    """JSON in UTF-8, an object at the top, no key twice, no NaN, no more bytes than a form may send."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        """The object. Raises ParseError (400) or RequestDataTooBig (413)."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise RequestDataTooBig
        try:
            body = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
        except UnicodeDecodeError as error:
            raise ParseError(_("Expected JSON in UTF-8.")) from error
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise ParseError(_("This is not valid JSON: look at line %(line)d, column %(column)d.") % place) from error
        except ValueError as error:  # a number of more than 4,300 digits
            raise ParseError(_("A number in the JSON is too long.")) from error
        if not isinstance(body, dict):
            raise ParseError(_("Expected a JSON object."))
        return body


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises ValidationError (400) on a key that stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add() returns None: only a key seen before is true
        raise refused(twice, _("This key stands twice in one object."), "repeated")
    return found


def _no_constant(word: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ParseError(_("%(word)s is not valid JSON.") % {"word": word})
