"""A small calculator for derived numbers: exact, and unable to do anything but arithmetic."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

LONGEST_EXPRESSION = 200
LARGEST_EXPONENT = 64
_MOST_BITS = 4096
_MOST_PLACES = 10
_LITERAL = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")

FUNCTIONS = ("round", "min", "max")


class ExpressionError(ValueError):
    """The expression cannot be read or computed; the message says why, in Chinese."""


def evaluate(expression: str, names: Mapping[str, Fraction]) -> Fraction:
    """Compute `expression` with the values of `names`, without rounding."""
    return _check_size(_value(_parse(expression), expression.strip(), names))


def names_in(expression: str) -> set[str]:
    """Names of numbers an expression reads."""
    nodes = list(ast.walk(_parse(expression)))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    return {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called}


def round_half_up(value: Fraction, places: int) -> Fraction:
    """Round to `places` decimals, halves away from zero."""
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    rounded = Fraction(whole + (2 * rest >= scaled.denominator), 10**places)
    return -rounded if value < 0 else rounded


def _parse(expression: str) -> ast.expr:
    text = expression.strip()
    if len(text) > LONGEST_EXPRESSION:
        raise ExpressionError(f"算式太长，最多 {LONGEST_EXPRESSION} 个字符")
    if not text.isascii():
        raise ExpressionError("算式只能用半角字符")
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"算式写得不对：{text}") from None


def _value(node: ast.expr, source: str, names: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant():
            return _literal(node, source)
        case ast.Name():
            if node.id not in names:
                raise ExpressionError(f"算式里的 {node.id} 没有定义（只能用前面已有的名字）")
            return names[node.id]
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, source, names)
        case ast.UnaryOp(op=ast.UAdd()):
            return _value(node.operand, source, names)
        case ast.BinOp():
            left = _value(node.left, source, names)
            return _check_size(_binary(node.op, left, _value(node.right, source, names)))
        case ast.Call():
            return _call(node, source, names)
        case _:
            raise ExpressionError("算式只能用 + - * / **、括号、round、min、max 和前面已有的名字")


def _literal(node: ast.Constant, source: str) -> Fraction:
    """Numbers are read from the source, for 0.1 is not exact once it is a float."""
    text = source[node.col_offset : node.end_col_offset]
    if node.end_lineno != 1 or not _LITERAL.fullmatch(text):
        raise ExpressionError(f"算式里的 {text[:20]} 不是普通的数")
    return Fraction(text)


def _binary(op: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            if right == 0:
                raise ExpressionError("算式里出现了除以零")
            return left / right
        case ast.Pow():
            return _power(left, right)
        case _:
            raise ExpressionError("算式只能用 + - * / ** 这几种运算")


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise ExpressionError("乘方的指数只能是整数")
    if abs(exponent) > LARGEST_EXPONENT:
        raise ExpressionError(f"乘方的指数太大，最大 {LARGEST_EXPONENT}")
    if base == 0 and exponent < 0:
        raise ExpressionError("算式里出现了除以零")
    if _bits(base) * abs(exponent) > _MOST_BITS:
        raise ExpressionError("算式的结果太大")
    return base ** int(exponent)


def _call(node: ast.Call, source: str, names: Mapping[str, Fraction]) -> Fraction:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in FUNCTIONS or node.keywords:
        raise ExpressionError("算式只能用 round(x, n)、min、max 这几个函数")
    values = [_value(argument, source, names) for argument in node.args]
    if name == "round":
        return _round(values)
    if len(values) < 2:
        raise ExpressionError(f"{name} 至少要有两个数")
    choose: Callable[[Sequence[Fraction]], Fraction] = min if name == "min" else max
    return choose(values)


def _round(values: Sequence[Fraction]) -> Fraction:
    if len(values) not in (1, 2):
        raise ExpressionError("round 要写作 round(x, n)")
    places = values[1] if len(values) == 2 else Fraction(0)
    if places.denominator != 1 or not 0 <= places <= _MOST_PLACES:
        raise ExpressionError(f"round 的小数位数要是 0 到 {_MOST_PLACES} 的整数")
    return round_half_up(values[0], int(places))


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _check_size(value: Fraction) -> Fraction:
    if _bits(value) > _MOST_BITS:
        raise ExpressionError("算式的结果太大")
    return value
