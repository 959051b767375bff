"""QTI of any version: 1.2, 2.1, 2.2 or 3.0, told apart by what the file holds."""

from __future__ import annotations

from app.bank.exchange.formats.qti2 import read_qti2, sniff_qti2
from app.bank.exchange.formats.qti12 import read_qti12, sniff_canvas, sniff_qti12
from app.bank.exchange.questions import Found


def sniff_qti(name: str, data: bytes) -> bool:
    return sniff_qti2(name, data) or sniff_qti12(name, data)


def read_qti(data: bytes, name: str) -> Found:
    """The questions of a QTI file; `ReadError` where it is none or unsafe."""
    if sniff_qti12(name, data) or sniff_canvas(name, data):
        return read_qti12(data, name)
    return read_qti2(data, name)
