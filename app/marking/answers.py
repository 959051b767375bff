"""The answers to one question as the marking page shows them: with their marks and their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from zlib import crc32

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import User
from app.bank.domain.items import ItemKey, KeyPoint
from app.bank.domain.responses import Response, is_blank
from app.bank.domain.words import count_words
from app.extensions import db
from app.marking.domain.blanks import points_of_blanks
from app.marking.domain.machine import ENGINE
from app.marking.ledger import histories
from app.marking.lines import lines_of
from app.marking.models import MarkEvent
from app.marking.proposals import Proposal
from app.marking.works import PartResponse, PartView
from app.web.numbers import plain

WHOLE = "whole"  # the one “key point” of a question whose author named none


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a marker typed for one answer. `seen`: number of the last mark they saw (0: none)."""

    work_id: int
    seen: int
    points: Mapping[str, str]
    comment: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for text in self.points.values())


@dataclass(slots=True)
class Row:
    """One answer on the marking page: the events of its mark, what was typed, what is wrong.

    `posted` says that the page that was sent held this answer; `typed` is set only where something
    was changed on it. `clash` says that somebody else marked the answer meanwhile. `proposal` is the
    engine's, where it was asked; `confirms` that a person takes over a mark that a machine gave.
    """

    number: int
    response: PartResponse
    events: Sequence[MarkEvent]
    posted: bool = False
    typed: Entry | None = None
    errors: dict[str, str] = field(default_factory=dict[str, str])
    clash: bool = False
    proposal: Proposal | None = None
    confirms: bool = False

    @property
    def event(self) -> MarkEvent | None:
        """The newest event: the one that holds."""
        return self.events[-1] if self.events else None

    @property
    def is_marked(self) -> bool:
        return self.event is not None and self.event.new is not None

    @property
    def newest(self) -> int:
        """The number of the event that holds; 0: none yet."""
        return self.event.number if self.event else 0

    @property
    def is_by_engine(self) -> bool:
        """Whether the engine's mark holds and no person has looked at it."""
        event = self.event
        return event is not None and event.rule == ENGINE and not event.by_hand

    @property
    def is_refused(self) -> bool:
        """Whether what was typed could not be stored."""
        return self.clash or bool(self.errors)

    @property
    def text(self) -> str:
        """The answer in words; empty where there is none."""
        return answer_text(self.response.response)

    def point_text(self, point: KeyPoint) -> str:
        """A key point's words, with this learner's own numbers where it has any."""
        key = self.response.key
        own: Sequence[KeyPoint] = key.key_points if key else ()
        if key and not own and key.blanks:
            own = points_of_blanks(key, point.points)
        return next((one.text for one in own if one.id == point.id), point.text)

    @property
    def words(self) -> int:
        return count_words(self.text)

    def points(self, point_id: str) -> str:
        """What stands in the input of a key point."""
        return (self.typed or shown(self.event)).points.get(point_id, "")

    @property
    def comment(self) -> str:
        return (self.typed or shown(self.event)).comment

    def was_shown(self, number: int) -> Entry:
        """What the inputs showed when the event of this number was the newest."""
        return shown(next((event for event in self.events if event.number == number), None))


def shown(event: MarkEvent | None) -> Entry:
    """What the inputs show for a mark. Marks given by the machine have no key points."""
    detail = event.detail if event else {}
    points = detail.get("points", {})
    return Entry(
        work_id=event.work_id if event else 0,
        seen=event.number if event else 0,
        points={identity: plain(Decimal(text)) for identity, text in points.items()},
        comment=str(detail.get("comment", "")),
    )


def answer_text(response: Response) -> str:
    """A response of any type in words."""
    if is_blank(response):
        return ""
    if isinstance(response, bool):
        return _("对") if response else _("错")
    return "；".join(response) if isinstance(response, list) else str(response)


def key_points_of(part: PartView) -> Sequence[KeyPoint]:
    """What is marked: the rubric's lines, else the key points, or the blanks where they are read for
    what they mean; a question without any of these as one whole."""
    if part.reads_blanks:
        return points_of_blanks(part.key, part.summary.points)
    return part.lines or points_to_give(part.key, part.summary.points)


def points_judged(
    key: ItemKey, worth: Decimal, event: MarkEvent | None
) -> tuple[Sequence[KeyPoint], Decimal | None]:
    """What one answer's mark was given by, and what that earns together at most (None: its sum).

    These are the lines of the rubric where the mark that holds was given by one.
    """
    lines = event.detail.get("lines") if event is not None else None
    if isinstance(lines, list) and lines:
        return lines_of(lines), None
    return points_to_give(key, worth), key.most


def points_to_give(key: ItemKey, worth: Decimal) -> Sequence[KeyPoint]:
    """What a person gives points for under this key: its key points, or the question as a whole."""
    return key.key_points or (KeyPoint(id=WHOLE, text=_("整题"), points=worth),)


def rows_of(part: PartView) -> list[Row]:
    """All answers with their marks, waiting ones first; one SQL statement.

    Their order and numbers hide who wrote them, and differ from question to question, so that one
    answer does not colour how the next one by the same person is read.
    """
    summary = part.summary
    held = histories(summary.kind, [r.work_id for r in part.responses], summary.part_id)
    return rows_with(part, held)


def rows_with(part: PartView, held: Mapping[int, Sequence[MarkEvent]]) -> list[Row]:
    """The same with the marks that were looked up already, by work id."""
    part_id = part.summary.part_id
    rows = [Row(0, r, held.get(r.work_id, [])) for r in part.responses]
    rows.sort(key=lambda row: _shuffled(part_id, row.response.work_id))
    for number, row in enumerate(rows, 1):
        row.number = number
    return sorted(rows, key=lambda row: row.is_marked)


def reload_marks(part: PartView, rows: Sequence[Row]) -> None:
    """Bring the marks of rows up to date; what was typed stays."""
    held = histories(part.summary.kind, [r.response.work_id for r in rows], part.summary.part_id)
    for row in rows:
        row.events = held.get(row.response.work_id, [])


def markers_of(rows: Sequence[Row]) -> dict[int, str]:
    """Names of those who marked, by user id; one SQL statement."""
    authors = {event.author_id for row in rows for event in row.events if event.author_id}
    query = select(User.id, User.name).where(User.id.in_(authors))
    return {row.id: row.name for row in db.session.execute(query)}


def _shuffled(part_id: int, work_id: int) -> tuple[int, int]:
    return crc32(f"{part_id}/{work_id}".encode()), work_id
