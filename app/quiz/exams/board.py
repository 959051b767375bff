"""The board of a running exam: one row per student, read in a few statements for any class."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.quiz.domain.seats import in_order
from app.quiz.domain.watching import Facts, Status, attention, status_of
from app.quiz.exams import board_queries as queries
from app.quiz.exams.board_queries import Aside, Happened, Progress, Seat
from app.quiz.exams.closing import close_expired
from app.quiz.exams.people import Candidate, list_candidates
from app.quiz.models import Exam, ExamAct
from app.web.pages import Paged

PER_PAGE = 50
ORDERS = ("attention", "number", "seat")
# What the board can be narrowed to besides a single status.
CLOSED = frozenset({Status.HANDED_IN, Status.BY_STAFF, Status.BY_TIME})
OPEN = frozenset({Status.OFFLINE, Status.QUIET, Status.WRITING})
SHOWS = ("", "open", "offline", "quiet", "missing", "closed", "incident", "aside")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """What of the board is looked at: `search` is part of a name, the start of a 学号 or seat, or
    an address."""

    order: str = "attention"
    page: int = 1
    show: str = ""
    search: str = ""

    def takes(self, row: BoardRow) -> bool:
        return self._shows(row) and (not self.search or self._matches(row))

    def _shows(self, row: BoardRow) -> bool:
        match self.show:
            case "open":
                return row.status in OPEN
            case "closed":
                return row.status in CLOSED
            case "missing":
                return row.status in (Status.NOT_STARTED, Status.ABSENT)
            case "incident":
                return bool(row.incidents)
            case "aside":
                return row.aside.waiting > 0
            case "offline" | "quiet":
                return row.status.value == self.show
            case _:
                return True

    def _matches(self, row: BoardRow) -> bool:
        text = self.search.casefold()
        number = (row.user.student_no or "").casefold()
        address = row.sitting.address if row.sitting else ""
        starts = (number, row.user.seat.casefold())
        return (
            text in row.user.name.casefold()
            or any(one.startswith(text) for one in starts)
            or address == text
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One student: the latest sitting, what happened around it, extra minutes by hand in all.

    Progress is filled in for the rows that are shown, and for no others.
    """

    user: Candidate
    sitting: Seat | None
    status: Status
    minutes: int
    incidents: Mapping[str, Happened]
    aside: Aside
    progress: Progress = field(default_factory=lambda: Progress(answered=0, questions=0))

    @property
    def is_open(self) -> bool:
        return self.sitting is not None and self.sitting.state == "open"

    @property
    def last_save(self) -> datetime | None:
        return self.sitting.last_save if self.sitting else None

    @property
    def answered(self) -> int:
        return self.progress.answered

    @property
    def reopened(self) -> int:
        """How often the paper was opened again: every hand-in but the last gave way to another."""
        return max(0, self.progress.receipts - (0 if self.is_open else 1))

    def state(self) -> tuple[object, ...]:
        """What of the row changes what is shown; that a page still beats does not."""
        sitting, heard = self.sitting, None
        if sitting is not None and self.status is Status.OFFLINE:
            heard = sitting.seen_at
        return (
            self.user.id,
            self.user.seat,
            sitting and (sitting.id, sitting.deadline, sitting.last_save, sitting.address),
            heard,
            self.status.value,
            self.minutes,
            sorted((kind, one.count, one.seconds) for kind, one in self.incidents.items()),
            (self.aside.late, self.aside.superseded, self.aside.admitted),
            (self.progress.answered, self.progress.code, self.progress.receipts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One page of the board with the figures of the whole exam; `total` counts all candidates."""

    page: Paged[BoardRow]
    counts: Counter[Status]
    total: int
    aside: int
    seated: bool
    questions: int
    acts: Sequence[ExamAct]
    now: datetime

    @property
    def open(self) -> int:
        return sum(self.counts[status] for status in OPEN)

    @property
    def closed(self) -> int:
        return sum(self.counts[status] for status in CLOSED)

    @property
    def missing(self) -> int:
        return self.counts[Status.NOT_STARTED] + self.counts[Status.ABSENT]

    def etag(self, *more: object) -> str:
        """Changes with what the page shows, but not with the clock alone."""
        rows = [row.state() for row in self.page.items]
        acts = [act.id for act in self.acts]
        figures = (sorted(self.counts.items()), self.page.total, self.total, self.aside)
        return hashlib.sha256(repr((rows, figures, acts, more)).encode()).hexdigest()[:32]


def watch(
    exam: Exam, at: datetime, narrowed: BoardFilter | None = None, *, order: str = "", page: int = 1
) -> Board:
    """The board as it is at `at`; what is over is closed first.

    Ten SQL statements, and more only for what it closes.
    """
    look = narrowed or BoardFilter(order=order or ORDERS[0], page=page)
    close_expired(at, exam_id=exam.id)
    rows = load_rows(exam, at)
    chosen = [row for row in rows if look.takes(row)]
    if look.order == "seat":
        chosen.sort(key=lambda row: (not row.user.seat, in_order(row.user.seat)))
    if look.order == "attention":
        chosen.sort(key=lambda row: attention(row.status))  # stable: by 学号 among equals
    questions = queries.count_questions(exam)
    return Board(
        page=_with_progress(_page(chosen, look.page), questions),
        counts=Counter(row.status for row in rows),
        total=len(rows),
        aside=sum(row.aside.waiting > 0 for row in rows),
        seated=any(row.user.seat for row in rows),
        questions=questions,
        acts=queries.list_acts(exam.id),
        now=at,
    )


def load_rows(exam: Exam, at: datetime) -> list[BoardRow]:
    """Everybody without progress, by 学号; five SQL statements."""
    sittings = queries.latest_sittings(exam.id)
    minutes = queries.extra_minutes(exam.id)
    incidents = queries.incidents_of(exam.id)
    aside = queries.saves_aside(exam.id)
    rows = []
    for user in list_candidates(exam):
        sitting = sittings.get(user.id)
        id_ = sitting.id if sitting else 0
        rows.append(
            BoardRow(
                user=user,
                sitting=sitting,
                status=_status(sitting, exam, at),
                minutes=minutes.get(id_, 0),
                incidents=incidents.get(id_, {}),
                aside=aside.get(id_, _NOTHING),
            )
        )
    return rows


_NOTHING = Aside()


def fill_progress(rows: Sequence[BoardRow], questions: int) -> list[BoardRow]:
    """The rows with how far each sitting is, of so many `questions`; three SQL statements."""
    found = queries.progress_of(questions, [row.sitting.id for row in rows if row.sitting])
    return [
        replace(row, progress=found[row.sitting.id])
        if row.sitting and row.sitting.id in found
        else row
        for row in rows
    ]


def _status(sitting: Seat | None, exam: Exam, at: datetime) -> Status:
    facts = Facts(
        started=sitting is not None,
        closed_by=sitting.closed_by if sitting else None,
        open=sitting is not None and sitting.state == "open",
        saved_at=(sitting.last_save or sitting.started_at) if sitting else None,
        heard_at=sitting.heard_at if sitting else None,
        window_over=exam.closes_at <= at,
    )
    return status_of(facts, at)


def _page(rows: Sequence[BoardRow], number: int) -> Paged[BoardRow]:
    last = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(1, number), last)
    start = (number - 1) * PER_PAGE
    return Paged(list(rows[start : start + PER_PAGE]), number, PER_PAGE, len(rows))


def _with_progress(page: Paged[BoardRow], questions: int) -> Paged[BoardRow]:
    rows = fill_progress(page.items, questions)
    return Paged(rows, page.page, page.per_page, page.total)
