"""Addresses of the API."""

from typing import Any

from django.urls import URLPattern, path, re_path

from accounts.api.views import Divisions
from events.api.views import Events, Leaders
from foundation.rest.views import Resource
from priorities.api.views import Areas, Indicators, Measurements, Plans, Tasks, Updates
from workplan.api.progress import ProgressView
from workplan.api.views import Docs, NotHere, Root, Schema

app_name = "api"


def resource(name: str, view: type[Resource], **methods: str) -> list[URLPattern]:
    """The list at `name/`, each thing at `name/KEY/`. `methods`: further ones of the list, such as `post="create"`."""
    key = "id" if view.key == "id" else "code"
    actions: dict[str, Any] = {"get": "list", **methods}
    return [
        path(f"v1/{name}/", view.as_view(actions), name=name),
        path(f"v1/{name}/<{key}:key>/", view.as_view({"get": "retrieve"}), name=name.removesuffix("s")),
    ]


urlpatterns = [
    path("v1/", Root.as_view(), name="root"),
    *resource("divisions", Divisions),
    *resource("plans", Plans),
    *resource("areas", Areas),
    *resource("tasks", Tasks),
    *resource("updates", Updates, post="create"),
    path("v1/updates/<id:key>/accept/", Updates.as_view({"post": "accept"}), name="update-accept"),
    path("v1/updates/<id:key>/return/", Updates.as_view({"post": "give_back"}), name="update-return"),
    path("v1/updates/<id:key>/withdraw/", Updates.as_view({"post": "withdraw"}), name="update-withdraw"),
    *resource("indicators", Indicators),
    *resource("measurements", Measurements),
    *resource("events", Events),
    *resource("leaders", Leaders),
    path("v1/progress/", ProgressView.as_view(), name="progress"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    re_path(r"^[\s\S]*$", NotHere.as_view(), name="not-here"),
]
