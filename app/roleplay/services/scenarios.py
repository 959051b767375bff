"""Scenarios that instructors write: versions, sharing, trying out, and what may be played."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.bank.content import get_library
from app.courses import sharing
from app.database import writing
from app.extensions import db
from app.roleplay.checking import Checked, check_text
from app.roleplay.content import NAME
from app.roleplay.domain.acts import Judgement
from app.roleplay.domain.engine import MOST_TURNS
from app.roleplay.domain.scene import begin
from app.roleplay.domain.scripts import read_moves
from app.roleplay.judging import shipped_judge
from app.roleplay.models import (
    OwnScenario,
    OwnScenarioMember,
    OwnScenarioVersion,
    PlayRun,
    PlayScript,
    PlayTurn,
)
from app.roleplay.services.played import Played, put_together, write_judgement
from app.roleplay.services.scripts import (
    Script,
    ensure_script,
    find_shipped,
    make_script,
    open_script,
    shipped_specs,
)
from app.roleplay.specs import ScenarioSpec
from app.web.errors import DomainError

LONGEST_SOURCE = 200_000
_ID = re.compile(r"^id: .*$", re.MULTILINE)
# A plain title on one line; what is quoted or folded stays as it is.
_TITLE = re.compile(r"^(?P<title>title: [^\s\"'|>&*!%@`][^#\n]*?)[ \t]*$", re.MULTILINE)


class ScenarioRefused(DomainError):
    """Nothing was stored."""

    status = 422


@dataclass(frozen=True, slots=True)
class Option:
    """A scenario to set or to play together: its key in addresses."""

    key: str
    spec: ScenarioSpec
    own: bool


def playable(user_id: int) -> list[Option]:
    """The course's scenarios, then one's own and shared ones without problems; one SQL statement."""
    query = (
        select(OwnScenario)
        .where(_visible_to(user_id), OwnScenario.problems == 0, OwnScenario.script_id.is_not(None))
        .options(joinedload(OwnScenario.script))
        .order_by(OwnScenario.title)
    )
    own = [
        Option(row.public_id, open_script(row.script).spec, True)
        for row in db.session.scalars(query).unique()
        if row.script is not None
    ]
    return [*(Option(spec.id, spec, False) for spec in shipped_specs()), *own]


def script_of(key: str, user_id: int, at: datetime) -> PlayScript | None:
    """What is played under a key of `playable`, if this person may use it."""
    if (spec := find_shipped(key)) is not None:
        return ensure_script(spec, at)
    query = (
        select(PlayScript)
        .join(OwnScenario, OwnScenario.script_id == PlayScript.id)
        .where(OwnScenario.public_id == key, _visible_to(user_id), OwnScenario.problems == 0)
    )
    return db.session.scalar(query)


def list_own(user_id: int) -> list[OwnScenario]:
    """The scenarios that a person sees, own ones first; two SQL statements."""
    query = (
        select(OwnScenario)
        .where(_visible_to(user_id))
        .options(joinedload(OwnScenario.owner))
        .order_by(OwnScenario.owner_id != user_id, OwnScenario.title, OwnScenario.id)
    )
    return list(db.session.scalars(query).unique())


def source_of(slug: str) -> str | None:
    """The text of a shipped scenario's file."""
    library = get_library()
    file = next((file for file in library.files.get(NAME, ()) if file.spec.id == slug), None)
    return (library.root / file.path).read_text(encoding="utf-8-sig") if file else None


def check(text: str) -> Checked:
    """What is wrong with a text; ids of the course's scenarios are taken."""
    return check_text(text, frozenset(spec.id for spec in shipped_specs()))


def duplicate(key: str, user_id: int, at: datetime) -> OwnScenario | None:
    """A copy of a scenario of the course, or of one that this person sees, under an id and a title of its
    own; None where there is no such scenario."""
    source = source_of(key) or _own_source(key, user_id)
    return create(_renamed(source), user_id, at) if source is not None else None


def _own_source(public_id: str, user_id: int) -> str | None:
    """The newest text of a scenario that a person sees."""
    query = (
        select(OwnScenarioVersion.source)
        .join(OwnScenario, OwnScenario.id == OwnScenarioVersion.scenario_id)
        .where(OwnScenario.public_id == public_id, _visible_to(user_id))
        .order_by(OwnScenarioVersion.number.desc())
    )
    return db.session.scalar(query.limit(1))


def _renamed(source: str) -> str:
    """The text with a fresh id, so that marks of two scenarios are never taken for each other's, and a
    title that tells the copy."""
    fresh = f"id: own-{secrets.token_hex(6)}"
    text = _ID.sub(fresh, source, count=1)
    return _TITLE.sub(lambda found: _("%(title)s（副本）", title=found["title"]), text, count=1)


