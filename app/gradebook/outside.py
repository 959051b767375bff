"""Outside marks from a table: rows matched by 学号, looked at line by line, stored as one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from app.accounts.models import User
from app.courses.domain.columns import HEADER_DEPTH, find_header
from app.courses.domain.roster import cell_text, clean_number
from app.courses.roster_files import Table
from app.database import writing
from app.extensions import db
from app.gradebook.acts import Place, open_batch
from app.gradebook.ledger import Entry, Standing, append_all, current_grades, hold
from app.gradebook.models import GradeBatch, GradeCategory, GradeColumn, GradeImport
from app.gradebook.service import next_position
from app.gradebook.typed import TypedError, read_typed
from app.web.errors import DomainError
from app.web.numbers import plain

LONGEST = 60
DEFAULT_MAX = Decimal(100)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column of the file goes: into a column that is there, or a new one of a category."""

    column: GradeColumn | None = None
    category: GradeCategory | None = None
    max: Decimal = DEFAULT_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the file: who it is, what it holds, and what stands against it.

    `number` counts from 1 as the spreadsheet does. `marks` are by the file's column; `wrong` says why a
    cell of the row is left out.
    """

    number: int
    student_no: str
    name: str
    user: User | None = None
    problem: str = ""
    doubt: str = ""
    marks: Mapping[int, tuple[Decimal | None, bool]] = field(
        default_factory=dict[int, tuple[Decimal | None, bool]]
    )
    wrong: Mapping[int, str] = field(default_factory=dict[int, str])

    @property
    def counts(self) -> bool:
        return self.user is not None and not self.problem


def tidy(table: Table) -> list[list[str]]:
    """The cells as texts, down to the last row that holds anything."""
    rows = [[cell_text(cell)[:LONGEST] for cell in row] for row in table]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def find_head(rows: Sequence[Sequence[str]]) -> tuple[int, int, int | None] | None:
    """(row of the titles, column of 学号, column of names); None where nothing is called 学号."""
    found = find_header(rows[:HEADER_DEPTH])
    if found is None or found[1].number is None:
        return None
    return found[0], found[1].number, found[1].name


def look_at(
    rows: Sequence[Sequence[str]], targets: Mapping[int, Target], students: Sequence[User]
) -> list[Line]:
    """Every row below the titles with what would be stored of it. No SQL statement."""
    head = find_head(rows)
    if head is None:
        raise DomainError(_("没有找到“学号”一列。请在表里写上标题“学号”再导入。"), status=422)
    known = {(user.student_no or "").lower(): user for user in students if user.student_no}
    top, number_at, name_at = head
    first: dict[str, int] = {}
    lines = []
    for number, row in enumerate(rows[top + 1 :], top + 2):
        if not any(row):
            continue
        student_no = clean_number(row[number_at])
        name = row[name_at].strip() if name_at is not None else ""
        user = known.get(student_no.lower())
        problem = _problem(student_no, user, first, number)
        doubt = ""
        if user is not None and name and name != user.name:
            doubt = _("班里这个学号是%(name)s", name=user.name)
        marks, wrong = _marks(row, targets)
        lines.append(
            Line(
                number=number, student_no=student_no, name=name, user=user, problem=problem,
                doubt=doubt, marks=marks, wrong=wrong,
            )
        )  # fmt: skip
    return lines


def store(
    draft: GradeImport,
    targets: Mapping[int, Target],
    lines: Sequence[Line],
    author_id: int,
    at: datetime,
) -> int:
    """Store the marks of the lines that count as one act; returns how many cells changed.

    Raises DomainError where the file was stored already.
    """
    with writing():
        row = db.session.get_one(
            GradeImport, draft.id, with_for_update=True, populate_existing=True
        )
        if row.batch_id is not None:
            raise DomainError(_("这份文件已经导入过了。"), status=409)
        columns = {at_: _column(row, at_, target) for at_, target in targets.items()}
        db.session.flush()
        ids = {column.id for column in columns.values()}
        if len(hold(ids)) < len(ids):
            raise DomainError(_("有一列刚刚被别人删掉了。什么都没有存。"), status=409)
        people = [line.user.id for line in lines if line.counts and line.user]
        held = current_grades(ids, people)
        wanted: dict[Place, Standing] = {}
        for line in lines:
            if not line.counts or line.user is None:
                continue
            for at_, (mark, excused) in line.marks.items():
                place = columns[at_].id, line.user.id
                was = held[place].standing if place in held else Standing()
                wanted[place] = was._replace(new=mark, excused=excused, attempts=())
        reason = _("导入“%(file)s”", file=row.file_name)
        batch = open_batch(row.class_id, "import", reason, author_id, at)
        row.batch_id = batch.id
        entry = Entry(reason=reason, at=at, author_id=author_id, batch_id=batch.id)
        return append_all(held, wanted, entry)


def find_batch(draft: GradeImport) -> GradeBatch | None:
    return None if draft.batch_id is None else db.session.get(GradeBatch, draft.batch_id)


def _problem(student_no: str, user: User | None, first: dict[str, int], number: int) -> str:
    if not student_no:
        return _("没有学号")
    if user is None:
        return _("班里没有这个学号")
    before = first.setdefault(student_no.lower(), number)
    return "" if before == number else _("与第 %(n)s 行学号重复", n=before)


def _marks(
    row: Sequence[str], targets: Mapping[int, Target]
) -> tuple[dict[int, tuple[Decimal | None, bool]], dict[int, str]]:
    marks: dict[int, tuple[Decimal | None, bool]] = {}
    wrong: dict[int, str] = {}
    for at, target in targets.items():
        text = row[at].strip() if at < len(row) else ""
        if not text:
            continue  # an empty cell leaves what is there
        column = target.column or GradeColumn(title="", max=target.max, may_pass=False)
        try:
            marks[at] = read_typed(text, column)
        except TypedError as error:
            wrong[at] = _("“%(text)s”：%(why)s", text=text, why=error.message)
    return marks, wrong


def _column(draft: GradeImport, at: int, target: Target) -> GradeColumn:
    if target.column is not None:
        return target.column
    if target.category is None:
        raise LookupError("a target without column and category")
    head = find_head(draft.rows)
    title = (draft.rows[head[0]][at] if head else "").strip() or _("导入的成绩")
    column = GradeColumn(
        class_id=draft.class_id,
        category_id=target.category.id,
        position=next_position(draft.class_id) + at,
        title=title[:80],
        max=target.max,
        published=False,
    )
    db.session.add(column)
    return column


def target_label(target: Target) -> str:
    """What a preview says of where a column goes."""
    if target.column is not None:
        return target.column.title
    name = target.category.name if target.category else ""
    return _("新列，计入%(name)s，满分 %(max)s", name=name, max=plain(target.max))
