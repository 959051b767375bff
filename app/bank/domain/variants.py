"""Seeded numbers: one calculation item, another set of numbers for every reader.

The same item and the same seed always give the same numbers, on every machine and in every release,
so that an answer can be marked again years later. Drawing therefore uses a hash and not `random`,
whose sequences Python does not promise to keep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

from app.bank.domain.expressions import ExpressionError, evaluate, names_in, round_half_up
from app.bank.domain.items import Derived, ItemFace, ItemKey, Option, OptionNote, Variable

_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_INSIDE = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?::\s*([0-9]|percent)\s*)?")
_MOST_DECIMALS = 10

Draw = Callable[[Variable, int], int]


class VariantError(ValueError):
    """The seeded numbers of an item do not work out; the message says why, in Chinese."""


def instantiate(face: ItemFace, key: ItemKey, seed: str) -> tuple[ItemFace, ItemKey]:
    """Fill in the numbers that `seed` draws; make the seed with `variant_seed`.

    An item without seeded numbers comes back unchanged.
    """
    if not face.seeded:
        return face, key
    return fill(face, key, compute(key, by_seed(seed)))


def variant_seed(item_id: str, seed: int | str) -> str:
    """The seed of one item for one reader, so that two items of a paper do not draw alike."""
    return f"{item_id}/{seed}"


def by_seed(seed: str) -> Draw:
    """A draw that depends on the seed and the variable's name only, not on any order."""

    def draw(variable: Variable, count: int) -> int:
        digest = sha256(f"{seed}/{variable.name}".encode()).digest()
        return int.from_bytes(digest[:16], "big") % count

    return draw


def count_values(variable: Variable) -> int:
    """How many values a variable can take."""
    if variable.choices:
        return len(variable.choices)
    return int((variable.high - variable.low) // variable.step) + 1


def compute(key: ItemKey, draw: Draw) -> dict[str, Fraction]:
    """Every name with its value: drawn ones, then derived ones in authored order."""
    values: dict[str, Fraction] = {}
    for variable in key.variables:
        index = draw(variable, count_values(variable))
        values[variable.name] = _pick(variable, index)
    for row in key.derived:
        values[row.name] = _derive(row, values)
    return values


def fill(face: ItemFace, key: ItemKey, values: Mapping[str, Fraction]) -> tuple[ItemFace, ItemKey]:
    """Replace the placeholders everywhere; the results are no longer seeded."""

    def put(text: str) -> str:
        return substitute(text, values)

    filled_face = replace(
        face,
        stem=put(face.stem),
        options=tuple(Option(option.id, put(option.text)) for option in face.options),
        seeded=False,
    )
    filled_key = replace(
        key,
        blanks=tuple(tuple(put(form) for form in forms) for forms in key.blanks),
        model_answer=put(key.model_answer),
        explanation=put(key.explanation),
        misconception=put(key.misconception),
        notes={
            id_: OptionNote(feedback=put(note.feedback), misconception=put(note.misconception))
            for id_, note in key.notes.items()
        },
        key_points=tuple(
            replace(
                point,
                text=put(point.text),
                variants=tuple(map(put, point.variants)),
                must_any=tuple(map(put, point.must_any)),
                forbidden=tuple(map(put, point.forbidden)),
            )
            for point in key.key_points
        ),
        variables=(),
        derived=(),
    )
    return filled_face, filled_key


def substitute(text: str, values: Mapping[str, Fraction]) -> str:
    """Replace `{{name}}`, `{{name:2}}` and `{{name:percent}}` in one text."""
    return _PLACEHOLDER.sub(lambda match: _shown(match, values), text)


def names_used(texts: Iterable[str], derived: Sequence[Derived] = ()) -> set[str]:
    """Names that stand in placeholders or in expressions."""
    names: set[str] = set()
    for text in texts:
        for match in _PLACEHOLDER.finditer(text):
            if inside := _INSIDE.fullmatch(match[1]):
                names.add(inside[1])
    for row in derived:
        names |= names_in(row.expression)
    return names


def texts_of(face: ItemFace, key: ItemKey) -> list[str]:
    """Every text of an item in which a placeholder may stand."""
    texts = [face.stem, key.model_answer, key.explanation, key.misconception]
    texts += [option.text for option in face.options]
    texts += [form for forms in key.blanks for form in forms]
    texts += [text for note in key.notes.values() for text in (note.feedback, note.misconception)]
    texts += [
        text
        for point in key.key_points
        for text in (point.text, *point.variants, *point.must_any, *point.forbidden)
    ]
    return texts


def plain_number(value: Fraction) -> str:
    """A number without trailing zeros; `VariantError` if its decimals do not end soon."""
    for places in range(_MOST_DECIMALS + 1):
        if (value * 10**places).denominator == 1:
            return _fixed(value, places)
    raise VariantError(f"小数超过 {_MOST_DECIMALS} 位")


def _pick(variable: Variable, index: int) -> Fraction:
    if variable.choices:
        return Fraction(variable.choices[index])
    return Fraction(variable.low) + index * Fraction(variable.step)


def _derive(row: Derived, values: Mapping[str, Fraction]) -> Fraction:
    try:
        return evaluate(row.expression, values)
    except ExpressionError as error:
        raise VariantError(f"{row.name}：{error}") from None


def _shown(match: re.Match[str], values: Mapping[str, Fraction]) -> str:
    inside = _INSIDE.fullmatch(match[1])
    if inside is None:
        raise VariantError(
            f"占位符 {match[0]} 写得不对，应写作 {{{{name}}}}、{{{{name:2}}}} 或 {{{{name:percent}}}}"
        )
    name, style = inside[1], inside[2]
    if name not in values:
        raise VariantError(f"占位符 {match[0]} 里的 {name} 没有定义")
    value = values[name]
    if style and style != "percent":
        return _fixed(round_half_up(value, int(style)), int(style))
    try:
        return f"{plain_number(value * 100)}%" if style else plain_number(value)
    except VariantError as error:
        raise VariantError(
            f"占位符 {match[0]} 的{error}，请写明位数（{{{{{name}:2}}}}）或先用 round 取整"
        ) from None


def _fixed(value: Fraction, places: int) -> str:
    """Exactly `places` decimals of a value that has no more, without exponent and without -0."""
    scaled = int(value * 10**places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if scaled < 0 else "") + whole + ("." + rest if rest else "")
