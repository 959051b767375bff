"""Word documents (.docx) into text that the parser of free text reads."""

from __future__ import annotations

from app.bank.exchange.docx.reader import read_docx, sniff_docx

__all__ = ["read_docx", "sniff_docx"]
