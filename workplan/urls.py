"""Every address of the site. Each app has its own; the names are stable."""

from django.urls import include, path

from foundation import converters
from workplan.health import healthz, readyz
from workplan.home import home
from workplan.preferences import set_preference

converters.register()

handler400 = "workplan.errors.bad_request"
handler403 = "workplan.errors.forbidden"
handler404 = "workplan.errors.not_found"
handler500 = "workplan.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", home, name="home"),
    path("preferences/", set_preference, name="set-preference"),
    path("accounts/", include("workplan.account.urls")),
    path("administration/", include("workplan.administration.urls")),
    path("api/", include("workplan.api.urls")),
    path("", include("events.urls")),
    path("", include("exchange.urls")),
    path("", include("priorities.urls")),  # before the dashboard: “plans/new/” is no plan
    path("", include("workplan.search.urls")),
    path("", include("workplan.dashboard.urls")),
]
