"""Addresses of the search in a plan."""

from django.urls import path

from workplan.search import views

urlpatterns = [
    path("plans/<code:plan>/search/", views.search, name="search"),
    path("plans/<code:plan>/search/suggestions/", views.suggest, name="search-suggestions"),
]
