"""Conversations: starting, saying something, ending, taking one up again from an earlier turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.database import writing
from app.extensions import db
from app.roleplay.domain.choices import Choice, choosing_judge, offer
from app.roleplay.domain.debrief import mark_scene
from app.roleplay.domain.engine import MOST_TURNS, addressed, step
from app.roleplay.domain.rubric import Evidence
from app.roleplay.domain.scenario import Ending
from app.roleplay.domain.scene import Move, Scene
from app.roleplay.judging import shipped_judge
from app.roleplay.models import PlayAssignment, PlayRun, PlayScript, PlayTurn
from app.roleplay.services.marks import propose_marks
from app.roleplay.services.played import Played, load_played, read_judgement, write_judgement
from app.roleplay.services.scripts import Script, open_script
from app.web.errors import DomainError
from app.web.forms import clean

LONGEST = 5000
MODES = ("text", "choice")


class CannotSay(DomainError):
    """Nothing was said; what was typed is kept by the page."""

    status = 422


class TurnTaken(CannotSay):
    """Another tab said something else in this turn meanwhile."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("这一轮在另一个窗口里已经说过话了。对话已更新，你写的还在，看过再说。"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a page sends: the turn it answers, and words or the number of an option (from 0)."""

    number: int
    text: str = ""
    to: str = ""
    option: int | None = None


def start_run(
    user_id: int,
    script: PlayScript,
    mode: str,
    seed: int,
    at: datetime,
    *,
    assignment_id: int | None = None,
    attempt: int | None = None,
    voiced: bool = False,
) -> PlayRun:
    """A new conversation. Belongs inside the caller's `writing()` where it is class work."""
    if mode not in MODES or (mode == "choice" and not open_script(script).scenario.choices):
        mode = "text"
    with writing():
        run = PlayRun(
            user_id=user_id,
            script_id=script.id,
            assignment_id=assignment_id,
            attempt=attempt,
            mode=mode,
            seed=seed,
            voiced=voiced,
            created_at=at,
        )
        db.session.add(run)
        db.session.flush()
    return run


def offer_now(played: Played) -> tuple[Choice, ...]:
    """What may be chosen in the present turn of a run in choice mode."""
    if played.is_over or played.run.mode != "choice":
        return ()
    return offer(played.script.scenario, played.scene, played.run.seed)


def say(run: PlayRun, saying: Saying, at: datetime) -> Played:
    """Take what the learner says; it is stored before anything is answered.

    The same words sent twice for one turn count once. Raises CannotSay, TurnTaken.
    """
    with writing():
        row = hold_run(run.id)
        played = load_played(row)
        if played.is_over:
            raise CannotSay(_("这段对话已经结束，刚才写的没有记下。"), status=409)
        if is_late(row, at):
            _end(played, at)
            return played
        move = _move(played, saying)
        if saying.number <= played.last:
            _expect_same(played, saying.number, move)
            return played
        if saying.number != played.last + 1:
            raise TurnTaken
        _append(played, move, at)
        db.session.flush()
        played = load_played(row)
        if played.scene.is_over or len(played.lines) >= MOST_TURNS:
            _end(played, at)
        return played


def finish(run: PlayRun, at: datetime) -> None:
    """End a conversation before the customer does; one that has ended stays as it is."""
    with writing():
        row = hold_run(run.id)
        if row.ended_at is None:
            _end(load_played(row), at)


def branch(run: PlayRun, turn: int, at: datetime, mode: str) -> PlayRun:
    """A new practice conversation that goes on from before turn `turn` of another one.

    What was said before comes along with the labels that hold.
    """
    played = load_played(run)
    kept = [line for line in played.lines if line.row.number < turn]
    with writing():
        fresh = start_run(run.user_id, run.script, mode, run.seed, at)
        fresh.parent_id, fresh.from_turn = run.id, turn
        for number, line in enumerate(kept, 1):
            db.session.add(
                PlayTurn(
                    run_id=fresh.id,
                    number=number,
                    to=line.row.to,
                    text=line.row.text,
                    judgement=write_judgement(line.turn.judgement),
                    unsure=False,
                    context=line.turn.context,
                    reply=line.reply,
                    created_at=at,
                )
            )
    return fresh


def is_late(run: PlayRun, at: datetime) -> bool:
    """Whether the window of a run's class work is over; practice has none."""
    if run.assignment_id is None:
        return False
    closes_at = db.session.scalar(
        select(PlayAssignment.closes_at).where(PlayAssignment.id == run.assignment_id)
    )
    return closes_at is not None and at >= closes_at


def close_late(assignment: PlayAssignment, at: datetime) -> None:
    """End the conversations that the end of the window found open."""
    if at < assignment.closes_at:
        return
    query = select(PlayRun).where(
        PlayRun.assignment_id == assignment.id, PlayRun.ended_at.is_(None)
    )
    for run in db.session.scalars(query).all():
        finish(run, at)


