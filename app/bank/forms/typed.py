"""What a person typed or pasted, before it is read: texts with the bank's line ends, numbers in plain digits."""

from __future__ import annotations

import unicodedata

from app.web.forms import strip


def prose(text: str | None) -> str | None:
    """A filter for texts. Browsers send CR LF, and the course's own texts have LF: a text that nobody
    touched would otherwise be another one after saving, and rows of a table no rows."""
    kept = strip(text)
    return kept.replace("\r\n", "\n").replace("\r", "\n") if isinstance(kept, str) else kept


def figure(text: str | None) -> str | None:
    """A filter for numbers: full-width digits and points, as Chinese keyboards give them, are plain ones."""
    kept = strip(text)
    return unicodedata.normalize("NFKC", kept).replace("。", ".") if isinstance(kept, str) else kept
