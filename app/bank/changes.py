"""The difference between two versions, field by field, in words a person reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import accumulate

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.types import Cognitive, Level, Use
from app.bank.drafts import Draft
from app.bank.labels import (
    COGNITIVE_LABELS,
    DIFFICULTY_LABELS,
    LEVEL_LABELS,
    USE_LABELS,
    term_words,
)
from app.bank.texts import pieces
from app.web.numbers import plain

LONGEST_COMPARED = 4000
_DIGEST = re.compile(r"picture:([0-9a-f]{8})[0-9a-f]{56}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a version in words; `name` says which field it is in every version."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs. `before` and `after` have the parts that differ in <del> and <ins>."""

    label: str
    before: Markup
    after: Markup


def find_changes(before: Draft, after: Draft, knowledge: Mapping[str, str]) -> list[Change]:
    """What differs between two versions; `knowledge` gives titles of knowledge points by id."""
    old = {field.name: field for field in fields_of(before, knowledge)}
    new = {field.name: field for field in fields_of(after, knowledge)}
    changes = []
    for name in [*new, *(name for name in old if name not in new)]:
        was = old[name].text if name in old else ""
        now = new[name].text if name in new else ""
        if was != now:
            label = (new.get(name) or old[name]).label
            changes.append(Change(label, *marked(was, now)))
    return changes


def marked(before: str, after: str) -> tuple[Markup, Markup]:
    """Both texts, escaped, with the words taken away in <del> and those added in <ins>.

    Words are compared, not characters: half a word crossed out is hard to read. Who hears the page hears
    where a change begins and ends.
    """
    if len(before) + len(after) > LONGEST_COMPARED or not (before and after):
        return _wrap("del", before), _wrap("ins", after)
    old, new = pieces(before), pieces(after)
    left, right = Markup(), Markup()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _tag, i1, i2, j1, j2 in matcher.get_opcodes():
        was, now = "".join(old[i1:i2]), "".join(new[j1:j2])
        head = _common(old[i1:i2], new[j1:j2], was, now)
        tail = _common(old[i1:i2][::-1], new[j1:j2][::-1], was[head:][::-1], now[head:][::-1])
        ends = len(was) - tail, len(now) - tail
        left += was[:head] + _wrap("del", was[head : ends[0]]) + was[ends[0] :]
        right += now[:head] + _wrap("ins", now[head : ends[1]]) + now[ends[1] :]
    return left, right


def _common(old: Sequence[str], new: Sequence[str], was: str, now: str) -> int:
    """How many characters two texts begin with alike, up to where either of them has a word's end.

    The same words are cut differently in other company; what is the same all the same stays unmarked.
    """
    ends = {*accumulate(map(len, old)), *accumulate(map(len, new))}
    fitting = [n for n in ends if n <= min(len(was), len(now)) and was[:n] == now[:n]]
    return max(fitting, default=0)


def _wrap(tag: str, text: str) -> Markup:
    if not text:
        return Markup()
    opens = _("［删去：") if tag == "del" else _("［加上：")
    heard = Markup('<span class="zk-vh">{}</span>')
    return heard.format(opens) + Markup(f"<{tag}>{escape(text)}</{tag}>") + heard.format("］")  # noqa: S704


def fields_of(draft: Draft, knowledge: Mapping[str, str]) -> list[Field]:
    """A version as fields in the order of the form; empty ones are left out."""
    fields = [*_face(draft.face, draft.key), *_key(draft.key), *_labels(draft, knowledge)]
    shown = (replace(field, text=_readable(field.text)) for field in fields)
    return [field for field in shown if field.text]


def _readable(text: str) -> str:
    """A text as it is compared: line ends of every kind are one, and a picture's name is as short as tells it
    from others."""
    return _DIGEST.sub(r"picture:\1…", text.replace("\r\n", "\n"))


def _face(face: ItemFace, key: ItemKey) -> Iterator[Field]:
    yield Field("stem", _("题干"), face.stem)
    for option in face.options:
        note = key.notes.get(option.id)
        yield Field(f"option-{option.id}", _("选项 %(id)s", id=option.id), option.text)
        if note:
            label = _("选项 %(id)s 的反馈", id=option.id)
            yield Field(f"feedback-{option.id}", label, note.feedback)
            label = _("选项 %(id)s 的误解", id=option.id)
            yield Field(f"misconception-{option.id}", label, note.misconception)
    yield Field("correct", _("正确项"), "、".join(key.correct))
    if face.type.is_choice:
        yield Field("shuffle", _("打乱次序"), _("是") if face.shuffle else _("否"))
    yield Field("points", _("分值"), plain(face.points))


def _key(key: ItemKey) -> Iterator[Field]:
    if key.truth is not None:
        yield Field("truth", _("答案"), _("对") if key.truth else _("错"))
    yield Field("misconception", _("误解"), key.misconception)
    for number, forms in enumerate(key.blanks, 1):
        yield Field(f"blank-{number}", _("第 %(n)s 空", n=number), "；".join(forms))
    if key.blanks:
        yield Field("ordered", _("按次序填"), _("是") if key.ordered else _("否"))
    if key.tolerance != Decimal(0):
        yield Field("tolerance", _("允许误差"), plain(key.tolerance))
    yield Field("model_answer", _("参考答案"), key.model_answer)
    if key.any_of:
        yield Field("any_of", _("任答几点"), str(key.any_of))
    for number, point in enumerate(key.key_points, 1):
        text = f"{point.text}（{_('%(points)s 分', points=plain(point.points))}）"
        if point.variants:
            text += "；" + "；".join(point.variants)
        text += "".join(f"；{term}" for term in term_words(point))
        yield Field(f"point-{number}", _("采分点 %(n)s", n=number), text)
    yield Field("explanation", _("解析"), key.explanation)
    for variable in key.variables:
        text = "、".join(map(plain, variable.choices)) or (
            f"{plain(variable.low)}–{plain(variable.high)} / {plain(variable.step)}"
        )
        yield Field(f"variable-{variable.name}", _("数字 %(name)s", name=variable.name), text)
    for row in key.derived:
        yield Field(f"derived-{row.name}", _("算出的 %(name)s", name=row.name), row.expression)


def _labels(draft: Draft, knowledge: Mapping[str, str]) -> Iterator[Field]:
    labels = draft.labels
    if draft.stimulus:
        yield Field("stimulus", _("材料"), "\n".join(draft.stimulus))
    points = "、".join(knowledge.get(point, point) for point in labels.knowledge)
    yield Field("knowledge", _("知识点"), points)
    yield Field("level", _("教学层次"), str(LEVEL_LABELS[Level(labels.level)]))
    yield Field("cognitive", _("认知层次"), str(COGNITIVE_LABELS[Cognitive(labels.cognitive)]))
    yield Field("difficulty", _("预计难度"), str(DIFFICULTY_LABELS[labels.difficulty]))
    yield Field("use", _("用途"), str(USE_LABELS[Use(labels.use)]))
    yield Field("source", _("来源"), labels.source)
