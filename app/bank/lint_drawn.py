"""Remarks on what an item's texts would draw and cannot: formulas that cannot be read, pictures there are none of.

Such an item can be stored, and its readers see signs instead of a formula or a frame without a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select

from app.bank import pictures
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.lint import Remark, Sign
from app.bank.import_models import ItemPicture
from app.content.markdown.formulas import FormulaError, to_mathml
from app.content.markdown.inline import FORMULA
from app.extensions import db

LONGEST = 40
_FORMULA = re.compile(FORMULA, re.DOTALL)
_BEGUN = re.compile(r"(?<!\\)\$\s*\\[A-Za-z][^\n]*")
_Text = tuple[str, int | None, str]


def lint_drawn(face: ItemFace, key: ItemKey) -> list[Remark]:
    """One remark for each place and kind, the first of its faults named; at most one SQL statement."""
    texts = list(_texts(face, key))
    missing = _missing("\n".join(text for _place, _index, text in texts))
    found: list[Remark] = []
    for place, index, text in texts:
        if bad := _bad_formula(text):
            facts: dict[str, str | int] = {"formula": bad[:LONGEST]}
            found.append(Remark(sign=Sign.BAD_FORMULA, place=place, index=index, facts=facts))
        if pictures.used_in([text]) & missing:
            found.append(Remark(sign=Sign.NO_PICTURE, place=place, index=index))
    return found


def _texts(face: ItemFace, key: ItemKey) -> Iterator[_Text]:
    """The texts of a form with the places at which their remarks stand."""
    yield "stem", None, face.stem
    for index, option in enumerate(face.options):
        yield "options", index, option.text
    if key.model_answer:
        yield "key_points", None, key.model_answer
    yield "explanation", None, key.explanation


def _bad_formula(text: str) -> str:
    for hit in _FORMULA.finditer(text):
        latex = next(filter(None, hit.groups()), "")
        try:
            to_mathml(latex.strip())
        except FormulaError:
            return hit.group()
    # Begun and never ended: the sign stays a sign, and all behind it too.
    left = _BEGUN.search(_FORMULA.sub("", text))
    return left.group() if left else ""


def _missing(text: str) -> set[str]:
    """The pictures that a text names and nobody has brought."""
    named = pictures.used_in([text])
    if not named:
        return set()
    query = select(ItemPicture.digest).where(ItemPicture.digest.in_(named))
    return named - set(db.session.scalars(query))
