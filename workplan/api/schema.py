"""What drf-spectacular cannot see by itself: our filters, errors, keys, tokens and ETags."""

from collections.abc import Iterator
from typing import Any

from django_filters import ModelChoiceFilter, MultipleChoiceFilter
from django_filters.filters import Filter
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from changelog.api.once import HEADER, MAX_LENGTH, Once
from foundation.filters import DayFilter, StrictFilterSet, YearFilter
from foundation.rest.bulk import MOST
from foundation.rest.views import ApiView, Resource
from workplan.api.serializers import ConflictSerializer, ProblemSerializer

PROBLEM = "application/problem+json"
RUNNING = f"the first request with this `{HEADER}` is still running"
ONCE = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="Makes it safe to send this again: for 24 hours the same key with the same body, byte for byte, is "
    "answered as the first time, and nothing is written twice. Make a new one, such as a UUID, for each new request.",
)


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer TOKEN`."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made on one's own account page, or by the command `create_token`. Scopes: `read` "
            "always; `write` for every unsafe method; `schedule` for leaders' schedules and restricted events.",
        }


class Operation(AutoSchema):
    """One operation of the API."""

    def get_override_parameters(self) -> list[Any]:
        """The thing's key, the list's filters, and the key of what is done once."""
        found: list[Any] = [ONCE] if self._is_once() else []
        if not isinstance(self.view, Resource):
            return found
        if self.view.action == "list":
            found += _filters(self.view.filters)
        if "{key}" in self.path:
            kind = int if self.view.key == "id" else str
            found.append(OpenApiParameter("key", kind, OpenApiParameter.PATH, description=f"The {self.view.key}."))
        return found

    def get_description(self) -> str:  # type: ignore[override]  # the stub has another class's signature
        """Of reading a resource: what it is; of anything else: what it does."""
        if isinstance(self.view, Resource) and self.view.action in ("list", "retrieve"):
            return get_doc(type(self.view))
        return super().get_description()

    def get_summary(self) -> str:
        """The first sentence of the description."""
        return self.get_description().split("\n")[0]

    def get_tags(self) -> list[str]:
        """The resource; the root has none."""
        return list(super().get_tags()) or ["root"]

    def get_request_serializer(self) -> Any:
        """Only what is sent; nothing is, unless the method says so."""
        return None

    def _is_once(self) -> bool:
        """Whether the operation takes `Idempotency-Key`."""
        return self.method == "POST" and isinstance(self.view, Once)

    def _takes_list(self) -> bool:
        """Whether what is sent may be a list."""
        return isinstance(self.view, ApiView) and self.view.takes_list()

    def _get_request_body(self, direction: Any = "request") -> dict[str, Any] | None:
        """What is sent: an object, or a list of such where the view takes one."""
        body: dict[str, Any] | None = super()._get_request_body(direction)
        if body and self._takes_list():
            _or_list(body["content"], minItems=1, maxItems=MOST)
        return body

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """The answer, and the errors that any caller must expect."""
        responses: dict[str, Any] = super()._get_response_bodies(direction)
        if self._takes_list():
            _or_list(responses["201"]["content"])
        for status, text in self._problems():
            shape = ConflictSerializer if status == "409" else ProblemSerializer
            answer = OpenApiResponse(shape, description=text)
            responses.setdefault(status, self._get_response_for_code(answer, status, [PROBLEM], direction))
        return responses

    def _problems(self) -> Iterator[tuple[str, str]]:
        """Statuses of errors, with what each means."""
        yield "400", "What was sent is not right; `errors` names parameters and fields."
        yield "401", "Not signed in, or by a token that opens nothing."
        yield "403", "Not allowed: no role, no scope, no CSRF token, or visible but not yours to do."
        if "{key}" in self.path:
            yield "404", "Not there, or not for this reader: the two look alike."
        if self.method == "POST" and "{key}" in self.path:
            yield "409", f"Reviewed meanwhile, or a later update stands, which is shown; or {RUNNING}."
        elif self._is_once():
            yield "409", RUNNING[0].upper() + RUNNING[1:] + "."
        if self._is_once():
            yield "422", f"This `{HEADER}` was sent with another body before."
        if self.method == "POST":
            yield "413", "Too large."
            yield "415", "Not `application/json`."


def _or_list(contents: dict[str, Any], **bounds: int) -> None:
    """Let each content be a list of what it is, too."""
    for content in contents.values():
        one = content["schema"]
        content["schema"] = {"oneOf": [one, {"type": "array", "items": one, **bounds}]}


def _filters(filters: type[StrictFilterSet] | None) -> Iterator[OpenApiParameter]:
    """The parameters of a FilterSet."""
    for name, each in filters.base_filters.items() if filters else ():
        yield _parameter(name, each)


def _parameter(name: str, each: Filter) -> OpenApiParameter:
    """The parameter of one filter."""
    label = str(each.label or name)
    description = label[0].upper() + label[1:] + "."
    if isinstance(each, MultipleChoiceFilter):
        values = [value for value, _word in each.extra["choices"]]
        return OpenApiParameter(name, str, many=True, enum=values, description=description + " May be repeated.")
    if isinstance(each, ModelChoiceFilter):
        key, without = each.extra["to_field_name"], each.extra.get("null_label")
        description = f"{description} Its {key}{', or `null`' if without else ''}."
        return OpenApiParameter(name, str if without or key != "id" else int, description=description)
    if isinstance(each, DayFilter):
        return OpenApiParameter(name, {"type": "string", "format": "date"}, description=description)
    if isinstance(each, YearFilter):
        years = {"type": "integer", "minimum": each.FIRST, "maximum": each.LAST}
        return OpenApiParameter(name, years, description=description)
    choices = each.extra.get("choices")
    if choices is None or callable(choices):
        return OpenApiParameter(name, str, description=description)
    return OpenApiParameter(name, str, enum=[value for value, _word in choices], description=description)


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Every read carries an ETag, and answers 304 to who has it; what is sent holds known fields only."""
    for operations in result["paths"].values():
        _close(result, operations.get("post", {}).get("requestBody", {}))
        read = operations.get("get")
        if read:
            etag = {"schema": {"type": "string"}, "description": '`"VERSION.DIGEST"`; `"DIGEST"` without a version.'}
            read["responses"]["200"].setdefault("headers", {})["ETag"] = etag
            read["responses"]["304"] = {"description": "What you have (`If-None-Match`) is still right."}
            read["responses"]["412"] = {"description": "It is not what `If-Match` names."}
            read.setdefault("parameters", []).append(
                {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}
            )
    return result


def _close(result: dict[str, Any], body: dict[str, Any]) -> None:
    """Say of what a request holds that there are no other fields."""
    for content in body.get("content", {}).values():
        one, *_list = content["schema"].get("oneOf", [content["schema"]])
        name = one.get("$ref", "").removeprefix("#/components/schemas/")
        if name:
            result["components"]["schemas"][name]["additionalProperties"] = False
