"""Content files: the YAML of `content/items/<chapter>/*.yml`, as docs/authoring.md tells it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

import yaml
from pydantic import ValidationError

from app.bank.domain.items import Variable
from app.bank.domain.types import ItemType
from app.bank.drafts import Draft
from app.bank.exchange.encoding import head
from app.bank.exchange.formats.common import check_size, finish
from app.bank.exchange.formats.zipped import Package, is_zip, open_zip, write_zip
from app.bank.exchange.from_bank import question_of
from app.bank.exchange.loss import Carries, Loss, fit
from app.bank.exchange.parts import Part
from app.bank.exchange.questions import (
    Found,
    Question,
    ReadError,
    ReadFault,
    Source,
    SourceKind,
)
from app.bank.exchange.written import Written
from app.bank.specs import ItemFileSpec, parse_item
from app.content.yaml import Document, YamlError, load_yaml

_ITEMS_A_FILE = 150
_FIRST_FREE = 1
_MOST_IDS = 999  # an id ends in three digits
_LABELS = ("level", "cognitive", "use", "source")


def _not_in_bank(question: Question) -> str:
    """A content file holds only what its checks accept; says the first thing they do not."""
    data = _item(question, question.labels.get("id", ""), question.labels.get("stimulus", ""))
    try:
        parse_item(data)
    except ValidationError as error:
        return ".".join(map(str, error.errors(include_url=False)[0]["loc"]))[:80] or "item"
    chapter = question.labels.get("chapter", "")
    return "" if re.fullmatch(r"(ch|ex)[0-9]{2}", chapter) else "chapter"


CARRIES = Carries(
    parts=frozenset(
        set(Part)
        - {Part.WHOLE, Part.CHARACTERS, Part.LETTERS, Part.PICTURES, Part.NUMBER, Part.SECTION}
    ),
    plain_tolerance=False,
    refuses=_not_in_bank,
)


def sniff_yaml(_name: str, data: bytes) -> bool:
    """Whether a file is a content file of items, or a package of such."""
    if is_zip(data):
        try:
            return any(_is_item_file(one) for one in open_zip(data).names)
        except ReadError:
            return False
    beginning = head(data, 4000)
    return (
        re.search(r"(?m)^chapter:", beginning) is not None
        and re.search(r"(?m)^items:|^stimuli:", beginning) is not None
    )


def read_yaml(data: bytes, name: str) -> Found:
    """The items of one content file or of a package of them, checked as the course's own are."""
    check_size(data)
    if not is_zip(data):
        files = [(name, data)]
    else:
        package: Package = open_zip(data)
        files = [(one, package.read(one)) for one in package.names if _is_item_file(one)]
    specs = [(path, *_spec(path, content)) for path, content in files]
    stimuli = {
        one.id: (one.title, one.text) for _path, _document, spec in specs for one in spec.stimuli
    }
    questions: list[Question] = []
    for path, document, spec in specs:
        for index, item in enumerate(spec.items):
            draft = Draft.from_spec(item, spec.chapter)
            line = document.line_of(("items", index)) or 0
            source = Source(SourceKind.LINE, line, line, path if len(specs) > 1 else "")
            if item.stimulus and item.stimulus not in stimuli:
                raise ReadError(ReadFault.BROKEN, f"{path}: {item.stimulus}"[:200], line)
            questions.append(
                question_of(
                    draft.face,
                    draft.key,
                    draft.labels.to_data(),
                    source=source,
                    stimulus=stimuli[item.stimulus] if item.stimulus else None,
                    content_id=item.id,
                )
            )
    return finish(questions)


def write_yaml(questions: Sequence[Question], *, title: str) -> Written:  # noqa: ARG001 - no place for one
    """One content file, or a package of them by chapter where there are several.

    Questions without an id get the next free one of their chapter and type.
    """
    fitted, losses = fit(questions, CARRIES)
    chapters: dict[str, list[Question]] = defaultdict(list)
    taken: Counter[tuple[str, str]] = Counter()
    full: list[Loss] = []
    for one in fitted:
        chapter, type_ = one.question.labels["chapter"], str(one.question.type)
        taken[chapter, type_] += 1
        if taken[chapter, type_] > _MOST_IDS:
            full.append(Loss(one.place, Part.WHOLE, "id"))
        else:
            chapters[chapter].append(one.question)
    losses = (*losses, *full)
    files = [
        (f"items/{chapter}/{number:02}-export.yml", content.encode())
        for chapter, members in chapters.items()
        for number, content in enumerate(_Chapter(chapter).write(members), 1)
    ]
    if len(files) == 1:
        return Written(files[0][1], "application/yaml", "yml", losses)
    return Written(write_zip(files), "application/zip", "zip", losses)


