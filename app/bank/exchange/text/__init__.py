"""The tolerant parser of free text: pasted, out of a text file, or out of Word."""

from __future__ import annotations

from app.bank.exchange.text.reader import read_text

__all__ = ["read_text"]
