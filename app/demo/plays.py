"""Role-play in the demo class: one scenario played for marks, another set for next week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.accounts.models import User
from app.courses.models import CourseClass
from app.demo.people import Student
from app.roleplay.domain.acts import Act
from app.roleplay.domain.scripts import read_moves
from app.roleplay.models import PlayAssignment, PlayRun
from app.roleplay.services import assigning, labels, marks, runs
from app.roleplay.services.labels import Given
from app.roleplay.services.played import load_played
from app.roleplay.services.runs import CannotSay, Saying
from app.roleplay.services.scripts import ensure_script, find_shipped, open_script

PLAYED, COMING = "sc-play-complaint", "sc-play-loyalty"
# Which of the scenario's own scripts each of the first students plays, and from where on their own words.
_SCRIPTS = ("model", "average", "model", "average", "taboo", "average")
_OWN_WORDS = "嗯嗯那个……"


def play_scenarios(
    course_class: CourseClass, teacher: User, students: Sequence[Student], at: datetime
) -> None:
    """Conversations of a few students, the first of them accepted, and a label somebody asks about."""
    if find_shipped(PLAYED) is None:
        return
    begun = at - timedelta(days=3)
    work = _set(PLAYED, course_class, teacher, begun, begun + timedelta(days=5))
    if find_shipped(COMING) is not None:
        _set(COMING, course_class, teacher, at + timedelta(days=4), at + timedelta(days=11))
    done = [
        _play(work, student.user, name, begun + timedelta(hours=3 * n), odd=n == len(_SCRIPTS) - 1)
        for n, (student, name) in enumerate(zip(students, _SCRIPTS, strict=False), 1)
    ]
    for run in done[:2]:
        marks.accept(work, load_played(run), (), teacher.id, begun + timedelta(days=1))
    _ask(done[3], begun + timedelta(days=1))


def _set(
    slug: str, course_class: CourseClass, teacher: User, opens_at: datetime, closes_at: datetime
) -> PlayAssignment:
    spec = find_shipped(slug)
    if spec is None:
        raise LookupError(slug)
    script = ensure_script(spec, opens_at)
    settings = assigning.Settings(
        title=spec.title[:80],
        note="先读一遍店长的授权，再开口。",
        opens_at=opens_at,
        closes_at=closes_at,
        attempts=2,
        mode="both",
        counts="best",
        debrief="after_run",
        weight=assigning.usual_weight(script),
        category_id=assigning.usual_category(course_class.id),
    )
    return assigning.save(course_class, None, script, settings, teacher.id, opens_at)


def _play(work: PlayAssignment, user: User, name: str, at: datetime, *, odd: bool) -> PlayRun:
    """One conversation along a script; an odd one begins with a line that nobody understands."""
    run = assigning.start_attempt(work, user.id, "text", 7, at)
    script = open_script(work.script)
    lines = [*([_OWN_WORDS] if odd else []), *getattr(script.spec.scripts, name)]
    for number, move in enumerate(read_moves(script.scenario, lines), 1):
        try:
            runs.say(run, Saying(number=number, text=move.text, to=move.to), at)
        except CannotSay:
            break  # the customer has gone
        at += timedelta(seconds=50)
    runs.finish(run, at)
    return run


def _ask(run: PlayRun, at: datetime) -> None:
    """A learner says that a label of the second turn is wrong."""
    line = load_played(run).lines[1]
    given = Given((Act.APOLOGY, Act.EMPATHY), None, "我这句也说到了她的感受。")
    labels.ask(line.row.id, given, run.user_id, at)
