"""Tables whose rows are never changed nor deleted: not by the model, not by a queryset, not by a cascade (PROTECT)."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyQuerySet(models.QuerySet):
    """Rows may be read and added."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: rows stay as they were written."""
        raise TypeError(f"{self.model.__name__} is append-only.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: rows stay as they were written."""
        raise TypeError(f"{self.model.__name__} is append-only.")

    def delete(self) -> NoReturn:
        """Refused: rows stay."""
        raise TypeError(f"{self.model.__name__} is append-only.")


class AppendOnly(models.Model):
    """A row that is saved once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the first save; a second one raises TypeError."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: rows stay."""
        raise TypeError(f"{type(self).__name__} is append-only.")