def create(text: str, user_id: int, at: datetime) -> OwnScenario:
    """A new scenario, seen by nobody else. Raises ScenarioRefused."""
    _refuse_long(text)
    checked = check(text)
    with writing():
        row = OwnScenario(
            owner_id=user_id, title="", number=0, created_at=at, updated_at=at, problems=0
        )
        db.session.add(row)
        db.session.flush()
        _store(row, text, checked, user_id, at)
    return row


def save(row_id: int, text: str, seen: int, user_id: int, at: datetime) -> Checked:
    """Store a new version; the text it already has makes none.

    `seen` is the number of the version that was on the screen. Raises ScenarioRefused, with status 409
    where somebody else stored one since.
    """
    _refuse_long(text)
    checked = check(text)
    with writing():
        row = _held(row_id)
        if row.number != seen:
            raise ScenarioRefused(
                _("别人刚存了第 %(n)s 版。你写的还在下面，请看过新版再存。", n=row.number),
                status=409,
            )
        if get_version(row.id, row.number).source != text:
            _store(row, text, checked, user_id, at)
    return checked


def get_version(row_id: int, number: int) -> OwnScenarioVersion:
    """A version of a scenario; raises LookupError's kin of SQLAlchemy where there is none."""
    query = select(OwnScenarioVersion).where(
        OwnScenarioVersion.scenario_id == row_id, OwnScenarioVersion.number == number
    )
    return db.session.scalars(query).one()


def list_versions(row_id: int) -> list[OwnScenarioVersion]:
    """All versions, newest first; one SQL statement."""
    query = (
        select(OwnScenarioVersion)
        .where(OwnScenarioVersion.scenario_id == row_id)
        .options(joinedload(OwnScenarioVersion.author))
        .order_by(OwnScenarioVersion.number.desc())
    )
    return list(db.session.scalars(query))


def remove(row_id: int) -> None:
    """Take a scenario away; what was played with it and set to classes stays."""
    with writing():
        db.session.delete(_held(row_id))  # its versions go with it


def share(row_id: int, person: User | None, right: str, at: datetime) -> None:
    """Let a colleague see a scenario, or change it. Raises ShareRefused."""
    with writing():
        row = _held(row_id)
        sharing.share(row, person, right, OwnScenarioMember)
        row.updated_at = at


def unshare(row_id: int, user_id: int) -> None:
    """A colleague sees the scenario no more."""
    with writing():
        sharing.unshare(_held(row_id), user_id)


def try_out(spec: ScenarioSpec, lines: Sequence[str]) -> Played:
    """A run of these lines that is kept nowhere."""
    script: Script = make_script(spec)
    scenario, judge = script.scenario, shipped_judge().judge
    run = PlayRun(mode="text", seed=1)
    rows: list[PlayTurn] = []
    scene = begin(scenario, 1)
    for number, move in enumerate(read_moves(scenario, lines), 1):
        persona = scenario.find_persona(move.to or scene.current)
        if persona is None or scene.is_over or number > MOST_TURNS:
            break
        if scene.guest(persona.id).ending:
            continue
        context = scene.guest(persona.id).last
        judged: Judgement = judge(move.text, context)
        rows.append(
            PlayTurn(
                number=number,
                to=persona.id,
                text=move.text,
                judgement=write_judgement(judged),
                reply="",
            )
        )
        scene = put_together(run, script, rows, {}).scene
        rows[-1].reply = scene.turns[-1].reply if scene.turns else ""
    return put_together(run, script, rows, {})


def _store(row: OwnScenario, text: str, checked: Checked, user_id: int, at: datetime) -> None:
    script = ensure_script(checked.spec, at) if checked.spec else None
    row.number += 1
    row.problems = len(checked.problems)
    row.script_id = script.id if script else None
    row.title = checked.spec.title[:200] if checked.spec else row.title or _("没有名称的情景")
    row.updated_at = at
    db.session.add(
        OwnScenarioVersion(
            scenario_id=row.id,
            number=row.number,
            source=text,
            problems=row.problems,
            script_id=row.script_id,
            author_id=user_id,
            created_at=at,
        )
    )
    db.session.flush()


def _held(row_id: int) -> OwnScenario:
    query = select(OwnScenario).where(OwnScenario.id == row_id).with_for_update(of=OwnScenario)
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise ScenarioRefused(_("这个情景已经删除了。"), status=409)
    return row


def _visible_to(user_id: int) -> ColumnElement[bool]:
    return sharing.visible_to(user_id, OwnScenario, OwnScenarioMember.scenario_id)


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_SOURCE:
        raise ScenarioRefused(_("太长了，最多 %(n)s 个字。", n=LONGEST_SOURCE))
