"""The pages of figures: the plan's dashboard, its areas, its indicators."""

from django.urls import path

from workplan.dashboard import views

urlpatterns = [
    path("plans/<code:plan>/", views.dashboard, name="dashboard"),
    path("plans/<code:plan>/areas/<id:number>/", views.area, name="area"),
    path("plans/<code:plan>/indicators/", views.indicators, name="indicators"),
]
