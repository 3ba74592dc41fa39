"""What a person has typed in a form and not sent yet: kept here, never in the browser of a shared computer."""

from django.db import models

from accounts.models.people import User


class Draft(models.Model):
    """The fields of one form of one person as typed, by their names; gone when the form has been taken."""

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=200)
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-saved_at",)
        constraints = (models.UniqueConstraint(fields=["user", "form"], name="draft_once_per_form"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.form}"
