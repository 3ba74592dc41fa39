"""Refusals that Django has no class for."""

from typing import Any


class Conflict(Exception):
    """The write does not fit what stands now (HTTP 409).

    `message` is a sentence for a person; `standing` is the object that is in the way, for the page and the API to show.
    """

    def __init__(self, message: Any, standing: Any = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.standing = standing
