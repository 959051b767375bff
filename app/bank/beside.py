"""What stands beside the editor's form: what students see, what guessing earns, remarks, similar items.

A constant number of SQL statements, whatever the bank grows to; nothing here is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from flask import url_for

from app.bank.alike import Alike, find_alike, text_of
from app.bank.domain.guessing import Guesses, simulate
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.lint import Remark, Sign, lint
from app.bank.domain.types import ItemType
from app.bank.forms import ItemForm
from app.bank.guess_words import GuessTable, guess_table
from app.bank.habits import load_habit
from app.bank.lint_answers import lint_item
from app.bank.lint_drawn import lint_drawn
from app.bank.models import Item
from app.bank.queries import chapters_of, list_knowledge
from app.bank.remark_words import Said, say_remark
from app.bank.views import preview_view, question_view, stimulus_view
from app.web.numbers import percent
from app.web.questionview import QuestionView, StimulusView

LONGEST_NAMED = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Everything the page shows beside the form. `material` is the 材料 the item asks about, `points`
    the sum of the key points, if there are any, `usual` what an item of this type is worth as a rule."""

    material: StimulusView | None
    student: QuestionView
    told: QuestionView
    guesses: GuessTable | None
    remarks: Sequence[Said]
    alike: Sequence[Alike]
    titles: dict[str, str]
    points: Decimal | None
    usual: Decimal
    any_of: int = 0

    def at(self, place: str) -> list[Said]:
        """The remarks on one field of the form."""
        return [remark for remark in self.remarks if remark.place == place]


def beside_of(form: ItemForm, item: Item | None = None) -> Beside:
    """What stands in the form by now, however unfinished, and what there is to say of it."""
    face, key = form.for_preview()
    version = item.current_version if item else None
    material = version.stimulus if version else None
    if version is not None:
        face = replace(face, stimulus=version.face["stimulus"])
    knowledge = [point for point in form.knowledge.data if point]
    own = text_of(face, knowledge)
    alike = find_alike(own, item.id if item else None) if own.stem else []
    return Beside(
        material=stimulus_view((material.id, material.title, material.text)) if material else None,
        student=question_view(face, key="student"),
        told=preview_view(face, key, key="preview"),
        guesses=_guesses(simulate(face, key), face.points),
        remarks=_remarks(form, face, key, alike, item),
        alike=alike,
        titles={point.id: point.title for point in list_knowledge()} if alike else {},
        points=key.full_points if key.key_points else None,
        usual=form.type.default_points,
        any_of=key.any_of if key.most is not None else 0,
    )


def _guesses(found: Guesses | None, points: Decimal) -> GuessTable | None:
    return guess_table(found, points) if found else None


def _remarks(
    form: ItemForm, face: ItemFace, key: ItemKey, alike: Sequence[Alike], item: Item | None
) -> list[Said]:
    stated = _decimal(form.points.data) if "key_points" in form else None
    habit = None
    if face.type is ItemType.SINGLE_CHOICE and not face.shuffle and form.knowledge[0].data:
        chapter = chapters_of([form.knowledge[0].data]).get(form.knowledge[0].data, "")
        habit = load_habit(chapter, len(face.options), item.id if item else None)
    found = [
        *lint_drawn(face, key),
        *lint(face, key, stated=stated, habit=habit),
        *lint_item(face, key),
    ]
    return [*_twins(form, alike), *(say_remark(one, _anchor(form, one)) for one in found)]


def _twins(form: ItemForm, alike: Sequence[Alike]) -> list[Said]:
    """The one item that most likely asks the same."""
    if not alike or not alike[0].likeness.is_twin:
        return []
    first = alike[0]
    title = first.title if len(first.title) <= LONGEST_NAMED else f"{first.title[:LONGEST_NAMED]}…"
    facts: dict[str, str | int] = {"title": title, "share": percent(first.likeness.share)}
    remark = Remark(sign=Sign.TWIN, place="stem", facts=facts)
    url = url_for("bank.item", public_id=first.public_id)
    return [say_remark(remark, form.stem.id, url)]


def _anchor(form: ItemForm, remark: Remark) -> str:
    """The id of the input that a remark is about."""
    if remark.place in ("options", "key_points"):
        return form.row_anchor(remark.index)
    return form[remark.place].id


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text or "")
    except InvalidOperation:
        return None
