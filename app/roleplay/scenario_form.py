"""The form view of a scenario: what of its YAML can be filled in by fields.

What the form does not show (knowledge points, exploits, what an author says that a line to choose does)
stays as it is in the text. The way back is `app.roleplay.scenario_filling`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.content.problems import Problem
from app.roleplay import scenario_fields as fields
from app.roleplay import words
from app.roleplay.domain.acts import MISCONDUCT, Act
from app.roleplay.domain.scenario import Condition, Ending, Moment, Sort
from app.roleplay.scenario_fields import Group, Input

_INDEX, _NUMBERS = re.compile(r"\[(\d+)\]"), re.compile(r"(\.\d+)+$")
DROP, ADD_PERSON = "drop", "add-person"
# By person: every customer has groups of their own.
PERSONA_GROUPS = (fields.FACTS, fields.NEEDS, fields.OBJECTIONS)
GROUPS = (fields.LIMITS, fields.CHECKS, fields.GOOD_CHOICES, fields.WRONG_CHOICES)
# By the name of the options: (value, word) each.
Offers = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Tick:
    """One box of several: its name in the form, its word, and whether it is ticked."""

    name: str
    word: str
    on: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An input with its name in the form and its value as text, or its boxes."""

    path: str
    input: Input
    value: str
    offered: tuple[tuple[str, str], ...] = ()
    ticks: tuple[Tick, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One of a group. `drop` is the name of the box that takes it away, "" for the row of a new one."""

    title: str
    inputs: tuple[Shown, ...]
    drop: str = ""

    @property
    def wrong(self) -> bool:
        return any(one.errors for one in self.inputs)


@dataclass(frozen=True, slots=True)
class Rows:
    group: Group
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A customer's part of the form. `drop` is the name of the box that takes them away."""

    name: str
    drop: str
    head: tuple[Shown, ...]
    groups: tuple[Rows, ...]
    replies: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form of a document."""

    head: tuple[Shown, ...]
    limits: Rows
    people: tuple[Person, ...]
    rubric: tuple[Shown, ...]
    checks: Rows
    choices: tuple[Rows, ...]
    scripts: tuple[Shown, ...]

    def inputs(self) -> Iterator[Shown]:
        """Every field, in the order of the page."""
        yield from (*self.head, *_all(self.limits))
        for person in self.people:
            yield from person.head
            for group in person.groups:
                yield from _all(group)
            yield from person.replies
        yield from (*self.rubric, *_all(self.checks))
        for group in self.choices:
            yield from _all(group)
        yield from self.scripts


def form_of(document: Mapping[str, Any], problems: Sequence[Problem] = ()) -> Form:
    """The form that shows a document, with what is wrong beside the fields."""
    make = _Maker(offers_of(document), _by_path(problems))
    return Form(
        head=make.shown(document, fields.HEAD),
        limits=make.rows(document, fields.LIMITS),
        people=tuple(
            make.person(persona, f"personas.{at}.") for at, persona in enumerate(people(document))
        ),
        rubric=make.shown(document, fields.RUBRIC),
        checks=make.rows(document, fields.CHECKS),
        choices=tuple(
            make.rows(document, one) for one in (fields.GOOD_CHOICES, fields.WRONG_CHOICES)
        ),
        scripts=make.shown(document, fields.SCRIPTS),
    )


def placed(form: Form, problems: Sequence[Problem]) -> list[Shown | None]:
    """For each problem the field that shows it, if one does."""
    known = {one.path: one for one in form.inputs()}
    return [known.get(_path_of(one)) for one in problems]


def people(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return dicts(document.get("personas"))


def offers_of(document: Mapping[str, Any]) -> dict[str, Sequence[tuple[str, str]]]:
    """What choices and boxes offer; those that depend on a customer are added for each."""
    found = people(document)
    every = str(words.EVERYBODY)
    return {
        "sorts": [(one.value, str(words.SORTS[one])) for one in Sort],
        "plays": [("", str(words.NO_PLAY)), *((key, str(w)) for key, w in words.PLAYS.items())],
        "rubrics": [(key, str(word)) for key, word in fields.RUBRIC_WORDS.items()],
        "conditions": [(one.value, str(fields.CONDITION_WORDS[one])) for one in Condition],
        "moments": [(one.value, str(fields.MOMENT_WORDS[one])) for one in Moment],
        "acts": [(one.value, str(words.ACTS[one])) for one in Act if one not in MISCONDUCT],
        "people": [("", every), *((id_of(one), str(one.get("name") or "")) for one in found)],
        "refs": [("", "—"), *_refs(found)],
    }


# ── showing


class _Maker:
    """Makes fields of values; `errors` are the messages by path."""

    def __init__(self, offers: Offers, errors: Mapping[str, Sequence[str]]) -> None:
        self._offers = offers
        self._errors = errors

    def shown(
        self, value: Mapping[str, Any], inputs: Sequence[Input], base: str = ""
    ) -> tuple[Shown, ...]:
        return tuple(
            self._show(one, value_at(value, one.name), f"{base}{one.name}") for one in inputs
        )

    def rows(self, value: Mapping[str, Any], group: Group, base: str = "") -> Rows:
        """The rows of a group, and an empty one."""
        found = dicts(value_at(value, group.name))
        made: list[Row] = []
        for at, row in enumerate([*found, {}]):
            path = f"{base}{group.name}.{at}."
            title = str(row.get(group.head) or "")
            drop = f"{path}{DROP}" if at < len(found) else ""
            made.append(Row(title, self.shown(row, group.inputs, path), drop))
        return Rows(group, tuple(made))

    def person(self, persona: Mapping[str, Any], base: str) -> Person:
        own = _Maker({**self._offers, "facts": _named(persona, "facts")}, self._errors)
        replies = [
            replace(own._show(one, value_at(persona, one.name), f"{base}{one.name}"), input=named)
            for one, named in reply_inputs(persona)
        ]
        return Person(
            str(persona.get("name") or ""),
            f"{base}{DROP}",
            own.shown(persona, fields.PERSONA, base),
            tuple(own.rows(persona, group, base) for group in PERSONA_GROUPS),
            tuple(replies),
        )

    def _show(self, one: Input, value: Any, path: str) -> Shown:
        offered = tuple(self._offers.get(one.options, ()))
        errors = tuple(self._errors.get(path, ()))
        if one.kind == "ticks":
            on = [str(item) for item in value] if isinstance(value, list) else []
            known = {key for key, _word in offered}
            ticks = [Tick(f"{path}.{key}", word, key in on) for key, word in offered]
            ticks += [Tick(f"{path}.{key}", key, True) for key in on if key not in known]
            return Shown(path, one, "", ticks=tuple(ticks), errors=errors)
        text = _text(value, one.kind)
        if one.kind == "choice" and text not in {key for key, _word in offered}:
            offered = ((text, text or "—"), *offered)
        return Shown(path, one, text, offered, errors=errors)


def reply_inputs(persona: Mapping[str, Any]) -> Iterator[tuple[Input, Input]]:
    """Each purpose's replies, one a line, twice: as they are read, and with their words. Bands stand one
    under the other."""
    replies = persona.get("replies")
    for slot, label in fields.SLOT_WORDS.items():
        own = replies.get(slot.value) if isinstance(replies, dict) else None
        for band in own if isinstance(own, dict) else ("",):
            name = f"replies.{slot.value}.{band}" if band else f"replies.{slot.value}"
            one = Input(name, "lines", label)
            said = f"{label} · {fields.BAND_WORDS.get(str(band), band)}" if band else str(label)
            yield one, replace(one, label=said)  # type: ignore[arg-type]


def _named(value: Mapping[str, Any], group: str) -> list[tuple[str, str]]:
    return [(id_of(one), str(one.get("name") or id_of(one))) for one in dicts(value.get(group))]


def _refs(found: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """What a check may name: facts, needs and objections of all customers, and the endings."""
    for persona in found:
        who = f"{persona.get('name') or ''} · " if len(found) > 1 else ""
        for key, kind in (("facts", words.FACT), ("needs", words.NEED)):
            yield from ((id_, f"{who}{kind}：{name}") for id_, name in _named(persona, key))
        for one in dicts(persona.get("objections")):
            yield id_of(one), f"{who}{words.OBJECTION}：{one.get('say') or ''}"
    yield from ((end.value, f"{words.ENDING}：{words.ENDINGS[end]}") for end in Ending)


def _by_path(problems: Sequence[Problem]) -> dict[str, list[str]]:
    """Messages by the field's name in the form: `personas[0].facts[1].ask[2]（…）` belongs to
    `personas.0.facts.1.ask`."""
    found: dict[str, list[str]] = {}
    for one in problems:
        found.setdefault(_path_of(one), []).append(one.message)
    return found


def _path_of(problem: Problem) -> str:
    place = problem.field.split("（", 1)[0]
    return _NUMBERS.sub("", _INDEX.sub(r".\1", place))


def _all(rows: Rows) -> Iterator[Shown]:
    for row in rows.rows:
        yield from row.inputs


def value_at(value: Any, path: str) -> Any:
    """What a document has at a dotted path; None where the path breaks off."""
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def dicts(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list; none where a text has something else in its place."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def id_of(value: Mapping[str, Any]) -> str:
    return str(value.get("id") or "")


def _text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ("\n" if kind == "lines" else "、").join(str(one) for one in value)
    return str(value)
