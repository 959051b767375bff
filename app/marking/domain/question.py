"""A question of a frozen paper as it is marked now: its face as candidates saw it, and the keys that hold.

A newer key was written for a newer face, which may have other options. It is translated into the
options that stood on the paper, so that an answer is only ever compared with what its author could
tick: an option that is gone from the item is simply not right, and one that is new could not be missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.bank.domain.grading import ResponseError
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.normalise import normalise
from app.bank.domain.responses import Response
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.domain.variants import instantiate
from app.marking.domain.machine import MachineMark, best_grade, mark_answer
from app.marking.domain.rulings import Mode, Terms

VOIDED = "本题作废，不计分"
ALL_FULL = "本题人人满分"


class Misfit(StrEnum):
    """Why a key cannot mark this paper; the interface has the words."""

    TYPE = "type"
    BLANKS = "blanks"
    UNREACHABLE = "unreachable"


class MisfitError(ValueError):
    """A version whose key cannot mark what candidates saw."""

    def __init__(self, misfit: Misfit) -> None:
        super().__init__(misfit.value)
        self.misfit = misfit


# Marks a written answer without a person where it is sure enough: (face, keys, response, worth).
Reader = Callable[[ItemFace, Sequence[ItemKey], Response, Decimal], MachineMark | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A question as it stands on the paper. Without a `reader` people mark written answers; `lenient`
    leaves to them what a blank holds beside the listed forms."""

    version_id: int
    face: ItemFace
    key: ItemKey
    points: Decimal
    rule: MultipleResponseRule
    reader: Reader | None = None
    lenient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What marks an answer now. `keys` are those that are right, the main one first.

    `version_id` is the version the main key comes from, `worth` the marks of the question (0 if void).
    """

    face: ItemFace
    keys: tuple[ItemKey, ...]
    worth: Decimal
    mode: Mode
    rule: MultipleResponseRule
    version_id: int
    reader: Reader | None = None
    lenient: bool = False

    @property
    def is_objective(self) -> bool:
        return self.face.type.is_objective

    @property
    def key(self) -> ItemKey:
        return self.keys[0]

    def for_numbers(self, seed: str | None) -> tuple[ItemFace, tuple[ItemKey, ...]]:
        """Face and keys with the numbers that this seed draws; None where nothing is seeded."""
        if seed is None:
            return self.face, self.keys
        pairs = [instantiate(self.face, key, seed) for key in self.keys]
        return pairs[0][0], tuple(key for _face, key in pairs)

    def mark(self, response: Response, seed: str | None = None) -> MachineMark | None:
        """Mark one answer; None where a person has to read it."""
        if self.mode is Mode.VOID:
            return MachineMark(points=Decimal(0), correctness=None, reason=VOIDED)
        if self.mode is Mode.FULL:
            return MachineMark(points=self.worth, correctness=Decimal(1), reason=ALL_FULL)
        face, keys = self.for_numbers(seed)
        found = mark_answer(face, keys, response, points=self.worth, rule=self.rule)
        if self._is_read(face, found):
            return self.reader(face, keys, response, self.worth) if self.reader else None
        return found

    def _is_read(self, face: ItemFace, found: MachineMark | None) -> bool:
        """Whether the answer has to be read for what it means, by the engine or by a person."""
        if not face.type.is_objective:
            return found is None
        if face.type is not ItemType.FILL_BLANK or not self.lenient or found is None:
            return False
        return found.correctness != 1 and not found.reason  # a reason: nothing was answered

    def told_key(self, response: Response, seed: str | None = None) -> ItemKey:
        """The key to show beside an answer: the one under which it earned most."""
        face, keys = self.for_numbers(seed)
        if face.type is ItemType.SINGLE_CHOICE:
            right = {option for key in keys for option in key.correct}
            correct = tuple(option for option in face.option_ids() if option in right)
            return replace(keys[0], correct=correct)
        if len(keys) == 1 or not face.type.is_objective:
            return keys[0]
        try:
            return best_grade(face, keys, response, self.rule)[1]
        except ResponseError:
            return keys[0]


def stand(frozen: Frozen, terms: Terms, fixed: tuple[ItemFace, ItemKey] | None) -> Question:
    """The question under these terms; `fixed` is the version of the newest 改答案, if one stands.

    Raises MisfitError where that version's key cannot mark this paper.
    """
    key = frozen.key if fixed is None else translate(frozen.face, frozen.key, *fixed)
    return Question(
        face=frozen.face,
        keys=with_accepted(frozen.face, key, terms.accepted),
        worth=terms.worth(frozen.points),
        mode=terms.mode,
        rule=frozen.rule,
        version_id=terms.version_id or frozen.version_id,
        reader=frozen.reader,
        lenient=frozen.lenient,
    )


def match_options(old: ItemFace, new: ItemFace) -> dict[str, str]:
    """Which option of a newer face each option of the paper became, by id; those that are gone lack.

    Letters are given in authored order, so taking one option away renames those behind it: the same
    words are the same option. What is left over under the same letter is one whose wording was changed.
    """
    by_text = {normalise(option.text) or option.text: option.id for option in new.options}
    found = {
        option.id: by_text[text]
        for option in old.options
        if (text := normalise(option.text) or option.text) in by_text
    }
    free = set(new.option_ids()) - set(found.values())
    return found | {id_: id_ for id_ in old.option_ids() if id_ not in found and id_ in free}


def translate(old: ItemFace, old_key: ItemKey, new: ItemFace, key: ItemKey) -> ItemKey:
    """A newer key in terms of the paper that candidates saw. Raises MisfitError.

    Seeded numbers stay those that were drawn when the paper was sat.
    """
    if new.type is not old.type:
        raise MisfitError(Misfit.TYPE)
    if new.blanks != old.blanks:
        raise MisfitError(Misfit.BLANKS)
    key = replace(key, variables=old_key.variables)
    if not old.type.is_choice:
        return key
    became = match_options(old, new)
    correct = tuple(id_ for id_ in old.option_ids() if became.get(id_) in key.correct)
    if not correct:
        raise MisfitError(Misfit.UNREACHABLE)
    notes = {id_: key.notes[there] for id_, there in became.items() if there in key.notes}
    return replace(key, correct=correct, notes=notes)


def with_accepted(
    face: ItemFace, key: ItemKey, accepted: Sequence[Mapping[str, Any]]
) -> tuple[ItemKey, ...]:
    """The key and what is right besides: other options, other truths, other forms, other wordings."""
    keys = [key]
    for more in accepted:
        match face.type:
            case ItemType.SINGLE_CHOICE:
                keys += [replace(key, correct=(option,)) for option in more.get("options", ())]
            case ItemType.MULTIPLE_RESPONSE:
                ticked = set(more.get("options", ()))
                correct = tuple(id_ for id_ in face.option_ids() if id_ in ticked)
                keys.append(replace(key, correct=correct))
            case ItemType.TRUE_FALSE:
                keys.append(replace(key, truth=bool(more.get("truth"))))
            case ItemType.FILL_BLANK:
                keys = [_with_forms(one, more.get("forms", ())) for one in keys]
            case _:
                keys = [_with_variants(one, more.get("variants", {})) for one in keys]
    return tuple(keys)


def _with_forms(key: ItemKey, forms: Sequence[Sequence[str]]) -> ItemKey:
    added = [*forms, *([()] * len(key.blanks))]
    blanks = tuple((*own, *more) for own, more in zip(key.blanks, added, strict=False))
    return replace(key, blanks=blanks)


def _with_variants(key: ItemKey, variants: Mapping[str, Sequence[str]]) -> ItemKey:
    points = tuple(
        replace(point, variants=(*point.variants, *variants.get(point.id, ())))
        for point in key.key_points
    )
    return replace(key, key_points=points)
