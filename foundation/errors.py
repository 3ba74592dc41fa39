"""Refusals that Django has no class for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework.exceptions import APIException


class Conflict(Exception):
    """The write does not fit what stands now (HTTP 409).

    `message` is a sentence for a person; `standing` is the object that is in the way, for the page and the API to show.
    """

    def __init__(self, message: Any, standing: Any = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.standing = standing


class Several(Exception):
    """Items of a list are refused, each for a reason of its own; nothing of the list is written.

    `errors`: the exception of each such item by its place, counted from 0; `of`: how many items there are.
    """

    def __init__(self, errors: dict[int, Exception], *, of: int) -> None:
        super().__init__(f"{len(errors)} of {of}")
        self.errors = errors
        self.of = of


class Refusals:
    """Gathers what is wrong with the items of a list, so that all of it is told at once."""

    KINDS = (PermissionDenied, Http404, ValidationError, Conflict, APIException)

    def __init__(self, *, of: int) -> None:
        self.errors: dict[int, Exception] = {}
        self.of = of

    @contextmanager
    def at(self, place: int) -> Iterator[None]:
        """What is done with the item of that place: an error ends it, and is kept."""
        try:
            yield
        except self.KINDS as error:
            self.add(place, error)

    def add(self, place: int, error: Exception) -> None:
        """Keep what is wrong with the item of that place."""
        self.errors[place] = error

    def check(self) -> None:
        """Raise Several when any item was refused."""
        if self.errors:
            raise Several(dict(sorted(self.errors.items())), of=self.of)
