"""The JSON that the API sends."""

from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8 by orjson: 5 to 10 times as fast as the standard library on a list."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """The bytes; none for nothing. Texts not yet translated are."""
        return b"" if data is None else orjson.dumps(data, default=str)
