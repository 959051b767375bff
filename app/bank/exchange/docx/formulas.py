"""Word's formulas (OMML, ECMA-376 part 1, 22.1) into LaTeX."""

from __future__ import annotations

from collections.abc import Callable

from app.bank.exchange.docx.names import Element, child, local, value

_DEEPEST = 40
_SIGNS = {
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\epsilon ",
    "θ": r"\theta ", "λ": r"\lambda ", "μ": r"\mu ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ",
    "τ": r"\tau ", "φ": r"\phi ", "ω": r"\omega ", "Δ": r"\Delta ", "Σ": r"\Sigma ", "Ω": r"\Omega ",
    "×": r"\times ", "÷": r"\div ", "±": r"\pm ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ",
    "≈": r"\approx ", "∞": r"\infty ", "∑": r"\sum ", "∏": r"\prod ", "∫": r"\int ", "√": r"\surd ",
    "∈": r"\in ", "→": r"\to ", "·": r"\cdot ", "∂": r"\partial ", "…": r"\ldots ", "−": "-",
    "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "$": r"\$",
    "\\": r"\backslash ", "~": r"\sim ", "^": r"\hat{}",
}  # fmt: skip
_ACCENTS = {"̂": "hat", "̅": "overline", "̄": "bar", "⃗": "vec", "̇": "dot", "̈": "ddot", "̃": "tilde"}
_NARY = {"∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∮": r"\oint", "⋃": r"\bigcup", "⋂": r"\bigcap"}
_FUNCTIONS = frozenset(
    ["sin", "cos", "tan", "cot", "ln", "log", "lg", "exp", "lim", "max", "min", "det"]
)


def to_latex(node: Element) -> str:
    """A formula as LaTeX without the dollar signs; empty where there is nothing in it."""
    return _children(node, 0).strip()


def _children(node: Element | None, depth: int) -> str:
    if node is None or depth > _DEEPEST:
        return ""
    return "".join(_one(part, depth + 1) for part in node)


def _one(node: Element, depth: int) -> str:
    name = local(node)
    write = _WRITERS.get(name)
    if write is not None:
        return write(node, depth)
    if name.endswith("Pr") or name in ("w:del", "w:moveFrom"):
        return ""
    return _children(node, depth)


def _part(node: Element, name: str, depth: int) -> str:
    return _children(child(node, f"m:{name}"), depth).strip()


def _run(node: Element, _depth: int) -> str:
    text = "".join(part.text or "" for part in node if local(part) in ("m:t", "w:t"))
    return "".join(_SIGNS.get(char, char) for char in text)


def _fraction(node: Element, depth: int) -> str:
    kind = value(child(node, "m:fPr", "m:type"))
    over, under = _part(node, "num", depth), _part(node, "den", depth)
    return f"{over}/{under}" if kind in ("lin", "skw") else f"\\frac{{{over}}}{{{under}}}"


def _superscript(node: Element, depth: int) -> str:
    return f"{_base(node, depth)}^{{{_part(node, 'sup', depth)}}}"


def _subscript(node: Element, depth: int) -> str:
    return f"{_base(node, depth)}_{{{_part(node, 'sub', depth)}}}"


def _both(node: Element, depth: int) -> str:
    sub, sup = _part(node, "sub", depth), _part(node, "sup", depth)
    return f"{_base(node, depth)}_{{{sub}}}^{{{sup}}}"


def _base(node: Element, depth: int) -> str:
    base = _part(node, "e", depth)
    return base if len(base) == 1 else f"{{{base}}}"


def _root(node: Element, depth: int) -> str:
    degree, inner = _part(node, "deg", depth), _part(node, "e", depth)
    return f"\\sqrt[{degree}]{{{inner}}}" if degree else f"\\sqrt{{{inner}}}"


def _nary(node: Element, depth: int) -> str:
    sign = value(child(node, "m:naryPr", "m:chr")) or "∫"
    sub, sup = _part(node, "sub", depth), _part(node, "sup", depth)
    text = _NARY.get(sign, sign)
    text += f"_{{{sub}}}" if sub else ""
    text += f"^{{{sup}}}" if sup else ""
    return f"{text} {_part(node, 'e', depth)}"


def _brackets(node: Element, depth: int) -> str:
    properties = child(node, "m:dPr")
    opens = value(child(properties, "m:begChr"))
    closes = value(child(properties, "m:endChr"))
    between = value(child(properties, "m:sepChr")) or "|"
    inner = between.join(_children(part, depth).strip() for part in node if local(part) == "m:e")
    return f"\\left{_bracket(opens, '(')} {inner} \\right{_bracket(closes, ')')}"


def _bracket(sign: str | None, default: str) -> str:
    if sign is None:
        return default
    return {"{": r"\{", "}": r"\}", "": "."}.get(sign, sign if sign in "()[]|" else ".")


def _function(node: Element, depth: int) -> str:
    name = _part(node, "fName", depth)
    return f"{chr(92) + name if name in _FUNCTIONS else name} {_part(node, 'e', depth)}"


def _accent(node: Element, depth: int) -> str:
    sign = value(child(node, "m:accPr", "m:chr")) or "̂"
    return f"\\{_ACCENTS.get(sign, 'hat')}{{{_part(node, 'e', depth)}}}"


def _bar(node: Element, depth: int) -> str:
    below = value(child(node, "m:barPr", "m:pos")) == "bot"
    return f"\\{'underline' if below else 'overline'}{{{_part(node, 'e', depth)}}}"


def _lower_limit(node: Element, depth: int) -> str:
    return f"{_limit_base(node, depth)}_{{{_part(node, 'lim', depth)}}}"


def _upper_limit(node: Element, depth: int) -> str:
    return f"{_limit_base(node, depth)}^{{{_part(node, 'lim', depth)}}}"


def _limit_base(node: Element, depth: int) -> str:
    base = _part(node, "e", depth)
    return f"\\{base}" if base in _FUNCTIONS else f"{{{base}}}"


def _matrix(node: Element, depth: int) -> str:
    rows = [
        " & ".join(_children(cell, depth).strip() for cell in row if local(cell) == "m:e")
        for row in node
        if local(row) == "m:mr"
    ]
    return "\\begin{matrix}" + r" \\ ".join(rows) + "\\end{matrix}"


def _rows(node: Element, depth: int) -> str:
    rows = [_children(part, depth).strip() for part in node if local(part) == "m:e"]
    return "\\begin{matrix}" + r" \\ ".join(rows) + "\\end{matrix}"


_WRITERS: dict[str, Callable[[Element, int], str]] = {
    "m:r": _run,
    "w:r": _run,
    "m:f": _fraction,
    "m:sSup": _superscript,
    "m:sSub": _subscript,
    "m:sSubSup": _both,
    "m:rad": _root,
    "m:nary": _nary,
    "m:d": _brackets,
    "m:func": _function,
    "m:acc": _accent,
    "m:bar": _bar,
    "m:limLow": _lower_limit,
    "m:limUpp": _upper_limit,
    "m:m": _matrix,
    "m:eqArr": _rows,
}
