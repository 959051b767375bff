"""A conversation put together from its rows: what was stored is played again, nothing is judged anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.roleplay.domain.acts import Act, Judgement, Reason, Taboo
from app.roleplay.domain.engine import step
from app.roleplay.domain.scene import Move, Scene, Turn, begin
from app.roleplay.models import PlayLabel, PlayRun, PlayTurn, PlayVoice
from app.roleplay.services.scripts import Script, open_script


@dataclass(frozen=True, slots=True)
class Line:
    """One turn: its row, the engine's turn under the labels that hold, the scene before it, and the
    customer's reply as it was shown."""

    row: PlayTurn
    turn: Turn
    before: Scene
    reply: str


@dataclass(frozen=True, slots=True)
class Played:
    """A run as it stands. `lines` leave out turns that corrected labels put after the customer's going."""

    run: PlayRun
    script: Script
    scene: Scene
    lines: tuple[Line, ...]
    last: int

    @property
    def is_over(self) -> bool:
        return self.run.ended_at is not None


def load_played(run: PlayRun, decided: Mapping[int, PlayLabel | None] | None = None) -> Played:
    """Put a run together; two SQL statements, one more where a model gave it a voice.

    `decided` are corrections that are about to be stored, by turn id; None: taken back.
    """
    query = select(PlayTurn).where(PlayTurn.run_id == run.id).order_by(PlayTurn.number)
    rows = list(db.session.scalars(query))
    held = held_labels([run.id]) if rows else {}
    for turn_id, label in (decided or {}).items():
        held.pop(turn_id, None)
        if label is not None:
            held[turn_id] = label
    voices = _voices(run) if run.voiced and rows else {}
    return put_together(run, open_script(run.script), rows, held, voices)


def put_together(
    run: PlayRun,
    script: Script,
    rows: Sequence[PlayTurn],
    held: Mapping[int, PlayLabel],
    voices: Mapping[int, str] | None = None,
) -> Played:
    """Play the stored turns again; `held` are the corrections by turn id."""
    scene = begin(script.scenario, run.seed)
    lines: list[Line] = []
    for row in rows:
        if scene.guest(row.to).ending:
            continue
        label = held.get(row.id)
        judgement = corrected(label) if label else read_judgement(row.judgement)
        before = scene
        move = Move(row.text, row.to)
        scene = step(script.scenario, scene, move, judgement, corrected=label is not None)
        reply = (voices or {}).get(row.id, row.reply)
        lines.append(Line(row, scene.turns[-1], before, reply))
    return Played(run, script, scene, tuple(lines), rows[-1].number if rows else 0)


def held_labels(run_ids: Sequence[int]) -> dict[int, PlayLabel]:
    """The correction that holds of each corrected turn, by turn id; one SQL statement."""
    newest = (
        select(PlayLabel.turn_id, func.max(PlayLabel.number).label("number"))
        .join(PlayTurn, PlayTurn.id == PlayLabel.turn_id)
        .where(PlayTurn.run_id.in_(run_ids), PlayLabel.kind != "ask")
        .group_by(PlayLabel.turn_id)
        .subquery()
    )
    query = (
        select(PlayLabel)
        .join(
            newest,
            (PlayLabel.turn_id == newest.c.turn_id) & (PlayLabel.number == newest.c.number),
        )
        .where(PlayLabel.kind == "correct")
        .options(joinedload(PlayLabel.author))
    )
    return {row.turn_id: row for row in db.session.scalars(query)}


def write_judgement(judgement: Judgement) -> dict[str, Any]:
    """A judgement as a row keeps it; `read_judgement` gives back an equal one."""
    return {
        "acts": [act.value for act in judgement.acts],
        "taboo": judgement.taboo.value if judgement.taboo else None,
        "confidence": judgement.confidence,
        "why": [[one.label, list(one.words), list(one.grams)] for one in judgement.why],
        "unsure": judgement.unsure,
    }


def read_judgement(data: Mapping[str, Any]) -> Judgement:
    return Judgement(
        acts=tuple(Act(act) for act in data["acts"]),
        taboo=Taboo(data["taboo"]) if data["taboo"] else None,
        confidence=data["confidence"],
        why=tuple(Reason(label, tuple(w), tuple(g)) for label, w, g in data["why"]),
        unsure=data["unsure"],
    )


def corrected(label: PlayLabel) -> Judgement:
    """What a correction says a turn does."""
    taboo = Taboo(label.taboo) if label.taboo else None
    return Judgement(tuple(Act(act) for act in label.acts), taboo)


def _voices(run: PlayRun) -> dict[int, str]:
    query = (
        select(PlayVoice.turn_id, PlayVoice.text)
        .join(PlayTurn, PlayTurn.id == PlayVoice.turn_id)
        .where(PlayTurn.run_id == run.id)
    )
    return {turn: text for turn, text in db.session.execute(query)}  # noqa: C416
