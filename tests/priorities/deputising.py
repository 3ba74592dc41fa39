"""What the tests of deputies share."""

from datetime import date, timedelta

from accounts.models import User

FIRST, LAST = date(2024, 10, 8), date(2024, 10, 11)
DAY = timedelta(days=1)


def again(user):
    """The person as a new request loads them."""
    return User.objects.get(pk=user.pk)
