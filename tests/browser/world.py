"""A site full of things to look at, and the list of all its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.service import find_user, make_user
from app.accounts.sessions import open_session
from app.bank.bulk import Change, apply
from app.bank.bulk import preview as preview_of
from app.bank.collections import add_items, create_collection, share
from app.bank.content import get_library
from app.bank.domain.states import Act
from app.bank.domain.types import ItemType
from app.bank.filters import save_filter
from app.bank.import_models import ImportBatch
from app.bank.import_storing import store_batch
from app.bank.importing import keep_found
from app.bank.listing import ListFilter
from app.bank.models import Item
from app.bank.reviewing import do_act, say
from app.bank.service import copy_item
from app.bank.tree_editing import Wanted, create_point
from app.cases.drafting import BLANK
from app.cases.models import CaseOpening, CaseWork
from app.cases.own import begin
from app.cases.rounds import RoundSettings, SampleText, find_round, set_round
from app.cases.talk_models import CaseReview
from app.cases.teams import set_teams
from app.courses.models import CourseClass, Enrolment
from app.demo.exams import FIRST
from app.extensions import db as database
from app.gradebook.attendance.models import AttendanceSession
from app.gradebook.attendance.service import open_code
from app.gradebook.models import GradeColumn, GradeImport
from app.learning.models import LessonNote
from app.marking.domain.rulings import Kind
from app.marking.looks import ask
from app.marking.regrade import Proposal, find_part, preview, take
from app.quiz.domain.showing import DEFAULT_REVIEW, THINGS
from app.quiz.exams.authoring import ExamSettings, create_exam
from app.quiz.exams.closing import submit
from app.quiz.exams.drawing import DrawRow, draw
from app.quiz.exams.locking import lock_answer
from app.quiz.exams.paper import load_questions
from app.quiz.exams.publishing import publish
from app.quiz.exams.rehearsing import open_rehearsal
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Accommodation, Exam, FormSlot, Sitting
from app.workshop.customer_file.domain.clv import Convention
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.customer_file.saving import save
from app.workshop.customer_file.service import hand_in
from app.workshop.homework.models import Assignment, Submission
from app.workshop.survey.models import Survey
from app.workshop.survey.publishing import find_door, open_pilot
from tests.bank.imports import brought
from tests.browser.plays_world import list_places as list_play_places
from tests.browser.plays_world import make_plays
from tests.conftest import START
from tests.workshop.customer_file.perfect import everything

# A good row, one without a name, one whose 学号 is in the class already under another name.
DOUBT = "我的意思和标准答案一样，请再看看。"
ROSTER = "学号\t姓名\n0230140\t诸葛思敏\n0230141\t\n0230105\t另一个人\n"
Step = Callable[[Any], None]


@dataclass(frozen=True)
class Place:
    """One page: who looks, the address, and what is done there before looking."""

    endpoint: str
    who: str
    path: str
    then: Step | None = None
    status: int = 200


@dataclass(frozen=True)
class World:
    """The places, and sign-in tokens of the people who look at them."""

    places: tuple[Place, ...]
    tokens: dict[str, str]


def build_world(app: Flask) -> World:
    """Give an application with the demo class the few things it lacks."""
    with app.test_request_context():
        admin = make_user("管理员", {"username": "root"}, "a long password", START, is_admin=True)
        fresh = make_user("新来的人", {"username": "fresh"}, "a long password", START)
        people = {
            "student": _known("0230102"),
            "waiting": _known("0230101"),
            "teacher": _known("zhou"),
            "admin": admin,
            "fresh": fresh,
            "designer": _known("0230103"),
        }
        database.session.commit()
        tokens = {name: open_session(user, START).token for name, user in people.items()}
        ids = _ids(people) | _practise(app, tokens["student"])
        return World(tuple(_list_places(ids)), tokens)


def _known(name: str) -> User:
    user = find_user(name)
    assert user is not None
    return user


def _ids(people: dict[str, User]) -> dict[str, Any]:
    """Ids that stand in addresses; makes what is not in the demo: a draft, pasted text, a note."""
    session = database.session
    student, teacher = people["student"], people["teacher"]
    here = session.scalars(select(CourseClass)).one()
    running = session.scalars(
        select(Exam).where(Exam.state == "published", Exam.closes_at > START)
    ).one()
    released = session.scalars(select(Exam).where(Exam.state == "released")).one()
    draft = _draft_exam(here, teacher)
    own = Accommodation(
        exam_id=draft.id, user_id=student.id, minutes=150, reason="手伤，写字慢",
        author_id=teacher.id, created_at=START,
    )  # fmt: skip
    session.add(own)
    open_book = _open_book_exam(here, teacher)
    looks = start_sitting(open_book, student, START, 7)
    asked, locked = (question.slot.id for question in list(load_questions(looks).values())[:2])
    lock_answer(looks, locked, START)
    ruled = _rule(released, teacher)
    doubted, again = _slots(released)
    look = ask("sitting", _sitting(released, student).id, doubted, student.id, DOUBT, START)
    rehearsal = open_rehearsal(here, teacher.id, START, 1)
    tried = start_sitting(rehearsal, student, START, 1)
    # One paper of the running exam is in, so that marking has something waiting.
    submit(_sitting(running, _known("0230103")), START)
    note = LessonNote(
        user_id=student.id, chapter_id="ch01", anchor=_sections()[0], text="考前再看一遍",
        created_at=START, updated_at=START,
    )  # fmt: skip
    session.add(note)
    session.commit()
    labels = {
        "knowledge": [next(iter(get_library().knowledge))],
        "level": "掌握",
        "cognitive": "",
        "difficulty": 2,
    }
    labels |= {"use": "practice"}
    pasted = keep_found(brought(), "旧题.docx", "docx", labels, teacher.id, START)
    stored = keep_found(brought(), "", "text", labels | {"cognitive": "理解"}, teacher.id, START)
    store_batch(stored, 0, "draft", START)
    sheet = ImportBatch(
        author_id=teacher.id, name="老题库.xlsx", format="sheet", loose=[], created_at=START,
        source=['["编码", "说法", "判定"]', '["1", "来得勤就价值高。", "错"]'],
    )  # fmt: skip
    session.add(sheet)
    session.commit()
    team = _work_together(teacher, people["admin"]) | _cases(here, student, teacher)
    team |= make_plays(student, teacher, people["admin"], here)
    place = session.scalars(select(Enrolment).where(Enrolment.user_id == student.id)).one()
    column = session.scalars(select(GradeColumn).where(GradeColumn.source_kind.is_(None))).first()
    slot = session.scalars(
        select(FormSlot).where(FormSlot.form_id == running.form_id, FormSlot.type == "short_answer")
    ).first()
    assert column is not None
    assert slot is not None
    return {
        "class": here.public_id, "running": running.public_id, "released": released.public_id,
        "draft": draft.public_id, "note": note.public_id, "pasted": pasted.public_id,
        "stored": stored.public_id, "sheet": sheet.public_id,
        "place": place.public_id, "column": column.public_id, "user": student.public_id,
        "open": _sitting(running, student).public_id, "slot": slot.id,
        "looks": looks.public_id, "asked": asked, "locked": locked, "ruled": ruled,
        "closed": _sitting(released, student).public_id, "person": people["fresh"].public_id,
        "chosen": _item("single_choice"), "written": _item("short_answer"),
        "rehearsal": rehearsal.public_id, "tried": tried.public_id,
        "filled": _item("fill_blank"), "section": _sections()[0],
        "look": look.public_id, "again": again, **team, **_customer_files(here, student),
        **_surveys(people), **_coursework(here, teacher),
    }  # fmt: skip


def _coursework(here: CourseClass, teacher: User) -> dict[str, Any]:
    """Homework of the demo with a work to mark, a session with an open code, a file read for import."""
    session = database.session
    task = session.scalars(select(Assignment).order_by(Assignment.due_at)).first()
    held = session.scalars(select(AttendanceSession)).first()
    assert task is not None
    assert held is not None
    open_code(held, 5, START)
    work = session.scalars(select(Submission).where(Submission.assignment_id == task.id)).first()
    assert work is not None
    draft = GradeImport(
        class_id=here.id, author_id=teacher.id, file_name="期中.xlsx", created_at=START,
        rows=[["学号", "姓名", "卷面"], ["0230101", "林若溪", "88"], ["0999999", "外人", "九十"]],
    )  # fmt: skip
    session.add(draft)
    session.commit()
    return {
        "homework": task.public_id, "homework_work": work.public_id, "session": held.public_id,
        "grade_import": draft.public_id,
    }  # fmt: skip


def _customer_files(here: CourseClass, student: User) -> dict[str, str]:
    """A file under way, and one that is handed in and released."""
    session = database.session
    found = {}
    for number, (name, at) in enumerate((("file", None), ("file_done", START))):
        task = FileProject(
            class_id=here.id, title="客户档案", created_at=START, released_at=at,
            due_at=START + timedelta(days=5),
        )  # fmt: skip
        session.add(task)
        session.flush()
        file = CustomerFile(
            project_id=task.id, user_id=student.id, class_id=here.id, seed=number,
            created_at=START,
        )  # fmt: skip
        session.add(file)
        session.commit()
        loaded = load(file)
        ops = everything(loaded.files, task.rules, Convention.NOW)
        save(file, lambda _loaded, ops=ops[number::2]: ops, START)
        if at is not None:
            hand_in(file, load(file).seen, START)
        found |= {name: file.public_id, f"{name}_task": task.public_id}
    return found


def _work_together(teacher: User, other: User) -> dict[str, Any]:
    """What colleagues keep beside the bank: a review with a comment, a step over many items, a filter,
    a shared collection, a knowledge point of their own."""
    session = database.session
    items = session.scalars(select(Item).where(Item.chapter_id == "ch05").limit(8)).all()
    waiting = copy_item(items[0].id, other.id, START)
    seen = (waiting.state, waiting.current_version_id or 0)
    do_act(waiting.id, Act.SUBMIT, seen, other.id, START)
    say(waiting.id, "选项 B 与 C 意思太近。\n请改一个。", teacher.id, START)
    chosen = [item.id for item in items]
    change = Change(difficulty="4", use="reserved")
    step = apply(chosen, change, preview_of(chosen, change, teacher.id).stamp, teacher.id, START)
    save_filter(teacher.id, "第五章的难题", ListFilter(chapter="ch05", difficulty="4"), START)
    shelf = create_collection(teacher.id, "期末备用", "每章各留几道。", START)
    add_items(shelf.id, chosen, teacher.id, START)
    share(shelf.id, other, "edit", START)
    wanted = Wanted(title="本校案例", chapter_id="ch02", level="运用", cognitive="分析")
    point = create_point(wanted, teacher.id, START)
    return {
        "waiting": waiting.public_id, "step": step.public_id, "shelf": shelf.public_id,
        "own": point.id,
    }  # fmt: skip


def _surveys(people: dict[str, User]) -> dict[str, Any]:
    """Surveys in three stages, and their ways in for testers and respondents."""
    found: dict[str, Any] = {}
    for name, who in (
        ("asked_done", "waiting"),
        ("asked_open", "student"),
        ("asked_draft", "designer"),
    ):
        query = select(Survey).where(Survey.owner_id == people[who].id)
        found[name] = database.session.scalars(query).one()
    tried = open_pilot(found["asked_draft"]).key
    door = find_door(found["asked_open"], "collect")
    assert door is not None
    ids = {name: survey.public_id for name, survey in found.items()}
    return ids | {"try": tried, "answer": door.key}


def _cases(here: CourseClass, student: User, teacher: User) -> dict[str, Any]:
    """Of the demo class's cases: a round of peer review with one to write and one written, a case done in
    teams, an own case of the teacher with something wrong in it.
    """
    session = database.session
    released = session.scalars(
        select(CaseOpening).where(CaseOpening.released_at.is_not(None))
    ).one()
    running = session.scalars(select(CaseOpening).where(CaseOpening.closes_at.is_(None))).one()
    work = session.scalars(
        select(CaseWork).where(CaseWork.opening_id == released.id, CaseWork.user_id == student.id)
    ).one()
    other = session.scalars(
        select(CaseWork).where(CaseWork.opening_id == released.id, CaseWork.id != work.id)
    ).first()
    assert other is not None
    samples = [SampleText(text="一份**好**的。", points=[5, 4], reason="有事实"),
               SampleText(text="一份差的。", points=[1, 2])]  # fmt: skip
    settings = RoundSettings(
        criteria=["事实", "办法"], samples=samples, peers_weight=20, reviewing_weight=10
    )
    set_round(released, settings, START)
    round_ = find_round(released.id)
    assert round_ is not None
    round_.allotted_at = START
    written: dict[str, Any] = {"points": [4, 3], "written_at": START, "comment": "代价再写一条。"}
    mine: dict[str, Any] = {"opening_id": released.id, "reviewer_id": student.id}
    sample = CaseReview(**mine, sample=1, **written)
    waiting = CaseReview(**mine, work_id=other.id)
    session.add_all([
        sample, CaseReview(**mine, sample=2, **written), waiting,
        CaseReview(**mine | {"reviewer_id": other.user_id}, work_id=work.id, **written),
    ])  # fmt: skip
    in_teams = CaseOpening(
        class_id=here.id, text_id=released.text_id, case_id=released.case_id, title="分组做的案例",
        in_teams=True, author_id=teacher.id, created_at=START,
    )  # fmt: skip
    session.add(in_teams)
    session.commit()
    pair = {student.id: 1, other.user_id or 0: 1}
    set_teams(in_teams, pair)
    own = begin(teacher.id, BLANK.replace("minutes: 45", "minutes: 1"), START)
    return {
        "case_released": released.public_id, "case_running": running.public_id,
        "case_work": work.public_id, "case_sample": sample.public_id,
        "case_review": waiting.public_id, "case_teams": in_teams.public_id,
        "own_case": own.public_id, "sound_case": begin(teacher.id, None, START).public_id,
    }  # fmt: skip


def _slots(exam: Exam) -> tuple[int, int]:
    """Two questions of an exam on which a second look may be asked for."""
    query = select(FormSlot.id).where(FormSlot.form_id == exam.form_id, FormSlot.type == "term")
    first, second = database.session.scalars(query.order_by(FormSlot.position)).all()[:2]
    return first, second


def _sections() -> list[str]:
    return [section.anchor for section in get_library().chapters["ch01"].lesson.sections]


def _item(type_: str) -> str:
    query = select(Item.public_id).where(Item.type == type_, Item.chapter_id == "ch02")
    found = database.session.scalars(query.order_by(Item.id)).first()
    assert found is not None
    return found


def _sitting(exam: Exam, user: User) -> Sitting:
    query = select(Sitting).where(Sitting.exam_id == exam.id, Sitting.user_id == user.id)
    return database.session.scalars(query).one()


def _draft_exam(here: CourseClass, teacher: User) -> Exam:
    settings = ExamSettings(
        title="期末考试（第一至三章）", instructions="闭卷。", opens_at=START + timedelta(days=30),
        closes_at=START + timedelta(days=30, hours=2), minutes=110, attempts=1, shuffle_items=True,
        shuffle_options=True, rule="half", category_id=None, needs_eligibility=True,
        review=dict(DEFAULT_REVIEW),
    )  # fmt: skip
    exam = create_exam(here, settings, teacher.id, START)
    rows = [DrawRow(chapter=c, type=t, count=n, points=Decimal(p)) for c, t, n, p in FIRST]
    draw(exam, rows, ("exam", "practice"), 7)
    return exam


def _open_book_exam(here: CourseClass, teacher: User) -> Exam:
    """An exam in which answers may be looked up while it is written."""
    settings = ExamSettings(
        title="随堂自测", instructions="", opens_at=START - timedelta(minutes=5),
        closes_at=START + timedelta(hours=2), minutes=60, attempts=1, shuffle_items=False,
        shuffle_options=True, rule="half", category_id=None, needs_eligibility=False,
        review={phase: list(THINGS) for phase in DEFAULT_REVIEW},
    )  # fmt: skip
    exam = create_exam(here, settings, teacher.id, START)
    rows = [DrawRow(chapter="ch02", type=ItemType.SINGLE_CHOICE, count=3, points=Decimal(2))]
    draw(exam, rows, ("exam", "practice"), 7)
    publish(exam, teacher.id, START)
    return exam


def _rule(exam: Exam, teacher: User) -> int:
    """Two steps on a question of an exam that is over; returns its part."""
    query = select(FormSlot).where(
        FormSlot.form_id == exam.form_id, FormSlot.type == "single_choice"
    )
    slot = database.session.scalars(query.order_by(FormSlot.position)).first()
    assert slot is not None
    part_id, class_id = slot.id, exam.class_id
    steps = (
        Proposal(kind=Kind.POINTS, reason="这道题要算两步，分值改为 3 分。", points=Decimal(3)),
        Proposal(kind=Kind.FULL, reason="材料里少印了一行数字。"),
    )
    for step in steps:
        part = find_part(class_id, "sitting", part_id)
        assert part is not None
        take(part, step, preview(part, step).stamp, teacher.id, START)
    return part_id


def _practise(app: Flask, token: str) -> dict[str, str]:
    """A round with one question answered, a mock paper that has ended, and a favourite."""
    with without_csrf(app):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        started = client.post(
            "/practice/start", data={"chapter": "ch01", "only": "new", "count": 8}
        )
        run = started.headers["Location"]
        client.post(f"{run}/1", data={"give_up": "1"})
        started = client.post("/practice/start", data={"mock": "y", "only": "all", "count": 12})
        mock = started.headers["Location"]
        assert client.post(f"{mock}/finish").status_code == 302
        started = client.post("/practice/start", data={"mock": "y", "only": "all", "count": 12})
        item = database.session.scalars(select(Item).where(Item.use == "practice")).first()
        assert item is not None
        client.post(f"/favourites/{item.id}", data={"on": "1", "next": "/favourites"})
    return {"run": run, "mock": mock, "unfinished": started.headers["Location"]}


@contextmanager
def without_csrf(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        yield
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def upload_roster(page: Any) -> None:
    page.locator("textarea").fill(ROSTER)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/people/import")
    page.locator("input[name=student_no]").first.wait_for()


def answer_check(page: Any) -> None:
    ask = page.locator("[data-ask]").first
    ask.locator(".zk-opt").first.click()
    ask.locator("form button[type=submit]").click()
    page.locator("[data-ask] .zk-explain").first.wait_for()


def preview_undoing(page: Any) -> None:
    page.locator("textarea[name=reason]").fill("查过印刷稿，数字没有少。")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/preview")


def return_unsaid(page: Any) -> None:
    """Send an item back without a reason, which is asked for on a page of its own."""
    page.locator("button[value=return]").click()
    page.locator("[role=alert]").wait_for()


def preview_bulk(page: Any) -> None:
    page.locator("select[name=difficulty]").select_option("5")
    page.locator("button[value=preview]").last.click()
    page.locator("button[value=apply]").wait_for()


def wait_ready(page: Any) -> None:
    page.wait_for_selector("[data-ready]")


def _survey_places(at: dict[str, str], class_: str) -> Iterator[Place]:
    done, draft = f"/surveys/{at['asked_done']}", f"/surveys/{at['asked_draft']}"
    collecting = f"/surveys/{at['asked_open']}"
    yield from (
        Place("workshop.home", "student", "/projects"),
        Place("workshop_manage.home", "teacher", f"{class_}/projects"),
        Place("survey.home", "waiting", f"{class_}/projects/survey"),
        Place("survey.design", "designer", f"{draft}/design"),
        Place("survey.new_question", "designer", f"{draft}/questions/new"),
        Place("survey.edit_question", "designer", f"{draft}/questions/q1"),
        Place("survey.preview", "designer", f"{draft}/preview"),
        Place("survey.pilot", "waiting", f"{done}/pilot"),
        Place("survey.collect", "designer", f"{draft}/collect"),
        Place("survey.collect", "student", f"{collecting}/collect"),
        Place("survey.data", "waiting", f"{done}/data"),
        Place("survey.analysis", "waiting", f"{done}/analysis?row=q16"),
        Place("survey.report", "waiting", f"{done}/report"),
        Place("survey.report_print", "waiting", f"{done}/report/print"),
        Place("survey_manage.home", "teacher", f"{class_}/surveys"),
        Place("survey_manage.review", "teacher", f"{done}/review"),
        Place("survey_answer.form", "visitor", f"/s/{at['try']}"),
        Place("survey_answer.form", "visitor", f"/s/{at['answer']}"),
        Place("survey_answer.form_by_code", "visitor", f"/s/{at['answer']}/CDFG", status=410),
        Place("survey_answer.thanks", "visitor", f"/s/{at['answer']}/-/thanks"),
    )


def _list_places(ids: dict[str, Any]) -> Iterator[Place]:
    at = {name: str(value) for name, value in ids.items()}
    class_, exams = f"/classes/{at['class']}", "/exams"
    yield from _learner_places(at)
    yield from _customer_file_places(at)
    yield from _survey_places(at, class_)
    yield from _case_places(at)
    yield from (Place(*place) for place in list_play_places(at))
    yield from (
        Place("exams.home", "student", exams),
        Place("exams.intro", "waiting", f"{exams}/{at['running']}"),
        Place("exams.hall", "student", f"/sittings/{at['open']}", wait_ready),
        Place("exams.check", "student", f"/sittings/{at['open']}/submit", wait_ready),
        Place("exams.receipt", "student", f"/sittings/{at['closed']}/receipt"),
        Place("exams.review", "student", f"/sittings/{at['closed']}/review"),
        Place("exam_marks.account", "student", f"/sittings/{at['closed']}/marks"),
        Place("exam_looks.form", "student", f"/sittings/{at['closed']}/looks/{at['again']}"),
        Place("looks.one", "student", f"/looks/{at['look']}"),
        Place("exam_answers.show", "student", f"/sittings/{at['looks']}/answers/{at['asked']}"),
        Place("exam_answers.show", "student", f"/sittings/{at['looks']}/answers/{at['locked']}"),
        Place("grades.home", "student", "/grades"),
        Place("workshop.home", "student", "/projects"),
        Place("homework.home", "student", f"{class_}/homework"),
        Place("homework.assignment", "student", f"/homework/{at['homework']}"),
        Place("goals.own", "student", f"{class_}/goals/own"),
        Place("attend.home", "student", "/attend"),
        Place("classes.home", "teacher", "/classes"),
        Place("classes.home", "fresh", "/classes"),
        Place("classes.create", "teacher", "/classes/new"),
        Place("classes.everywhere", "admin", "/classes/all"),
        Place("classes.overview", "teacher", class_),
        Place("classes.roster", "teacher", f"{class_}/people"),
        Place("classes.person", "teacher", f"{class_}/people/{at['place']}"),
        Place("classes.add_student", "teacher", f"{class_}/people/add"),
        Place("classes.import_people", "teacher", f"{class_}/people/import"),
        Place("classes.import_upload", "teacher", f"{class_}/people/import", upload_roster),
        Place("classes.passwords", "teacher", f"{class_}/passwords"),
        Place("classes.settings", "teacher", f"{class_}/settings"),
        Place("classes.poster", "teacher", f"{class_}/code"),
        Place("exams_manage.home", "teacher", f"{class_}/exams"),
        Place("exams_manage.new", "teacher", f"{class_}/exams/new"),
        Place("exams_manage.edit", "teacher", f"{exams}/{at['draft']}/edit"),
        Place("exams_manage.paper", "teacher", f"{exams}/{at['draft']}/paper"),
        Place("exams_manage.pick", "teacher", f"{exams}/{at['draft']}/paper/pick"),
        Place("exams_manage.draw", "teacher", f"{exams}/{at['draft']}/paper/draw"),
        Place("exams_manage.preview", "teacher", f"{exams}/{at['draft']}/paper/preview"),
        Place("exams_manage.print_paper", "teacher", f"{exams}/{at['draft']}/paper/print"),
        Place("exams_manage.publish", "teacher", f"{exams}/{at['draft']}/publish"),
        Place("exams_manage.edit", "teacher", f"{exams}/{at['running']}/edit"),
        Place("exams_manage.board", "teacher", f"{exams}/{at['running']}/board"),
        Place("exams_manage.candidate", "teacher", f"{exams}/{at['running']}/board/{at['open']}"),
        Place(
            "exams_manage.candidate", "teacher", f"{exams}/{at['released']}/board/{at['closed']}"
        ),
        Place("exams_manage.chains", "teacher", f"{exams}/{at['running']}/chains"),
        Place("exams_manage.record_print", "teacher", f"{exams}/{at['running']}/record/print"),
        Place("exams_manage.rescue", "teacher", f"{exams}/{at['running']}/rescue"),
        Place("exams_manage.rehearsal", "teacher", f"{exams}/{at['rehearsal']}/rehearsal"),
        Place("room.rehearsed", "student", f"/sittings/{at['tried']}/rehearsal"),
        Place("room.verify", "visitor", "/verify?code=0000-1111-2222-3333"),
        Place("exams_manage.results", "teacher", f"{exams}/{at['released']}/results"),
        Place("exams_manage.results", "teacher", f"{exams}/{at['running']}/results"),
        Place("exams_manage.marked", "teacher", f"{exams}/{at['released']}/results/{at['closed']}"),
        Place(
            "exams_manage.marked_account",
            "teacher",
            f"{exams}/{at['released']}/results/{at['closed']}/marks",
        ),
        Place("exams_manage.ready_papers", "teacher", f"{class_}/exams/ready"),
        Place("exams_manage.arranged", "teacher", f"{exams}/{at['draft']}/arrangements"),
        Place(
            "exams_manage.arrangement",
            "teacher",
            f"{exams}/{at['draft']}/arrangements/{at['user']}",
        ),
        Place("exams_manage.seat_list", "teacher", f"{exams}/{at['draft']}/seats"),
        Place("exams_manage.seat_slips", "teacher", f"{exams}/{at['draft']}/seats/slips"),
        Place("exams_manage.seat_plan", "teacher", f"{exams}/{at['draft']}/seats/plan"),
        Place("exams_manage.share", "teacher", f"{exams}/{at['draft']}/copy"),
        Place("look_desk.home", "teacher", f"{class_}/looks"),
        Place("look_desk.one", "teacher", f"{class_}/looks/{at['look']}"),
        Place("regrade.question", "teacher", f"{class_}/regrade/sitting/{at['ruled']}"),
        Place("regrade.question", "teacher", f"{class_}/regrade/sitting/{at['slot']}?do=accept"),
        Place(
            "regrade.preview",
            "teacher",
            f"{class_}/regrade/sitting/{at['ruled']}?do=undo&step=2",
            preview_undoing,
        ),
        Place("marking.home", "teacher", f"{class_}/marking?show=all"),
        Place("desk.grade", "teacher", f"{class_}/desk/sitting/{at['slot']}"),
        Place("desk_changes.rubric", "teacher", f"{class_}/desk/sitting/{at['slot']}/rubric"),
        Place(
            "desk_changes.phrases_taken", "teacher", f"{class_}/desk/sitting/{at['slot']}/phrases"
        ),
        Place("marking.question", "teacher", f"{class_}/marking/sitting/{at['slot']}"),
        Place("gradebook.home", "teacher", f"{class_}/grades"),
        Place("gradebook.person", "teacher", f"{class_}/grades/people/{at['user']}"),
        Place("gradebook.scheme", "teacher", f"{class_}/grades/scheme"),
        Place("gradebook.new_column", "teacher", f"{class_}/grades/columns/new"),
        Place("gradebook.column", "teacher", f"/grade-columns/{at['column']}"),
        Place("gradebook.edit_column", "teacher", f"/grade-columns/{at['column']}/settings"),
        Place("gradebook.publish", "teacher", f"{class_}/grades/publish"),
        Place("gradebook.import_new", "teacher", f"{class_}/grades/import"),
        Place(
            "gradebook.import_preview", "teacher", f"/grade-imports/{at['grade_import']}?to-2=new-1"
        ),
        Place("attendance.home", "teacher", f"{class_}/attendance"),
        Place("attendance.worth", "teacher", f"{class_}/attendance/worth"),
        Place("attendance.session", "teacher", f"/attendance/{at['session']}"),
        Place("attendance.projector", "teacher", f"/attendance/{at['session']}/projector"),
        Place("goals.home", "teacher", f"{class_}/goals"),
        Place("goals.new", "teacher", f"{class_}/goals/new"),
        Place("workshop_manage.home", "teacher", f"{class_}/projects"),
        Place("homework_manage.home", "teacher", f"{class_}/homework/manage"),
        Place("homework_manage.new", "teacher", f"{class_}/homework/new"),
        Place("homework_manage.edit", "teacher", f"/homework/{at['homework']}/edit"),
        Place("homework_manage.works", "teacher", f"/homework/{at['homework']}/works"),
        Place("homework_manage.alike", "teacher", f"/homework/{at['homework']}/alike"),
        Place("homework_manage.work", "teacher", f"/homework-works/{at['homework_work']}"),
        Place("gradebook.cell", "teacher", f"/grade-columns/{at['column']}/people/{at['user']}"),
        Place("bank.home", "teacher", f"/bank?within={at['class']}"),
        Place("bank.item", "teacher", f"/bank/items/{at['written']}"),
        Place("bank.item", "teacher", f"/bank/items/{at['chosen']}?within={at['class']}"),
        Place("bank.edit", "teacher", f"/bank/items/{at['chosen']}/edit"),
        Place("bank.edit", "teacher", f"/bank/items/{at['filled']}/edit"),
        Place("bank.new", "teacher", "/bank/new"),
        Place("bank.new", "teacher", "/bank/new?type=short_answer"),
        Place("bank.history", "teacher", f"/bank/items/{at['chosen']}/history"),
        Place("bank.item", "teacher", f"/bank/items/{at['waiting']}"),
        Place("bank.reviews", "teacher", "/bank/review"),
        Place("bank.item", "teacher", f"/bank/items/{at['waiting']}", return_unsaid),
        Place("bank.bulk", "teacher", "/bank/bulk?scope=all&chapter=ch02", preview_bulk),
        Place("bank.steps", "teacher", "/bank/steps"),
        Place("bank.step", "teacher", f"/bank/steps/{at['step']}"),
        Place("bank.filters", "teacher", "/bank/filters?type=term"),
        Place("bank.home", "teacher", "/bank?q=客户 价值"),
        Place("bank.collections", "teacher", "/bank/collections"),
        Place("bank.collection", "teacher", f"/bank/collections/{at['shelf']}"),
        Place("bank.collection_settings", "teacher", f"/bank/collections/{at['shelf']}/settings"),
        Place("bank.tree", "teacher", "/bank/tree"),
        Place("bank.tree_chapter", "teacher", "/bank/tree/ch02"),
        Place("bank.point", "teacher", f"/bank/tree/points/{at['own']}"),
        Place("imports.new", "teacher", "/bank/import"),
        Place("imports.preview", "teacher", f"/bank/import/{at['pasted']}"),
        Place("imports.columns", "teacher", f"/bank/import/{at['sheet']}/columns"),
        Place("imports.done", "teacher", f"/bank/import/{at['stored']}/done"),
        Place("exports.choose", "teacher", "/bank/export"),
        Place("accounts.profile", "teacher", "/me"),
        Place("accounts.new_password", "student", "/me/password"),
        Place("admin.home", "admin", "/admin/people"),
        Place("admin.new_person", "admin", "/admin/people/new"),
        Place("admin.person", "admin", f"/admin/people/{at['person']}"),
    )


def _customer_file_places(at: dict[str, str]) -> Iterator[Place]:
    class_, file, done = (
        f"/classes/{at['class']}", f"/customer-files/{at['file']}", f"/customer-files/{at['file_done']}",
    )  # fmt: skip
    task = f"/customer-file-tasks/{at['file_task']}"
    yield from (
        Place("customer_file.home", "student", f"{class_}/customer-file"),
        Place("customer_file.overview", "student", file),
        Place("customer_file.sheet", "student", f"{file}/tables/persons?find=alike"),
        Place("customer_file.sheet", "student", f"{file}/tables/contacts"),
        Place("customer_file.sheet", "student", f"{file}/tables/orders"),
        Place("customer_file.row", "student", f"{file}/tables/persons/rows/P001"),
        Place("customer_file.add", "student", f"{file}/tables/contacts/add"),
        Place("customer_file.work", "student", f"{file}/own/abc"),
        Place("customer_file.work", "student", f"{file}/own/rfm"),
        Place("customer_file.work", "student", f"{file}/own/clv"),
        Place("customer_file.work", "student", f"{file}/own/texts"),
        Place("customer_file.picture", "student", f"{file}/picture"),
        Place("customer_file.upload", "student", f"{file}/upload"),
        Place("customer_file.check", "student", f"{file}/hand-in"),
        Place("customer_file.check", "student", f"{done}/hand-in"),
        Place("customer_file.work", "student", f"{done}/own/clv"),
        Place("customer_file.marks", "student", f"{done}/marks"),
        Place("customer_file_manage.home", "teacher", f"{class_}/projects/customer-file"),
        Place("customer_file_manage.new", "teacher", f"{class_}/projects/customer-file/new"),
        Place("customer_file_manage.edit", "teacher", f"{task}/settings"),
        Place("customer_file_manage.project", "teacher", task),
        Place("customer_file_manage.file", "teacher", f"{done}/marking"),
    )


def _case_places(at: dict[str, str]) -> Iterator[Place]:
    class_, done, now = f"/classes/{at['class']}/cases", at["case_released"], at["case_running"]
    teams, own, sound = at["case_teams"], at["own_case"], at["sound_case"]
    yield from (
        Place("cases.home", "visitor", "/cases"),
        Place("cases.home", "student", "/cases?chapter=ch01"),
        Place("cases.case", "visitor", "/cases/case-minghua"),
        Place("cases.case", "visitor", "/cases/case-desk-blame"),
        Place("cases.class_case", "student", f"/class-cases/{now}"),
        Place("cases.class_case", "student", f"/class-cases/{done}"),
        Place("cases.talk", "student", f"/class-cases/{done}/talk"),
        Place("cases.notes", "student", f"/class-cases/{done}/notes"),
        Place("cases.team", "student", f"/class-cases/{teams}/team"),
        Place("cases.reviews", "student", f"/class-cases/{done}/reviews"),
        Place("cases.review", "student", f"/class-cases/{done}/reviews/{at['case_sample']}"),
        Place("cases.review", "student", f"/class-cases/{done}/reviews/{at['case_review']}"),
        Place("cases_manage.home", "teacher", class_),
        Place("cases_manage.new", "teacher", f"{class_}/new"),
        Place("cases_manage.new", "teacher", f"{class_}/new?case=case-minghua"),
        Place("cases_manage.opening", "teacher", f"/class-cases/{now}/manage"),
        Place("cases_manage.settings", "teacher", f"/class-cases/{now}/settings"),
        Place("cases_manage.work", "teacher", f"/case-works/{at['case_work']}"),
        Place("cases_manage.screen", "teacher", f"/class-cases/{done}/screen"),
        Place("cases_manage.talk", "teacher", f"/class-cases/{done}/talk/manage"),
        Place("cases_manage.reviews", "teacher", f"/class-cases/{done}/reviews/manage"),
        Place("cases_manage.reviews", "teacher", f"/class-cases/{now}/reviews/manage"),
        Place("cases_manage.teams_page", "teacher", f"/class-cases/{teams}/teams"),
        Place("cases_manage.opened_full", "teacher", f"/class-cases/{done}/full"),
        Place("cases_manage.full", "teacher", "/cases/case-desk-blame/teacher"),
        Place("case_editor.home", "teacher", "/my-cases"),
        Place("case_editor.edit", "teacher", f"/my-cases/{own}"),
        Place("case_editor.edit", "teacher", f"/my-cases/{own}?view=text"),
        Place("case_editor.preview", "teacher", f"/my-cases/{sound}/preview?parts=1"),
        Place("case_editor.versions", "teacher", f"/my-cases/{own}/versions"),
    )


def _learner_places(at: dict[str, str]) -> Iterator[Place]:
    """What learners see; these keep to the budget of a first load."""
    lesson, section = "/learn/ch01", f"/learn/ch01/{at['section']}"
    yield from (
        Place("reader.home", "visitor", "/"),
        Place("accounts.sign_in", "visitor", "/sign-in"),
        Place("accounts.sign_up", "visitor", "/sign-up"),
        Place("reader.course_map", "visitor", "/learn"),
        Place("reader.course_map", "student", "/learn"),
        Place("reader.lesson", "student", lesson),
        Place("reader.section", "student", section),
        Place("reader.section", "visitor", section, answer_check),
        Place("reader.lesson_print", "student", f"{lesson}/print"),
        Place("reader.summary_print", "student", f"{lesson}/print/summary"),
        Place("reader.glossary", "student", "/glossary"),
        Place("reader.search", "student", "/search?q=客户"),
        Place("practice.home", "student", "/practice"),
        Place("practice.choose", "student", "/practice/choose?chapter=ch01"),
        Place("practice.run", "student", f"{at['run']}?n=1"),
        Place("practice.run", "student", f"{at['run']}?n=2"),
        Place("practice.ending", "student", f"{at['unfinished']}/end"),
        Place("practice.result", "student", f"{at['mock']}/result"),
        Place("review.mistakes", "student", "/mistakes"),
        Place("review.progress", "student", "/progress"),
        Place("review.favourites", "student", "/favourites"),
        Place("courses.join", "fresh", "/join"),
        Place("exams.home", "fresh", "/exams"),
        Place("grades.home", "fresh", "/grades"),
        Place("no such page", "visitor", "/nothing-here", status=404),
    )
