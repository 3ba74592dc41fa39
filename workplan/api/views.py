"""The root of the API, what is not in it, and its documentation."""

from functools import cache
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rules import must_choose_password
from foundation.rest.views import ApiView
from workplan.api.renderers import JSONRenderer
from workplan.errors import no_role

RESOURCES = (
    *("areas", "divisions", "events", "indicators", "leaders", "measurements", "plans", "progress", "tasks", "updates"),
)


class Root(ApiView):
    """The addresses of the resources."""

    @extend_schema(responses={200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}})
    def get(self, request: Request) -> Response:
        """Each resource by name."""
        return Response({name: request.build_absolute_uri(reverse(f"api:{name}")) for name in RESOURCES})


class NotHere(ApiView):
    """Every other address under `/api/`: 404, in the shape of the API's errors."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Sign-in first, then 404 whatever the method and the parameters."""
        super().initial(request, *args, **kwargs)
        raise Http404

    def parameters(self) -> tuple[list[str], list[str]]:
        """Whatever was sent: the address is what is wrong."""
        return list(self.request.GET), list(self.request.GET)

    def get(self, request: Request) -> Response:
        """Never reached."""
        raise Http404

    post = put = patch = delete = get


class Document(BaseRenderer):
    """The document as it is, already rendered."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """The bytes; those of an error by the API's own renderer."""
        return data if isinstance(data, bytes) else JSONRenderer().render(data)


class JsonDocument(Document):
    """The document in JSON."""

    media_type = "application/vnd.oai.openapi+json"
    format = "json"


class PlainJsonDocument(JsonDocument):
    """The same for who asks for any JSON."""

    media_type = "application/json"


class YamlDocument(Document):
    """The document in YAML."""

    media_type = "application/yaml"
    format = "yaml"


class OpenApiYamlDocument(YamlDocument):
    """The same by its own media type."""

    media_type = "application/vnd.oai.openapi"


@cache
def document(form: str) -> bytes:
    """The OpenAPI document in `json` or `yaml`, in English. Made once for each process."""
    with translation.override("en"):
        schema = SchemaGenerator().get_schema(public=True)
    renderer = OpenApiYamlRenderer() if form == "yaml" else OpenApiJsonRenderer()
    return bytes(renderer.render(schema, renderer_context={}))


class Schema(ApiView):
    """The OpenAPI document of this API."""

    renderer_classes = [JsonDocument, PlainJsonDocument, YamlDocument, OpenApiYamlDocument]
    schema = None

    def get(self, request: Request) -> Response:
        """The document, in JSON unless YAML is asked for."""
        return Response(document(request.accepted_renderer.format))


class Page(Document):
    """A page for people."""

    media_type = "text/html"
    format = "html"


class Docs(ApiView):
    """The OpenAPI document as a page to read and try."""

    renderer_classes = [Page]
    schema = None

    def get(self, request: Request) -> Any:
        """The page; its scripts come from this server."""
        return render(request._request, "api/docs.html")

    def handle_exception(self, error: Exception) -> Any:
        """For people in a browser: sent to sign in or choose a password, told whom to ask for a role, as on pages."""
        request: HttpRequest = self.request._request
        if isinstance(error, NotAuthenticated):
            return redirect_to_login(request.get_full_path())
        if isinstance(error, PermissionDenied):
            return redirect("accounts:password") if must_choose_password(request.user) else no_role(request)
        return super().handle_exception(error)