@dataclass(slots=True)
class _Chapter:
    """The files of one chapter, and the ids they have used."""

    chapter: str
    ids: set[str] = field(default_factory=set[str])
    stimuli: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    told: set[str] = field(default_factory=set[str])

    def write(self, questions: list[Question]) -> Iterator[str]:
        self.ids = {own for one in questions if (own := self.own_id(one))}
        for one in questions:
            known = one.labels.get("stimulus", "")
            if one.material and known.startswith(f"{self.chapter}-st-"):
                self.stimuli.setdefault(one.material, known)
        for first in range(0, len(questions), _ITEMS_A_FILE):
            members = questions[first : first + _ITEMS_A_FILE]
            stimuli = [self.stimulus(one) for one in members if one.material]
            items = [self.item(one) for one in members]
            data = {"chapter": self.chapter}
            fresh = [one for one in stimuli if one is not None]
            yield _dump({**data, **({"stimuli": fresh} if fresh else {}), "items": items})

    def item(self, question: Question) -> dict[str, Any]:
        type_ = cast("ItemType", question.type)
        own = self.own_id(question)
        identity = own if own and own not in self.told else self.free(type_.code)
        self.told.add(identity)
        stimulus = self.stimuli.get(question.material, "") if question.material else ""
        return _item(question, identity, stimulus)

    def own_id(self, question: Question) -> str:
        """The id a question came with, if it fits its chapter and type."""
        own = question.labels.get("id", "")
        code = cast("ItemType", question.type).code
        return own if re.fullmatch(rf"{self.chapter}-{code}-[0-9]{{3}}", own) else ""

    def stimulus(self, question: Question) -> dict[str, str] | None:
        """The material of a question the first time it is met."""
        material = cast("tuple[str, str]", question.material)
        identity = self.stimuli.get(material) or self.free("st")
        self.stimuli[material] = identity
        if identity in self.told:
            return None
        self.told.add(identity)
        return {"id": identity, "title": material[0], "text": material[1]}

    def free(self, code: str) -> str:
        used = self.ids | set(self.stimuli.values())
        number = _FIRST_FREE
        while f"{self.chapter}-{code}-{number:03}" in used:
            number += 1
        identity = f"{self.chapter}-{code}-{number:03}"
        self.ids.add(identity)
        return identity


def _item(question: Question, identity: str, stimulus: str) -> dict[str, Any]:
    labels = question.labels
    data: dict[str, Any] = {
        "id": identity,
        "type": str(question.type),
        "stem": question.stem,
        "stimulus": stimulus or None,
        "variables": {one.name: _variable(one) for one in question.variables},
        "derived": {one.name: one.expression for one in question.derived},
        **_answer(question),
        "explanation": question.explanation,
        "points": None if question.points is None else _number(question.points),
        "knowledge": labels.get("knowledge", "").split(),
        "difficulty": int(labels["difficulty"])
        if labels.get("difficulty", "").isdecimal()
        else None,
        **{name: labels.get(name) for name in _LABELS},
    }
    return {name: value for name, value in data.items() if value not in (None, {}, [], "")}


def _answer(question: Question) -> dict[str, Any]:
    if question.options:
        right = set(question.correct or ())
        return {
            "shuffle": None if question.shuffle else False,
            "options": [
                _given(
                    {
                        "text": one.text,
                        "correct": True if one.label in right else None,
                        "feedback": one.feedback,
                        "misconception": one.misconception,
                    }
                )
                for one in question.options
            ],
        }
    if question.type is ItemType.TRUE_FALSE:
        return {"answer": question.truth, "misconception": question.misconception}
    if question.type is ItemType.FILL_BLANK:
        return {
            "blanks": [list(forms) for forms in question.blanks or ()],
            "ordered": None if question.ordered else False,
            "tolerance": _number(question.tolerance) if question.tolerance else None,
        }
    points = [
        _given(
            {"text": p.text, "points": _number(p.points), "variants": list(p.variants), **p.terms}
        )
        for p in question.key_points
    ]
    return {
        "model_answer": question.reference,
        "key_points": points,
        "any_of": question.any_of or None,
    }


def _variable(one: Variable) -> dict[str, Any]:
    if one.choices:
        return {"choices": [_number(choice) for choice in one.choices]}
    return {"min": _number(one.low), "max": _number(one.high), "step": _number(one.step)}


def _given(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _number(value: Decimal) -> int | str:
    """A number with the digits it had, since 4 and 4.0 make different versions of an item."""
    text = format(value, "f")
    return text if "." in text else int(text)


def _dump(data: dict[str, Any]) -> str:
    return yaml.dump(
        data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=100_000
    )


def _is_item_file(path: str) -> bool:
    return path.endswith((".yml", ".yaml")) and "items/" in path


def _spec(path: str, content: bytes) -> tuple[Document, ItemFileSpec]:
    try:
        document = load_yaml(content.decode("utf-8-sig"))
        return document, ItemFileSpec.model_validate(document.value)
    except UnicodeDecodeError:
        raise ReadError(ReadFault.BROKEN, f"{path}: UTF-8"[:200]) from None
    except YamlError as error:
        raise ReadError(
            ReadFault.BROKEN, f"{path}: {error.message}"[:200], error.line or 0
        ) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ReadError(ReadFault.BROKEN, f"{path} › {place}: {first['msg']}"[:300]) from None
    except RecursionError:
        raise ReadError(ReadFault.BROKEN, path[:200]) from None
