"""Formulas for Word: LaTeX by way of MathML into Office Math (ECMA-376, part 1, section 22.1)."""

from __future__ import annotations

from typing import Any, cast

from docx.oxml import parse_xml as _parse  # pyright: ignore[reportUnknownVariableType]

from app.bank.exchange.formats.xml import Node, element, escape, parse_xml
from app.content.markdown.formulas import FormulaError, to_mathml

_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def omml_of(latex: str) -> Any | None:
    """An `m:oMath` element, None for what is no formula we can show."""
    try:
        tree = parse_xml(to_mathml(latex).encode())
    except (FormulaError, ValueError):
        return None
    inside = "".join(map(_omml, tree.children))
    made = cast("Any", _parse)
    return made(element("m:oMath", {"xmlns:m": _SPACE}, inside))


def _omml(node: Node) -> str:
    parts = [_omml(child) for child in node.children]
    match node.tag, parts:
        case "mfrac", [above, below]:
            return element("m:f", None, _part("num", above), _part("den", below))
        case "msup" | "mover", [base, power]:
            return element("m:sSup", None, _part("e", base), _part("sup", power))
        case "msub" | "munder", [base, index]:
            return element("m:sSub", None, _part("e", base), _part("sub", index))
        case "msubsup" | "munderover", [base, index, power]:
            pieces = (_part("e", base), _part("sub", index), _part("sup", power))
            return element("m:sSubSup", None, *pieces)
        case "msqrt", _:
            hidden = element("m:radPr", None, element("m:degHide", {"m:val": "1"}))
            return element("m:rad", None, hidden, element("m:deg"), _part("e", "".join(parts)))
        case "mroot", [base, degree]:
            return element("m:rad", None, _part("deg", degree), _part("e", base))
        case _:
            return "".join(parts) if parts else _run(node.text.strip())


def _part(name: str, inside: str) -> str:
    return element(f"m:{name}", None, inside)


def _run(text: str) -> str:
    return element("m:r", None, element("m:t", None, escape(text))) if text else ""
