"""Homework: handing in, files, marking, releasing, the hint of overlap."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest

from app.gradebook.ledger import current_grades
from app.gradebook.models import GradeColumn
from app.gradebook.service import get_scheme
from app.gradebook.sheet import build_sheet
from app.marking.rubrics import Judgement, JudgementError
from app.web.errors import DomainError
from app.workshop.homework import files, project, service
from app.workshop.homework.domain.alike import find_alike
from app.workshop.homework.domain.deadlines import Door, find_door
from app.workshop.homework.files import FileError
from app.workshop.homework.models import HomeworkFile
from tests.conftest import START

DAY = timedelta(days=1)
LATE = START + 2 * DAY


def docx(text: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(
            "word/document.xml", f"<w:document><w:p><w:t>{text}</w:t></w:p></w:document>"
        )
    return buffer.getvalue()


class Class:
    """A class with a piece of homework due in a day, and late for two more."""

    def __init__(self, make: Any) -> None:
        self.class_ = make.class_()
        self.teacher = make.instructor(self.class_)
        self.students = [make.student(self.class_, name) for name in ("甲", "乙", "丙")]
        self.category = get_scheme(self.class_.id).categories[0].id
        self.values: dict[str, Any] = {
            "title": "作业一", "text": "写一家小店的接触点", "category_id": self.category,
            "due_at": START + DAY, "closes_at": START + 3 * DAY, "file_types": ["pdf", "docx", "txt"],
            "most_files": 2, "rubric": [["内容", "60", ""], ["表达", "40", "通顺"]],
            "late_per_day": Decimal(10), "late_cap": Decimal(50), "open": True,
        }  # fmt: skip
        self.task = service.save_assignment(
            None, self.class_.id, self.values, self.teacher.id, START
        )

    def hand_in(self, n: int, text: str = "正文", at: Any = START, sent: Any = ()) -> Any:
        return service.hand_in(self.task, self.students[n].id, text, sent, at)

    def judge(self, work: Any, *points: str, at: Any = LATE, seen: int = 0) -> int:
        given = [Judgement(number=n, points=p, seen=seen) for n, p in enumerate(points, 1)]
        return service.judge_work(work, given, self.teacher.id, at)

    @property
    def url(self) -> str:
        return f"/homework/{self.task.public_id}"


@pytest.fixture
def here(make: Any) -> Class:
    return Class(make)


# The rules


@pytest.mark.parametrize(
    ("at", "versions", "door"),
    [
        (START, 0, Door.OPEN), (START + DAY, 5, Door.OPEN), (LATE, 0, Door.LATE), (LATE, 1, Door.KEPT),
        (START + 3 * DAY, 0, Door.LATE), (START + 4 * DAY, 0, Door.CLOSED), (START + 4 * DAY, 2, Door.KEPT),
    ],
)  # fmt: skip
def test_what_is_taken_when(at: Any, versions: int, door: Door) -> None:
    assert find_door(START + DAY, START + 3 * DAY, versions, at) is door


def test_overlap_is_what_two_share_beside_the_task_and_the_common() -> None:
    own = ["".join(chr(0x4E00 + 97 * k + n) for n in range(80)) for k in range(4)]
    task = "".join(chr(0x8000 + n) for n in range(80))
    texts = {1: own[0] + task, 2: own[0][:60] + own[1] + task, 3: own[2] + task, 4: own[3]}
    (pair,) = find_alike(texts, task, Fraction(30, 100))
    assert (pair.one, pair.other) == (1, 2)
    assert Fraction(55, 100) < pair.share < Fraction(75, 100)
    everybody = dict.fromkeys(range(20), own[0])
    assert find_alike(everybody, "", Fraction(1, 10)) == []
    assert find_alike({1: "短", 2: "短"}, "", Fraction(0)) == []


# Handing in


def test_all_versions_are_kept_and_the_newest_counts(here: Class) -> None:
    here.hand_in(0, "第一版")
    here.hand_in(0, "第二版", START + DAY)
    versions = service.versions_of(here.task, here.students[0].id)
    assert [(one.number, one.text) for one in versions] == [(2, "第二版"), (1, "第一版")]
    with pytest.raises(DomainError, match="截止时间已过"):
        here.hand_in(0, "第三版", LATE)
    assert service.works_of(here.task)[0].submission.number == 2  # type: ignore[union-attr]


def test_late_work_is_taken_once_and_said_so(here: Class) -> None:
    here.hand_in(1, "晚了", LATE)
    row = next(one for one in service.works_of(here.task) if one.user.name == "乙")
    assert row.late
    with pytest.raises(DomainError):
        here.hand_in(1, "再来", LATE)
    with pytest.raises(DomainError):
        here.hand_in(2, "太晚", START + 4 * DAY)


def test_files_are_kept_whole_under_a_safe_name(here: Class, db: Any, count_sql: Any) -> None:
    file = files.check("../../我的 作业.docx", docx("正文"), ["docx"])
    here.hand_in(0, "", START, [file])
    db.session.expunge_all()
    with count_sql() as statements:
        (kept,) = service.versions_of(here.task, here.students[0].id)[0].files
    assert not any("homework_file.data" in one for one in statements)
    assert (kept.name, kept.text.strip(), kept.data) == ("我的 作业.docx", "正文", file.data)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.exe", b"MZ", "不是可以交的类型"), ("a.pdf", b"<html>", "对不上"), ("a.docx", b"PK\x03\x04 broken", "打不开"),
        ("a.txt", b"", "是空的"), ("pdf", b"%PDF-", "不是可以交的类型"), ("a.png", b"\x89PNG\r\n\x1a\n", "不是可以交的类型"),
        ("a.txt", b"x" * (files.MAX_BYTES + 1), "超过 10 MB"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_taken_says_why(name: str, data: bytes, message: str, app: Any) -> None:
    with app.test_request_context(), pytest.raises(FileError, match=message):
        files.check(name, data, ["pdf", "docx", "txt"])


def test_nothing_is_left_of_a_refused_version(here: Class, app: Any) -> None:
    file = files.check("a.txt", "字".encode(), ["txt"])
    for text, sent, at in (
        ("", [], START),
        ("", [file] * 3, START),
        ("x", [file], START + 9 * DAY),
    ):
        with pytest.raises(DomainError):
            here.hand_in(0, text, at, sent)
    assert service.versions_of(here.task, here.students[0].id) == []


# Marking and the gradebook


def test_marks_go_into_the_gradebook_when_they_are_released(here: Class, db: Any, app: Any) -> None:
    first, late = here.hand_in(0), here.hand_in(1, "晚", LATE)
    here.judge(first, "50", "30")
    with pytest.raises(DomainError, match="还有 1 份没有批完"):
        service.release(here.task, here.teacher.id, START + 4 * DAY)
    assert db.session.query(GradeColumn).count() == 0
    here.judge(late, "60", "40")
    assert service.release(here.task, here.teacher.id, START + 4 * DAY) == 2
    column = db.session.query(GradeColumn).one()
    assert (column.max, column.source_kind, column.due_at) == (100, "homework", here.task.due_at)
    held = current_grades([column.id])
    assert [held[column.id, s.id].new for s in here.students[:2]] == [80, 100]
    with app.test_request_context():
        rows = build_sheet(here.class_.id, here.students, START + 4 * DAY).rows
        # In time; a day late, which the gradebook takes off; nothing handed in.
        assert [row.mark for row in rows] == [80, 90, 0]
    here.judge(first, "55", "", seen=1)
    assert current_grades([column.id])[column.id, here.students[0].id].new == 85


def test_release_waits_for_the_deadline(here: Class) -> None:
    here.judge(here.hand_in(0), "50", "30", at=START)
    with pytest.raises(DomainError, match="截止时间还没有到"):
        service.release(here.task, here.teacher.id, START)


def test_marks_beyond_a_criterion_are_refused(here: Class) -> None:
    with pytest.raises(JudgementError):
        here.judge(here.hand_in(0), "61", "40")


def test_what_is_marked_by_stays_once_work_came_in(here: Class) -> None:
    here.hand_in(0)
    changed = here.values | {"title": "改题", "rubric": [["别的", "100", ""]]}
    with pytest.raises(DomainError, match="评分项不能再改"):
        service.save_assignment(here.task, here.class_.id, changed, here.teacher.id, START)
    assert service.list_assignments(here.class_.id)[0].title == "作业一"
    service.save_assignment(
        here.task, here.class_.id, here.values | {"title": "改题"}, here.teacher.id, START
    )
    assert service.list_assignments(here.class_.id)[0].title == "改题"


def test_counts_for_the_home_page(here: Class) -> None:
    class_id, (first, second, _third) = here.class_.id, here.students
    work = here.hand_in(0)
    own = project.count_own([class_id], second.id, START)[class_id]
    assert (own.waiting, own.total, own.due_at) == (1, 1, START + DAY)
    assert project.count_own([class_id], first.id, START)[class_id].waiting == 0
    assert project.count_own([class_id], second.id, START + 4 * DAY)[class_id].waiting == 0
    assert (
        project.count_all(class_id, START).waiting,
        project.count_all(class_id, START).total,
    ) == (1, 1)
    here.judge(work, "50", "30")
    assert project.count_all(class_id, START).waiting == 0


# Pages


def test_a_student_hands_in_and_reads_the_marks(here: Class, as_user: Any, clock: Any) -> None:
    student, teacher = as_user(here.students[0]), as_user(here.teacher)
    data = {"text": "正文", "files": (BytesIO(docx("附件")), "附件.docx")}
    assert student.post(here.url, data=data).status_code == 302
    page = student.get(here.url).text
    assert "第 1 版" in page
    assert "附件.docx" in page
    (work,) = [one for one in service.works_of(here.task) if one.submission]
    url = f"/homework-works/{work.submission.public_id}"  # type: ignore[union-attr]
    form = {"points-1": "50", "points-2": "30", "comment-1": "接触点找得细"}
    assert teacher.post(url, data=form).status_code == 302
    assert "接触点找得细" not in student.get(here.url).text
    clock.move(days=2)
    assert teacher.post(f"{here.url}/release").status_code == 302
    assert "接触点找得细" in student.get(here.url).text


def test_what_was_written_stays_when_a_file_is_refused(here: Class, as_user: Any) -> None:
    answer = as_user(here.students[0]).post(
        here.url, data={"text": "写了很久", "files": (BytesIO(b"MZ"), "a.exe")}
    )
    assert answer.status_code == 422
    assert "写了很久" in answer.text
    assert "不是可以交的类型" in answer.text


def test_files_leave_as_downloads_and_to_the_right_people(
    here: Class, as_user: Any, db: Any, make: Any
) -> None:
    here.hand_in(0, "", START, [files.check("a.txt", b"<script>", ["txt"])])
    file = db.session.query(HomeworkFile).one()
    own, staff = (
        f"/homework-files/{file.public_id}",
        f"/homework-files/{file.public_id}/for-marking",
    )
    answer = as_user(here.students[0]).get(own)
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert as_user(here.students[1]).get(own).status_code == 404
    assert as_user(here.students[0]).get(staff).status_code in (403, 404)
    assert as_user(here.teacher).get(staff).data == b"<script>"
    stranger = make.instructor(make.class_("别的班"))
    assert as_user(stranger).get(staff).status_code == 404


def test_a_hidden_assignment_is_not_there(here: Class, as_user: Any) -> None:
    service.save_assignment(
        here.task, here.class_.id, here.values | {"open": False}, here.teacher.id, START
    )
    client = as_user(here.students[0])
    assert client.get(here.url).status_code == 404
    assert "作业一" not in client.get(f"/classes/{here.class_.public_id}/homework").text


def test_homework_is_set_through_its_form(here: Class, as_user: Any) -> None:
    client, url = as_user(here.teacher), f"/classes/{here.class_.public_id}/homework/new"
    form = {
        "title": "作业二", "text": "要求", "due_at": "2026-12-01T08:00", "closes_at": "2026-11-30T08:00",
        "file_types": ["pdf"], "most_files": "1", "rubric": "内容 六十", "category": str(here.category),
        "late_per_day": "10", "late_cap": "50", "open": "y",
    }  # fmt: skip
    answer = client.post(url, data=form)
    assert answer.status_code == 422
    assert "第 1 行没有读懂" in answer.text
    assert "内容 六十" in answer.text
    answer = client.post(url, data=form | {"rubric": "内容 60 充实\n表达 40"})
    assert "不能比截止时间早" in answer.text
    answer = client.post(
        url, data=form | {"rubric": "内容 60 充实\n表达 40", "closes_at": "2026-12-03T08:00"}
    )
    assert answer.status_code == 302
    made = service.list_assignments(here.class_.id)[1]
    assert (made.title, made.rubric) == ("作业二", [["内容", "60", "充实"], ["表达", "40", ""]])


def test_sql_does_not_grow_with_the_works(here: Class, as_user: Any, count_sql: Any) -> None:
    client, counts = as_user(here.teacher), []
    for n in range(3):
        here.hand_in(n, f"正文 {n}")
        with count_sql() as statements:
            assert client.get(f"{here.url}/works").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] == counts[2]
