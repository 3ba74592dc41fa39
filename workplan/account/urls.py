"""Signing in and out, and one's own account."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from workplan.account import deputies, views
from workplan.account.sign_in import SignInView

app_name = "accounts"
urlpatterns = [
    path("login/", SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("me/", views.me, name="me"),
    path("password/", views.password, name="password"),
    path("drafts/", views.draft, name="draft"),
    path("email/", views.email, name="email"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/<id:pk>/end/", deputies.deputy_end, name="deputy-end"),
    path("tokens/new/", views.token_new, name="token-new"),
    path("tokens/<id:pk>/revoke/", views.token_revoke, name="token-revoke"),
]
