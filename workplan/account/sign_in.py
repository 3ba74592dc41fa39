"""The sign-in page. Failed sign-ins are counted by django-axes (settings: AXES_…)."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from foundation import clock
from foundation.pages import is_own_path
from foundation.text import validate_plain_text
from workplan.account.news import changes_since, remember_position
from workplan.account.unsent import take_up

LONGEST_PASSWORD = 1000


class SignInForm(AuthenticationForm):
    """User name and password; one message for every way in which they may not fit, so that nobody learns who exists."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "The user name or password is wrong. Check capital letters; closed accounts cannot sign in."
        ),
        "inactive": gettext_lazy("This account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = {"username": User._meta.get_field("username").max_length, "password": LONGEST_PASSWORD}
        for name, length in longest.items():  # the base class only tells the browser
            self.fields[name].validators += [validate_plain_text, MaxLengthValidator(length)]


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class SignInView(LoginView):
    """Sign in, then go on to where one was going; who is signed in already is sent home."""

    template_name = "accounts/login.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:  # type: ignore[override]  # the stubs name an argument that Django has not
        """Where one was going, when that is a path of this site; else ""."""
        wanted = super().get_redirect_url()
        return wanted if is_own_path(self.request, wanted) else ""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in; say what others changed about the account since the last time."""
        user: User = form.get_user()
        before = user.last_login
        response = super().form_valid(form)
        if unsent := take_up(self.request, user):  # back to the form that met the sign-in page
            response = HttpResponseRedirect(unsent)
        User.objects.filter(pk=user.pk).update(last_login=clock.now())  # by the product's clock, not the system's
        remember_position(self.request, user)
        if before is not None and changes_since(user, before).exists():
            messages.warning(
                self.request, _("Your account was changed since you last signed in: your account page says how.")
            )
        return response


def client_ip(request: HttpRequest) -> str | None:
    """The address that failed sign-ins are counted by: the peer's, or, behind a proxy, the one that the proxy saw.

    Of `X-Forwarded-For` only the last entry counts, which the proxy itself wrote; the others are the client's word.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        found = request.headers.get("X-Forwarded-For", found).rsplit(",", 1)[-1].strip()
    try:
        return str(ip_address(found))
    except ValueError:
        return None
