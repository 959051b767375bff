"""Canvas exports: packages of QTI 1.2 with `assessment_meta.xml` beside each quiz."""

from app.bank.exchange.formats.qti12 import read_canvas, sniff_canvas

__all__ = ["read_canvas", "sniff_canvas"]
