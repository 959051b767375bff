"""Formulas as MathML that remembers its LaTeX."""

from __future__ import annotations

import re

from app.bank.exchange.formats.xml import escape
from app.content.markdown.formulas import FormulaError, to_mathml

_SPACE = "http://www.w3.org/1998/Math/MathML"
_OUTER = re.compile(r"<math[^>]*>(.*)</math>", re.DOTALL)


def mathml_formula(latex: str, block: bool) -> str:
    """A formula as MathML with its source in an annotation; the source alone if it is none."""
    try:
        made = _OUTER.fullmatch(to_mathml(latex, block=block))
    except FormulaError:
        made = None
    if made is None:
        return escape(f"$${latex}$$" if block else f"${latex}$")
    note = f'<annotation encoding="application/x-tex">{escape(latex)}</annotation>'
    return (
        f'<math xmlns="{_SPACE}" display="{"block" if block else "inline"}">'
        f"<semantics><mrow>{made[1]}</mrow>{note}</semantics></math>"
    )
