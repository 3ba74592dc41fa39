"""Reading a page as a person does."""

import re
from typing import Any


def text_of(response: Any) -> str:
    """The text of a page without its tags, blanks folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
