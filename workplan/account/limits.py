"""How often a sign-in may fail before a pause (settings: AXES_…)."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.db.models import Sum
from django.http import HttpRequest

MORE_BY_ADDRESS = 5


class FailedSignIns(AxesDatabaseHandler):
    """Counted by user name and address together, as django-axes does, and more loosely by the address alone.

    So who tries one password on many names is stopped too, and nobody is kept out at any other address.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """What is compared with AXES_FAILURE_LIMIT; of an address alone only every fifth failure counts. Two queries.

        An address that is not known is nobody's: there only the name counts.
        """
        of_the_name: int = super().get_failures(request, credentials)
        address = request.axes_ip_address  # type: ignore[attr-defined]  # django-axes has set it
        if address is None:
            return of_the_name
        recent = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=get_cool_off_threshold(request))
        of_the_address = recent.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
        return max(of_the_name, of_the_address // MORE_BY_ADDRESS)
