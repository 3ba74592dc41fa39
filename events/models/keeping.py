"""What the registers beside the events share: a side, who keeps an entry, and whether it is open to every reader."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Division
from foundation.bilingual import Named
from foundation.text import LineField


def has_a_name(constraint: str) -> models.CheckConstraint:
    """The condition that a name is given in at least one language."""
    return models.CheckConstraint(
        condition=~Q(name_en="") | ~Q(name_zh=""),
        name=constraint,
        violation_error_message=_("Name it in at least one language."),
    )


class Kept(Named, models.Model):
    """A named entry of a register, kept by a division; `kept_by` None: by the planning office.

    `registered`: entered in its own register, which every reader may open. What was only named with an event is seen by
    who may see an event of it: the name of any other would tell of a restricted event.
    """

    name_en = LineField(_("name (English)"), max_length=300, blank=True)
    name_zh = LineField(_("name (Chinese)"), max_length=300, blank=True)
    registered = models.BooleanField(_("entered in the register"), default=False)
    kept_by = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    demonstration = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
