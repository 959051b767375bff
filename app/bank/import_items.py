"""A question of an import against the rules of the bank: what would be stored, and what is in the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from pydantic import ValidationError

from app.bank.domain.items import LETTERS
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind, Question
from app.bank.knowledge_names import KnowledgeNames
from app.bank.label_words import read_label
from app.bank.spec_words import say
from app.bank.specs import ItemSpec, parse_item
from app.web.numbers import plain

# What only asks for a look; other problems mean that something is missing or contradicts itself.
MILD = frozenset(
    {
        ProblemKind.GUESSED_TYPE,
        ProblemKind.WHOLE_AS_POINT,
        ProblemKind.TURNED_SIMPLE,
        ProblemKind.NUMBER_GAP,
        ProblemKind.NUMBER_TWICE,
        ProblemKind.POINTS_DIFFER,
        ProblemKind.NO_EXPLANATION,
        ProblemKind.UNKNOWN_KNOWLEDGE,
        ProblemKind.UNKNOWN_LABEL,
        ProblemKind.ALL_RIGHT,
    }
)
# Below this a question is to be looked at whatever the specs say of it.
SURE = 0.75
LABELS = ("knowledge", "level", "cognitive", "difficulty", "use")
# Which field of the card a finding of the specs belongs to.
_FIELDS = {"answer": "truth", "model_answer": "reference", "misconception": "explanation"}


@dataclass(slots=True)
class Checked:
    """What the specs say of a question: a spec, or messages by the card's fields."""

    question: Question
    labels: Mapping[str, Any]
    spec: ItemSpec | None = None
    errors: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def standing(self) -> str:
        """`draft` without stem, options or key; `ready` where nothing asks for a look."""
        if is_unfinished(self.question):
            return "draft"
        doubts = any(one.kind not in MILD for one in self.question.problems)
        if self.spec is None or doubts or self.question.confidence < SURE:
            return "review"
        return "ready"


def is_unfinished(question: Question) -> bool:
    """Whether what makes it a question is missing: type, stem, options or key."""
    type_ = question.type
    if type_ is None or not (question.stem or "").strip():
        return True
    if type_.is_choice:
        return len(question.options) < 2 or not question.correct
    if type_ is ItemType.TRUE_FALSE:
        return question.truth is None
    if type_ is ItemType.FILL_BLANK:
        return not question.blanks or not any(question.blanks)
    return not (question.reference or "").strip()


def check(question: Question, labels: Mapping[str, Any], known: Collection[str]) -> Checked:
    """Ask the specs about a question; `known` are the ids of the course's knowledge points."""
    checked = Checked(question, labels)
    try:
        spec = parse_item(to_item_data(question, labels))
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            _blame(checked, detail["loc"], say(detail))
        return checked
    if strangers := [point for point in spec.knowledge if point not in known]:
        _blame(checked, ("knowledge",), _("没有知识点 %(id)s。", id="、".join(strangers)))
    else:
        checked.spec = spec
    return checked


def to_item_data(question: Question, labels: Mapping[str, Any]) -> dict[str, Any]:
    """Data for `specs.parse_item`; what is missing is left out, so that the specs complain."""
    data: dict[str, Any] = {
        "stem": question.stem or "",
        "explanation": question.explanation or _told(question),
        **{name: labels[name] for name in LABELS},
    }
    if question.type is not None:
        data["type"] = question.type.value
        data |= _shape(question, question.type)
    # Marks of a written answer follow from its key points.
    if question.points is not None and (question.type is None or question.type.is_objective):
        data["points"] = question.points
    if source := question.labels.get("source", "").strip():
        data["source"] = source[:400]
    if question.variables:
        data["variables"] = {one.name: _variable(one) for one in question.variables}
        data["derived"] = {one.name: one.expression for one in question.derived}
    return data


