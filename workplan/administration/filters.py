"""What the lists of the administration are filtered by."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Division, Role, User
from foundation.filters import NONE, KeyFilter, OneOfFilter, SearchFilter, StrictFilterSet, YesNoFilter


class UserFilter(StrictFilterSet):
    """Accounts."""

    q = SearchFilter(("username", "name_en", "name_zh"), label=_("search"))
    role = OneOfFilter(choices=Role.choices, null_label=NONE, null_value="none", method="of_role", label=_("role"))
    division = KeyFilter(Division.objects.all(), null_label=NONE, label=_("division"))
    active = YesNoFilter(field_name="is_active", label=_("active"))

    class Meta:
        model = User
        fields = ()

    def of_role(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """With that role; `none`: without any."""
        return queryset.filter(role="" if value == "none" else value)


class TokenFilter(StrictFilterSet):
    """Tokens of everybody."""

    q = SearchFilter(("name", "user__username", "user__name_en", "user__name_zh"), label=_("search"))
    live = YesNoFilter(method="that_open", label=_("valid"))

    class Meta:
        model = ApiToken
        fields = ()

    def that_open(self, queryset: QuerySet[ApiToken], name: str, value: Any) -> QuerySet[ApiToken]:
        """Those that open the API, or those that no longer do."""
        live = ApiToken.objects.live().values("pk")
        return queryset.filter(pk__in=live) if value == "true" else queryset.exclude(pk__in=live)
