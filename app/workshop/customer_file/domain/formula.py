"""Arithmetic typed into a cell: 300*0.8/(1+0.1-0.8), =12000/50000, 24%.

Exact (`Fraction`), without names or calls, and small: whole powers up to 60 and texts up to 200 signs.
"""

from __future__ import annotations

import ast
import operator
import unicodedata
from collections.abc import Callable
from fractions import Fraction

LONGEST = 200
_MOST_POWER = 60
_MOST_DIGITS = 40
_STEPS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: Fraction.__truediv__,
}
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "。": ".", "^": "^", ",": ""})


def evaluate(text: str) -> Fraction | None:
    """What the typed arithmetic comes to; None where it is empty or not arithmetic.

    A leading = is allowed, × ÷ and full-width signs are read, % divides by a hundred, ^ is a power and
    a comma between digits parts thousands.
    """
    typed = unicodedata.normalize("NFKC", text).strip().removeprefix("=")
    typed = typed.translate(_SIGNS).replace("^", "**").replace("%", "/100").strip()
    if not typed or len(typed) > LONGEST or any(len(n) > _MOST_DIGITS for n in typed.split()):
        return None
    try:
        return _value(ast.parse(typed, mode="eval").body, typed)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr, source: str) -> Fraction:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        # The digits as they were typed: 0.1 is a tenth, not the float nearest to it.
        digits = ast.get_source_segment(source, node) or ""
        if "e" in digits.lower() or "x" in digits.lower() or len(digits) > _MOST_DIGITS:
            raise ValueError(digits)
        return Fraction(digits)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _value(node.operand, source)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, source), _value(node.right, source)
        if isinstance(node.op, ast.Pow):
            if right.denominator != 1 or abs(right) > _MOST_POWER or abs(left) > 10**6:
                raise ValueError("power")
            return left ** int(right)
        step = _STEPS.get(type(node.op))
        if step is not None:
            return step(left, right)
    raise ValueError(ast.dump(node)[:40])
