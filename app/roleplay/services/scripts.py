"""Scenarios as they are stored with the conversations that were played with them."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.bank.content import get_library
from app.database import writing
from app.extensions import db
from app.roleplay.content import NAME
from app.roleplay.domain.groups import Group, group_checks
from app.roleplay.domain.rubrics import checks_of
from app.roleplay.domain.scenario import Scenario
from app.roleplay.models import PlayScript
from app.roleplay.specs import ScenarioSpec

_MOST_BUILT = 128
_built: OrderedDict[str, Script] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Script:
    """A stored scenario, ready to be played."""

    spec: ScenarioSpec
    scenario: Scenario
    groups: tuple[Group, ...]


def shipped_specs() -> tuple[ScenarioSpec, ...]:
    """The scenarios of the course, in the order of the library."""
    return tuple(sorted(get_library().specs(NAME), key=_place))


def find_shipped(slug: str) -> ScenarioSpec | None:
    return next((spec for spec in get_library().specs(NAME) if spec.id == slug), None)


def ensure_script(spec: ScenarioSpec, at: datetime) -> PlayScript:
    """The row of exactly this scenario, made at its first use."""
    source = spec.model_dump(mode="json", exclude_unset=True)
    digest = hashlib.sha256(_canonical(source).encode()).hexdigest()
    query = select(PlayScript).where(PlayScript.digest == digest)
    if (row := db.session.scalar(query)) is not None:
        return row
    try:
        with writing(), db.session.begin_nested():
            row = PlayScript(
                digest=digest, slug=spec.id, title=spec.title, source=source, created_at=at
            )
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        row = db.session.scalars(query).one()  # somebody else made it at the same moment
    return row


def open_script(row: PlayScript) -> Script:
    """The scenario of a row; built once and kept, since rows never change."""
    with _lock:
        if row.digest in _built:
            _built.move_to_end(row.digest)
            return _built[row.digest]
    script = make_script(ScenarioSpec.model_validate(row.source))
    with _lock:
        _built[row.digest] = script
        while len(_built) > _MOST_BUILT:
            _built.popitem(last=False)
    return script


def make_script(spec: ScenarioSpec) -> Script:
    scenario = spec.build()
    return Script(spec, scenario, group_checks(checks_of(scenario)))


def _canonical(source: dict[str, Any]) -> str:
    return json.dumps(source, ensure_ascii=False, sort_keys=True)


def _place(spec: ScenarioSpec) -> tuple[str, str]:
    return spec.chapters[0], spec.id
