"""Divisions, users with one role each, and the API tokens they make."""

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.bilingual import Named
from foundation.constraints import one_of
from foundation.text import LineField

if TYPE_CHECKING:
    from collections.abc import Sequence

code_validator = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens."))


class Role(models.TextChoices):
    """What a person may do (product.md's table); a person without one may see their own account page only."""

    LEADERSHIP = "leadership", _("Leadership")
    SECRETARY = "secretary", _("Secretary")
    STAFF = "staff", _("Division staff")
    CHIEF = "chief", _("Division chief")
    PLANNING_OFFICE = "planning_office", _("Planning office")
    ADMINISTRATOR = "administrator", _("Administrator")


class Division(Named, models.Model):
    """A division of the office; `protocol` marks the one that keeps municipal leaders' schedules."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    name_en = LineField(_("name (English)"), max_length=200)
    name_zh = LineField(_("name (Chinese)"), max_length=200)
    order = models.PositiveIntegerField(_("order"), default=0)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent division")
    )
    protocol = models.BooleanField(_("keeps the leaders' schedule (Protocol)"), default=False)
    demonstration = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        ordering = ("order", "code")
        constraints = (
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")),
                name="division_not_its_own_parent",
                violation_error_message=_("A division cannot be its own parent."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users by name; `create_user` hashes the password."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make and save a user. For tests and commands; people are added by the administration's service."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def signed_in(self) -> "models.QuerySet[User]":
        """People as requests load them: with `stands_in_for_id`, so that no page asks for it."""
        from accounts.models.deputy import chief_today

        return self.annotate(stands_in_for_id=chief_today("pk", clock.today()))  # type: ignore[no-redef]  # in place of the property


class User(Named, AbstractBaseUser):
    """A person who signs in: at most one role, at most one division."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        CHINESE = "zh-hans", "中文"

    class TextSize(models.TextChoices):
        SMALL = "small", _("small")
        MIDDLE = "middle", _("middle")
        BIG = "big", _("big")

    class Theme(models.TextChoices):
        SYSTEM = "", _("as the system")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    username = LineField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[\w.@+-]+\Z", _("Use letters, digits and . @ + - _ only."))],
    )
    name_en = LineField(_("name (English)"), max_length=100, blank=True)
    name_zh = LineField(_("name (Chinese)"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("division")
    )
    secretary_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="secretaries", verbose_name=_("secretary to")
    )
    email = models.EmailField(_("e-mail address"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    # Set with a password that an administrator has handed over and so knows; cleared when the person chooses one.
    must_change_password = models.BooleanField(_("new password at the next sign-in"), default=False)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, blank=True)
    text_size = models.CharField(_("text size"), max_length=10, choices=TextSize.choices, default=TextSize.MIDDLE)
    theme = models.CharField(_("light or dark"), max_length=10, choices=Theme.choices, blank=True)
    demonstration = models.BooleanField(_("demonstration"), default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    # The API token of this request, set by the authentication; None in the browser.
    token: "ApiToken | None" = None

    class Meta:
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(role__in=[Role.STAFF, Role.CHIEF]) | Q(division__isnull=False),
                name="user_division_role_has_division",
                violation_error_message=_("Division staff and chiefs belong to a division: choose one."),
            ),
            models.CheckConstraint(
                condition=Q(role=Role.SECRETARY) | Q(secretary_to__isnull=True),
                name="user_only_secretary_serves_leader",
                violation_error_message=_("Only a secretary is secretary to a leader."),
            ),
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""),
                name="user_has_a_name",
                violation_error_message=_("Give the name in at least one language."),
            ),
            one_of("role", ["", *Role.values], "user_role_known"),
            one_of("language", ["", "en", "zh-hans"], "user_language_known"),
            one_of("text_size", ["small", "middle", "big"], "user_text_size_known"),
            one_of("theme", ["", "light", "dark"], "user_theme_known"),
        )

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def stands_in_for_id(self) -> int | None:
        """The id of the chief for whom the person stands in today; None for everybody else.

        Known of who is signed in (`UserManager.signed_in`); of division staff loaded otherwise one query, once.
        """
        if self.role != Role.STAFF:
            return None
        return self.stands_in.counting(clock.today()).values_list("chief_id", flat=True).first()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by whether they open anything."""

    def live(self) -> Self:
        """Tokens that are not revoked, not expired, and whose owner is active."""
        unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
        return self.filter(unexpired, revoked_at__isnull=True, user__is_active=True)


class ApiToken(models.Model):
    """A key to the API with its owner's rights, narrowed by scopes; only its hash is kept."""

    PREFIX = "wp_"

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = LineField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    write = models.BooleanField(_("may write"), default=False)
    schedule = models.BooleanField(_("may see leaders' schedules and restricted events"), default=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def digest_of(cls, secret: str) -> str:
        """The hash under which a token's secret is kept. The secret is 256 random bits, so a plain SHA-256 will do."""
        return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

    @classmethod
    def new_secret(cls) -> str:
        """A fresh secret, to be shown once."""
        return cls.PREFIX + secrets.token_urlsafe(32)

    @property
    def scopes(self) -> "Sequence[str]":
        """The scopes by name: `read` always, `write` and `schedule` where given."""
        return ["read", *(name for name in ("write", "schedule") if getattr(self, name))]
