"""Marks of class work: proposed by the engine, accepted or changed by the instructor, then grades."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.gradebook.models import GradeColumn
from app.gradebook.service import ensure_column, post_grades
from app.marking import ledger, rubrics
from app.marking.domain.rubric import Criterion, Fact, Found, Marked, Rubric
from app.marking.rubrics import Judgement, MarkedWork
from app.roleplay.domain.debrief import mark_scene
from app.roleplay.domain.groups import GroupMark, mark_groups
from app.roleplay.models import PlayAssignment, PlayRun
from app.roleplay.services.played import Played, load_played
from app.roleplay.services.scripts import Script

WORK = "play"
FULL = Decimal(100)


def rubric_of(script: Script) -> Rubric:
    """The criteria of a scenario; their numbers follow from it alone."""
    return Rubric(
        criteria=tuple(
            Criterion(
                number=group.number,
                name=group.name,
                points=Decimal(group.points),
                by_machine=group.by_machine,
            )
            for group in script.groups
        )
    )


def group_marks(played: Played) -> tuple[GroupMark, ...]:
    """The criteria of a run as the engine marks them under the labels that hold."""
    return mark_groups(played.script.groups, mark_scene(played.script.scenario, played.scene))


def propose_marks(played: Played, at: datetime) -> None:
    """Append what the engine gives; what the instructor judged stays. Inside the caller's `writing()`."""
    found = {
        one.group.number: Found(points=Decimal(one.points), facts=_facts(one))
        for one in group_marks(played)
        if one.group.by_machine
    }
    rubrics.propose(_work(played.run), rubric_of(played.script), found, at)


def load_marks(played: Played) -> Marked:
    """The rubric of an assessed run as it is filled in; one SQL statement."""
    run = played.run
    return rubrics.load_marked(WORK, [run.id], rubric_of(played.script))[run.id]


def accept(
    assignment: PlayAssignment,
    played: Played,
    judgements: Collection[Judgement],
    author_id: int,
    at: datetime,
) -> Marked:
    """Take an instructor's judgements, and the engine's proposal where there is none.

    When every criterion has a person's word the run counts and flows into the gradebook. Raises
    JudgementError, MarkedMeanwhile.
    """
    rubric = rubric_of(played.script)
    work = _work(played.run)
    with writing():
        rubrics.judge(work, rubric, judgements, author_id, at)
        rubrics.confirm(work, rubric, author_id, at)
        marked = load_marks(played)
        if not marked.provisional:
            run = db.session.get_one(PlayRun, played.run.id)
            run.accepted_at = at
            db.session.flush()
            post(assignment, [run.user_id], at, author_id)
    return marked


def post(
    assignment: PlayAssignment,
    user_ids: Sequence[int],
    at: datetime,
    author_id: int | None = None,
) -> GradeColumn | None:
    """Bring these people's grades up to date; inside the caller's `writing()`. Returns the column."""
    if assignment.category_id is None:
        return None
    column = ensure_column(
        assignment.class_id,
        (WORK, assignment.id),
        assignment.title[:80],
        FULL,
        assignment.category_id,
    )
    column.due_at = assignment.closes_at
    grades = dict(counting(assignment, user_ids))
    reason = _("情景“%(title)s”评分", title=assignment.title)
    post_grades(column, grades, reason, at, author_id)
    return column


def counting(assignment: PlayAssignment, user_ids: Sequence[int]) -> Mapping[int, Decimal | None]:
    """The mark that counts for each person, best or last of the accepted runs; two SQL statements."""
    query = (
        select(PlayRun)
        .where(
            PlayRun.assignment_id == assignment.id,
            PlayRun.user_id.in_(user_ids),
            PlayRun.accepted_at.is_not(None),
        )
        .order_by(PlayRun.attempt)
    )
    runs = list(db.session.scalars(query))
    earned = ledger.totals(WORK, [run.id for run in runs])
    found: dict[int, Decimal | None] = {}
    for run in runs:
        mark, held = earned.get(run.id, Decimal(0)), found.get(run.user_id)
        found[run.user_id] = (
            mark if held is None or assignment.counts == "last" else max(held, mark)
        )
    return found


def _work(run: PlayRun) -> MarkedWork:
    class_id = db.session.scalar(
        select(PlayAssignment.class_id).where(PlayAssignment.id == run.assignment_id)
    )
    return MarkedWork(kind=WORK, work_id=run.id, class_id=class_id, learner_id=run.user_id)


def _facts(one: GroupMark) -> list[Fact]:
    """The checks with the turns they cite, and what misconduct took."""
    facts = [
        Fact(
            name=f"{result.check.name}（{result.check.points}）",
            own=_turns(result.turns) if result.met else "",
            ok=result.met,
        )
        for result in one.results
    ]
    facts += [
        Fact(
            name=f"扣 {taken.points} 分：{taken.penalty.name}",
            own=_turns(taken.penalty.turns),
            ok=False,
        )
        for taken in one.taken
    ]
    return facts


def _turns(numbers: Sequence[int]) -> str:
    return f"第 {'、'.join(map(str, numbers))} 轮" if numbers else "整段对话"


def accept_all(assignment: PlayAssignment, author_id: int, at: datetime) -> int:
    """Take over the engine's proposals for the ended runs that wait; returns how many count now.

    Runs in which a criterion is left to the instructor stay open.
    """
    query = select(PlayRun).where(
        PlayRun.assignment_id == assignment.id,
        PlayRun.ended_at.is_not(None),
        PlayRun.accepted_at.is_(None),
    )
    count = 0
    for run in db.session.scalars(query.order_by(PlayRun.id)).all():
        played = load_played(run)
        if load_marks(played).complete:
            count += not accept(assignment, played, (), author_id, at).provisional
    return count
