"""Users, divisions and the tokens of others: for administrators only."""

from django.urls import path

from workplan.administration import views

app_name = "administration"
urlpatterns = [
    path("users/", views.users, name="users"),
    path("users/new/", views.user_new, name="user-new"),
    path("users/<id:pk>/", views.user_edit, name="user-edit"),
    path("users/<id:pk>/reset/", views.user_reset, name="user-reset"),
    path("users/<id:pk>/active/", views.user_active, name="user-active"),
    path("divisions/", views.divisions, name="divisions"),
    path("divisions/new/", views.division_new, name="division-new"),
    path("divisions/<code:code>/", views.division_edit, name="division-edit"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<id:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("feeds/<id:pk>/revoke/", views.feed_revoke, name="feed-revoke"),
]
