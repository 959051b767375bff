"""The tolerant parser of free text: pasted, out of a text file, or out of Word."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bank.exchange.questions import Found


def read_text(text: str, *, hinted: bool = False) -> Found:
    """See `reader.read_text`. Its hundreds of patterns are compiled when a text is first read: files are
    read in a child process, and a site that starts or that is back after a failure need not wait."""
    from app.bank.exchange.text.reader import read_text as read

    return read(text, hinted=hinted)
