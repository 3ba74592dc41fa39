"""The bodies that the API reads: one JSON object, exactly, or a list where the view takes one."""

import json
from functools import partial
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser

from foundation.rest.parameters import refused


class StrictJSONParser(BaseParser):
    """JSON in UTF-8, no key twice, no NaN, no more bytes than a form may send; at the top an object.

    A list too for a view that takes one: what its items are, the view says of each.
    """

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """The object or list. Raises ParseError or ValidationError (400), or RequestDataTooBig (413)."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise RequestDataTooBig
        repeats: list[tuple[str, dict[str, Any]]] = []
        object_of = partial(_object, repeats)
        try:
            body = json.loads(raw.decode("utf-8"), object_pairs_hook=object_of, parse_constant=_no_constant)
        except UnicodeDecodeError as error:
            raise ParseError(_("Expected JSON in UTF-8.")) from error
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise ParseError(_("This is not valid JSON: look at line %(line)d, column %(column)d.") % place) from error
        except ValueError as error:  # a number of more than 4,300 digits
            raise ParseError(_("A number in the JSON is too long.")) from error
        lists = parser_context["view"].takes_list()
        if not isinstance(body, (dict, list) if lists else dict):
            raise ParseError(_("Expected a JSON object or a list of them.") if lists else _("Expected a JSON object."))
        if repeats:
            raise _repeated(body, *repeats[0])
        return body


def _object(repeats: list[tuple[str, dict[str, Any]]], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. It joins `repeats`, with the key, when one stands twice in it."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add() returns None: only a key seen before is true
        repeats.append((twice, found))
    return found


def _repeated(body: Any, key: str, inside: dict[str, Any]) -> ValidationError:
    """The error (400) on a key that stands twice, with the place of the item where the body is a list."""
    place = next((str(place) for place, item in enumerate(body) if item is inside), None)
    error = refused(key, _("This key stands twice in one object."), "repeated")
    return error if place is None else ValidationError({place: error.detail})


def _no_constant(word: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ParseError(_("%(word)s is not valid JSON.") % {"word": word})
