"""From the form of a scenario back to its document: what the form does not name stays as it was."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from app.roleplay import scenario_fields as fields
from app.roleplay.scenario_fields import Group, Input
from app.roleplay.scenario_form import (
    ADD_PERSON,
    DROP,
    GROUPS,
    PERSONA_GROUPS,
    dicts,
    id_of,
    people,
    reply_inputs,
    value_at,
)
from app.web.forms import clean

_SPLIT = re.compile(r"[,，、\n]+")
MOST_ROWS = 60


def fill_in(document: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """The document with what the form says; what the form does not name stays."""
    filled = copy.deepcopy(dict(document))
    _fill(filled, (*fields.HEAD, *fields.RUBRIC, *fields.SCRIPTS), form, "")
    for group in GROUPS:
        _fill_rows(filled, group, form, "")
    for name in ("checks", "choices"):
        if not any(filled.get(name) or ()) or filled[name] == {"good": [], "wrong": []}:
            filled.pop(name, None)
    for at, persona in enumerate(people(filled)):
        base = f"personas.{at}."
        _fill(persona, fields.PERSONA, form, base)
        for group in PERSONA_GROUPS:
            _fill_rows(persona, group, form, base)
        _fill(persona, [one for one, _words in reply_inputs(persona)], form, base)
    _change_people(filled, form)
    return filled


def to_yaml(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=100)


def _fill(
    value: dict[str, Any], inputs: Sequence[Input], form: Mapping[str, str], base: str
) -> None:
    for one in inputs:
        path = f"{base}{one.name}"
        if (text := form.get(path)) is None:
            continue
        given = _ticked(value_at(value, one.name), form, path) if one.kind == "ticks" else None
        _put(value, one, _read(text, one.kind) if given is None else given)


def _ticked(old: Any, form: Mapping[str, str], path: str) -> list[str]:
    """The boxes that are ticked: those that were before in their order, then new ones."""
    start = f"{path}."
    on = [name.removeprefix(start) for name in form if name.startswith(start)]
    before = [str(one) for one in old] if isinstance(old, list) else []
    return [one for one in before if one in on] + [one for one in on if one not in before]


def _fill_rows(value: dict[str, Any], group: Group, form: Mapping[str, str], base: str) -> None:
    """Rows that were dropped or emptied go; a filled row at the end is new and gets an id."""
    old = dicts(value_at(value, group.name))
    rows: list[dict[str, Any]] = []
    for at in range(min(MOST_ROWS, len(old) + 1)):
        row = dict(old[at]) if at < len(old) else {}
        path = f"{base}{group.name}.{at}."
        if not any(f"{path}{one.name}" in form for one in group.inputs):
            if row:
                rows.append(row)
            continue
        if f"{path}{DROP}" in form:
            continue
        _fill(row, group.inputs, form, path)
        if any(row.get(one.name) for one in group.inputs if one.kind not in ("choice", "ticks")):
            rows.append(_with_id(row, group.prefix, (*old, *rows)))
    if rows or value_at(value, group.name) is not None:
        _put(value, Input(group.name, "rows", group.label), rows)


def _change_people(filled: dict[str, Any], form: Mapping[str, str]) -> None:
    """Customers who were dropped go, as long as one stays; a new one begins as a copy of the last."""
    found = people(filled)
    kept = [one for at, one in enumerate(found) if f"personas.{at}.{DROP}" not in form] or found
    if ADD_PERSON in form and kept:
        fresh = copy.deepcopy(kept[-1])
        fresh.pop("id", None)
        fresh["name"] = f"{fresh.get('name') or ''} {len(kept) + 1}".strip()
        kept = [*kept, _with_id(fresh, "guest", kept)]
    if kept != found:
        filled["personas"] = kept


def _with_id(
    row: dict[str, Any], prefix: str, others: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    if not prefix:
        return row
    known = {id_of(one) for one in others}
    at = 1
    while f"{prefix}-{at}" in known:
        at += 1
    row.setdefault("id", f"{prefix}-{at}")
    return {"id": row.pop("id"), **row}


def _put(value: dict[str, Any], one: Input, given: Any) -> None:
    *way, last = one.name.split(".")
    if given in ("", []) and value_at(value, one.name) is None:
        return
    for part in way:
        inner = value.get(part)
        if not isinstance(inner, dict):
            inner = value[part] = {}
        value = inner
    if given in ("", []) and one.optional:
        del value[last]
    else:
        value[last] = given


def _read(text: str, kind: str) -> Any:
    text = clean(text.replace("\r\n", "\n"))
    if kind == "number":
        return int(text) if text.isdecimal() and len(text) < 6 else text
    if kind == "words":
        return [one.strip() for one in _SPLIT.split(text) if one.strip()]
    if kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text