def _shape(question: Question, type_: ItemType) -> dict[str, Any]:
    if type_.is_choice:
        right = set(question.correct or ())
        return {
            "shuffle": question.shuffle,
            "options": [
                {
                    "text": one.text,
                    "correct": one.label in right,
                    **({"feedback": one.feedback} if one.feedback else {}),
                    **(
                        {"misconception": one.misconception}
                        if one.misconception and one.label not in right
                        else {}
                    ),
                }
                for one in question.options
            ],
        }
    if type_ is ItemType.TRUE_FALSE:
        data = {} if question.truth is None else {"answer": question.truth}
        return data | ({"misconception": question.misconception} if question.misconception else {})
    if type_ is ItemType.FILL_BLANK:
        return {
            "blanks": [list(forms) for forms in question.blanks or ()],
            "ordered": question.ordered,
            "tolerance": question.tolerance,
        }
    return {
        "model_answer": question.reference or "",
        "key_points": [
            {
                "text": one.text,
                "points": one.points,
                "variants": list(one.variants),
                **one.terms,
            }
            for one in question.key_points
        ],
        "any_of": question.any_of,
    }


def _variable(one: Any) -> dict[str, Any]:
    if one.choices:
        return {"choices": list(one.choices)}
    return {"min": one.low, "max": one.high, "step": one.step}


def _told(question: Question) -> str:
    """An explanation for a question that has none, so that students see the answer at least; options
    are named by their words, since they are shuffled."""
    if question.type is not None and question.type.is_choice:
        right = [one.text for one in question.options if one.label in (question.correct or ())]
        return f"正确答案：{'；'.join(right)}" if right else ""
    if question.type is ItemType.TRUE_FALSE and question.truth is not None:
        return f"正确答案：{'对' if question.truth else '错'}"
    if question.type is ItemType.FILL_BLANK:
        forms = [forms[0] for forms in question.blanks or () if forms]
        return f"正确答案：{'；'.join(forms)}" if forms else ""
    return "见参考答案与采分点。" if question.reference else ""


def _blame(checked: Checked, at: tuple[int | str, ...], message: str) -> None:
    name = str(at[0]) if at else "stem"
    if name in ("level", "cognitive", "difficulty", "use"):
        message = _("请选一项。")
    elif name == "knowledge" and not checked.labels["knowledge"]:
        message = _("请至少选一个知识点。")
    elif name == "knowledge":
        message = _("没有这个知识点。")
    elif name == "type" and checked.question.type is None:
        message = _("请选一项。")
    elif name == "options" and len(at) > 1:
        message = _("选项 %(id)s：%(message)s", id=LETTERS[int(at[1])], message=message)
    elif name == "blanks" and len(at) > 1:
        message = _("第 %(n)s 空：%(message)s", n=int(at[1]) + 1, message=message)
    elif name == "key_points" and len(at) > 1:
        message = _("第 %(n)s 行：%(message)s", n=int(at[1]) + 1, message=message)
    elif name == "explanation":
        return  # what is missing is the answer, and that is said there
    messages = checked.errors.setdefault(_FIELDS.get(name, name), [])
    if message not in messages:
        messages.append(message)


def labels_for(
    question: Question,
    chosen: Mapping[str, Any],
    suggested: str,
    defaults: Mapping[str, Any],
    names: KnowledgeNames,
) -> dict[str, Any]:
    """The labels a question begins with: what was chosen for the batch, else what its file says, else
    what its knowledge point asks for (`defaults`: level and cognitive by its id). `guessed` names those
    that neither a person nor the file said."""
    told = question.labels
    knowledge = list(chosen["knowledge"])
    if not knowledge:
        knowledge = names.read(told.get("knowledge", ""))[0][:3]
    is_guessed = not knowledge and bool(suggested)
    knowledge = knowledge or ([suggested] if suggested else [])
    level, cognitive = defaults.get(knowledge[0], ("", "")) if knowledge else ("", "")
    said = {name: read_label(name, told.get(name, "")) for name in LABELS[1:]}
    usual = {"level": level, "cognitive": cognitive, "difficulty": 3, "use": "practice"}
    labels = {"knowledge": knowledge} | {
        name: chosen[name] or said[name] or usual[name] for name in LABELS[1:]
    }
    guessed = [name for name in LABELS[1:] if labels[name] and not (chosen[name] or said[name])]
    return labels | {"guessed": ["knowledge", *guessed] if is_guessed else guessed}


def keep_guessed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The labels `after`, of which those that nobody changed are guessed as they were `before`."""
    guessed = [name for name in before.get("guessed", ()) if after[name] == before[name]]
    return dict(after) | {"guessed": guessed}


def point_line(text: str, points: Decimal, variants: Collection[str]) -> str:
    """A key point as the line that a person edits: words｜marks｜other wordings."""
    return "｜".join([text, plain(points), *variants])