def hold_run(run_id: int) -> PlayRun:
    """The run as it is now, held until the end of the caller's transaction."""
    query = select(PlayRun).where(PlayRun.id == run_id).with_for_update(of=PlayRun)
    query = query.options(joinedload(PlayRun.script).defer(PlayScript.source))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def list_runs(user_id: int, limit: int = 10) -> list[PlayRun]:
    """A person's newest conversations; one SQL statement."""
    query = (
        select(PlayRun)
        .where(PlayRun.user_id == user_id)
        .options(joinedload(PlayRun.script).defer(PlayScript.source))
        .order_by(PlayRun.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def best_marks(user_id: int, at: datetime) -> dict[str, int]:
    """The best mark of each scenario in percent of what the engine could give, without class work whose
    debrief still waits; one SQL statement."""
    percent = func.max(100 * PlayRun.points / PlayRun.most)
    query = (
        select(PlayScript.slug, percent)
        .join(PlayScript, PlayScript.id == PlayRun.script_id)
        .outerjoin(PlayAssignment, PlayAssignment.id == PlayRun.assignment_id)
        .where(PlayRun.user_id == user_id, PlayRun.points.is_not(None), PlayRun.most > 0)
        .where(
            or_(
                PlayAssignment.id.is_(None),
                PlayAssignment.debrief != "after_close",
                PlayAssignment.closes_at <= at,
            )
        )
        .group_by(PlayScript.slug)
    )
    return {slug: int(best) for slug, best in db.session.execute(query)}


def earlier_runs(run: PlayRun) -> list[PlayRun]:
    """The same person's other ended conversations in the same scenario, newest first."""
    query = (
        select(PlayRun)
        .join(PlayScript, PlayScript.id == PlayRun.script_id)
        .where(
            PlayRun.user_id == run.user_id,
            PlayScript.slug == run.script.slug,
            PlayRun.id != run.id,
            PlayRun.ended_at.is_not(None),
        )
        .order_by(PlayRun.id.desc())
        .limit(20)
    )
    return list(db.session.scalars(query))


def ending_of(script: Script, scene: Scene) -> Ending:
    """How a conversation ends that stops here: with several customers, as the worst of them."""
    evidence = Evidence(script.scenario, scene)
    order = (Ending.ESCALATED, Ending.LOST, Ending.PARTIAL, Ending.RESOLVED)
    return min((evidence.ending(p) for p in script.scenario.personas), key=order.index)


def keep_marks(played: Played) -> None:
    """Write the engine's own mark and ending to the run; inside the caller's `writing()`."""
    marks = mark_scene(played.script.scenario, played.scene)
    run = played.run
    run.points, run.most = marks.points, marks.most
    run.ending = ending_of(played.script, played.scene).value


def _end(played: Played, at: datetime) -> None:
    played.run.ended_at = at
    keep_marks(played)
    db.session.flush()
    if played.run.assignment_id is not None:
        propose_marks(played, at)


def _move(played: Played, saying: Saying) -> Move:
    """What is said, to a persona's id."""
    if played.run.mode == "choice":
        options = _offered(played, saying.number)
        if saying.option is None or not 0 <= saying.option < len(options):
            raise CannotSay(_("请先选一句。"))
        return Move(options[saying.option].say, options[saying.option].to)
    text = clean(saying.text)
    if not text:
        raise CannotSay(_("还没有写。写一句再说出去。"))
    if len(text) > LONGEST:
        raise CannotSay(_("最多 %(n)s 个字，这一句没有说出去。", n=LONGEST))
    persona = played.script.scenario.find_persona(saying.to or played.scene.current)
    if persona is None or played.scene.guest(persona.id).ending:
        here = [guest.who for guest in played.scene.guests if not guest.ending]
        if saying.to and persona is not None:
            raise CannotSay(_("%(name)s已经离开了，请对别的客户说。", name=persona.name))
        return Move(text, here[0])
    return Move(text, persona.id)


def _offered(played: Played, number: int) -> tuple[Choice, ...]:
    """What could be chosen in a turn: now, or when it was sent the first time."""
    line = next((one for one in played.lines if one.row.number == number), None)
    if line is None:
        return offer_now(played)
    return offer(played.script.scenario, line.before, played.run.seed)


def _expect_same(played: Played, number: int, move: Move) -> None:
    said = next((line.row for line in played.lines if line.row.number == number), None)
    if said is None or (said.text, said.to) != (move.text, move.to):
        raise TurnTaken


def _append(played: Played, move: Move, at: datetime) -> None:
    scenario, scene = played.script.scenario, played.scene
    guest = addressed(scenario, scene, move)
    judge = shipped_judge().judge
    if played.run.mode == "choice":
        judge = choosing_judge(scenario, judge)
    judgement = write_judgement(judge(move.text, guest.last))
    turn = step(scenario, scene, move, read_judgement(judgement)).turns[-1]
    db.session.add(
        PlayTurn(
            run_id=played.run.id,
            number=played.last + 1,
            to=move.to,
            text=move.text,
            judgement=judgement,
            unsure=turn.judgement.unsure,
            context=turn.context,
            reply=turn.reply,
            created_at=at,
        )
    )
