"""Days that are not what their weekday says, for years that the working-day package lacks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.text import LineField


class SpecialDay(models.Model):
    """A working day at a weekend, or a day off in the week, as the State Council has announced it."""

    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("working day"), default=False)
    name = LineField(_("occasion"), max_length=100, blank=True)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
