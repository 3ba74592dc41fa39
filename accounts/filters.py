"""What lists of divisions are filtered by."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Division
from foundation.filters import StrictFilterSet, YesNoFilter


class DivisionFilter(StrictFilterSet):
    """Divisions."""

    demonstration = YesNoFilter(label=_("demonstration"))

    class Meta:
        model = Division
        fields = ()
