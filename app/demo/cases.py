"""The demo class's cases: one marked and released, one that it is in the middle of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from app.accounts.models import User
from app.cases import talking
from app.cases.domain.case import Case, Opens, Part
from app.cases.domain.faults import Fault
from app.cases.domain.questions import (
    AnyQuestion,
    ChoiceQuestion,
    DecisionQuestion,
    DialogueQuestion,
    TableQuestion,
    TextQuestion,
)
from app.cases.domain.responses import Response
from app.cases.domain.reveal import Rule
from app.cases.marks import judge_work, list_works, propose_part
from app.cases.models import CaseOpening
from app.cases.openings import Settings, open_case
from app.cases.release import release
from app.cases.saving import Entry, commit_part, save_answers
from app.cases.texts import parse_case, shipped_text
from app.cases.works import Desk, class_desk
from app.courses.models import CourseClass
from app.demo.people import Student
from app.gradebook.service import get_scheme
from app.marking.rubrics import Judgement
from app.web.numbers import plain

RELEASED, RUNNING = "case-minghua", "case-desk-blame"
SAID = (
    "我先想到的是降价，读完才看出来：没有记录，降价也不知道降给谁。",
    "三个问题里“米缸多大”最有用，它决定多久送一次。",
    "客户没问就先记下来，会不会让人觉得被盯着？我会先说明记来做什么。",
)


def work_on_cases(
    course_class: CourseClass, teacher: User, students: Sequence[Student], at: datetime, rng: Random
) -> None:
    """A released case with marks and a discussion, and one whose second part the teacher has yet to open."""
    closed = at - timedelta(days=9)
    ended = hand_out(course_class, teacher, RELEASED, at - timedelta(days=16), Opens.ANSWER, closed)
    if ended is not None:
        answer_all(ended, students[:24], at - timedelta(days=12), rng)
        _talk(ended, students, at - timedelta(days=10))
        _mark(ended, teacher, at - timedelta(days=8), rng)
        release(ended, teacher.id, at - timedelta(days=7))
    running = hand_out(course_class, teacher, RUNNING, at - timedelta(days=1), Opens.STAFF)
    if running is not None:
        _begin(running, students[:20], at - timedelta(hours=4), rng)


def hand_out(
    course_class: CourseClass,
    teacher: User,
    case_id: str,
    begun: datetime,
    opens: Opens,
    closes_at: datetime | None = None,
) -> CaseOpening | None:
    """Give the class a shipped case; None where the site has none of that name."""
    text = shipped_text(case_id)
    if text is None:
        return None  # a site with other content than the course's
    case = parse_case(text)
    settings = Settings(
        title=case.title,
        rules={part.id: Rule(opens) for part in case.parts[1:]},
        closes_at=closes_at,
        category_id=get_scheme(course_class.id).categories[0].id,
    )
    return open_case(course_class.id, text, settings, teacher.id, begun)


def answer_all(
    opening: CaseOpening, students: Sequence[Student], at: datetime, rng: Random
) -> None:
    """Let students answer every part, each as well as they can."""
    for n, student in enumerate(students):
        for part in parse_case(opening.text.text).parts:
            if part.questions:
                when = at + timedelta(minutes=n * 7)
                desk = class_desk(opening, student.user.id, when)
                entries = _entries(desk.case, part, student.skill, rng)
                commit_part(desk, part.id, entries, student.user.id, when, _proposing(when))


def _begin(opening: CaseOpening, students: Sequence[Student], at: datetime, rng: Random) -> None:
    """Most have handed in the first part; the last few are still writing."""
    part = parse_case(opening.text.text).parts[0]
    for n, student in enumerate(students):
        when = at + timedelta(minutes=n * 3)
        desk = class_desk(opening, student.user.id, when)
        entries = _entries(desk.case, part, student.skill, rng)
        if n < 16:
            commit_part(desk, part.id, entries, student.user.id, when, _proposing(when))
        else:
            save_answers(desk, part.id, entries[:1], student.user.id, when)


def _proposing(at: datetime):
    def propose(desk: Desk, part_id: str) -> None:
        propose_part(desk, part_id, at)

    return propose


def _talk(opening: CaseOpening, students: Sequence[Student], at: datetime) -> None:
    talking.set_talk(opening, "open", at)
    for n, text in enumerate(SAID):
        user = students[n].user.id
        when = at + timedelta(hours=n)
        desk = class_desk(opening, user, when)
        talking.say(opening, desk, "talk:0", text, user, when, hides_name=n == 2)
    first = parse_case(opening.text.text).parts[0].id
    user = students[4].user.id
    desk = class_desk(opening, user, at)
    talking.say(opening, desk, f"{first}:1", "他其实一直没有问过客人为什么去别家。", user, at)


def _mark(opening: CaseOpening, teacher: User, at: datetime, rng: Random) -> None:
    """The teacher judges what the machine cannot, and takes over what it proposed."""
    for row in list_works(opening, at):
        judged = [
            Judgement(
                number=line.criterion.number,
                points=plain(rng.choice([level.points for level in line.criterion.levels[:-1]])),
                comment="理由要落到故事里的事实上。" if rng.random() < 0.2 else "",
            )
            for line in row.marked.lines
            if line.mark is None and line.criterion.levels
        ]
        judge_work(opening, row.work, judged, teacher.id, at, confirming=True)


def _entries(case: Case, part: Part, skill: float, rng: Random) -> list[Entry]:
    del case
    return [
        Entry(question_id=question.id, response=_response(question, part, skill, rng))
        for question in part.questions
    ]


def _response(question: AnyQuestion, part: Part, skill: float, rng: Random) -> Response:
    """What a student of this skill answers."""
    knows = rng.random() < 0.35 + 0.6 * skill
    if isinstance(question, ChoiceQuestion):
        right = [one.id for one in question.options if one.right]
        if question.multiple:
            return right if knows else right[:1]
        return right[0] if knows else rng.choice(question.options).id
    if isinstance(question, TableQuestion):
        wrong = Decimal("1.5")
        return {
            f"{row}.{at}": str(cell.answer)
            if not isinstance(cell.answer, Decimal) or rng.random() < 0.5 + 0.5 * skill
            else plain(cell.answer + wrong)
            for row, at, cell in question.asked()
        }
    if isinstance(question, TextQuestion):
        return _words(question.model_answer, skill, rng)
    if isinstance(question, DecisionQuestion):
        option = rng.choice(question.options).id
        return {"option": option, "reasons": _words(question.model_answer, skill, rng)}
    return _turns(question, part, skill, rng)


def _turns(question: DialogueQuestion, part: Part, skill: float, rng: Random) -> Response:
    found: dict[str, dict[str, str]] = {}
    for turn in part.dialogue.turns if part.dialogue else ():
        if turn.fault is None or rng.random() > 0.4 + 0.6 * skill:
            continue
        sure = rng.random() < 0.4 + 0.6 * skill
        found[turn.id] = {
            "phrase": turn.fault.phrase if sure else "",
            "fault": (turn.fault.fault if sure else rng.choice(list(Fault))).value,
            "rewrite": turn.fault.rewrite.model if turn.id in question.rewrite and sure else "",
        }
    return found


def _words(text: str, skill: float, rng: Random) -> str:
    """Some sentences of a model answer, as many as the skill reaches."""
    pieces = [one for one in text.replace("\n", "").split("。") if one.strip()]
    count = max(1, round(len(pieces) * (0.35 + 0.6 * skill)))
    kept = sorted(rng.sample(range(len(pieces)), min(count, len(pieces))))
    return "。".join(pieces[n] for n in kept) + "。"
