"""The answer to OPTIONS."""

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request


class Metadata(BaseMetadata):
    """The methods of an address."""

    def determine_metadata(self, request: Request, view: Any) -> dict[str, Any]:
        """The methods, as in the header `Allow`."""
        return {"methods": view.allowed_methods}
