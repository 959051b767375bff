"""What the staff's pages of second looks read: the requests of a class, and one of them with all around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.domain.items import KeyPoint
from app.extensions import db
from app.marking.answers import Entry, points_judged, shown
from app.marking.domain.looks import State
from app.marking.ledger import history
from app.marking.looks import load_steps
from app.marking.models import LookStep, MarkEvent, SecondLook
from app.marking.works import Answered, PartLabel, find_reviewable

ZERO = Decimal(0)
OPEN = (State.ASKED, State.WORKING)
CLOSED = (State.ANSWERED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Requests about one question, oldest first."""

    label: PartLabel
    looks: Sequence[SecondLook]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One request with everything needed to decide it. `events` are the ledger of the answer."""

    look: SecondLook
    steps: Sequence[LookStep]
    answered: Answered
    events: Sequence[MarkEvent]
    names: dict[int, str]
    points: Sequence[KeyPoint]
    # What the points earn together at most, where any so many of them are asked for.
    most: Decimal | None = None

    @property
    def available(self) -> Decimal:
        """What all that is asked for comes to, before it is scaled to what the question is worth."""
        return (
            sum((point.points for point in self.points), ZERO) if self.most is None else self.most
        )

    @property
    def event(self) -> MarkEvent | None:
        """The mark that holds."""
        return self.events[-1] if self.events else None

    @property
    def mark(self) -> Decimal | None:
        return self.event.new if self.event else None

    @property
    def given(self) -> Entry:
        """What the key points hold now."""
        return shown(self.event)


def count_open(class_id: int) -> int:
    """How many requests of a class wait for an answer; one SQL statement."""
    query = select(func.count()).where(SecondLook.class_id == class_id, SecondLook.state.in_(OPEN))
    return db.session.scalar(query) or 0


def list_looks(class_id: int, states: Sequence[State]) -> list[SecondLook]:
    """The requests of a class in these states: questions by their oldest request, each question's
    oldest first; one SQL statement.
    """
    query = select(SecondLook).where(SecondLook.class_id == class_id, SecondLook.state.in_(states))
    looks = list(db.session.scalars(query.order_by(SecondLook.created_at, SecondLook.id)))
    first: dict[tuple[str, int], int] = {}
    for place, look in enumerate(looks):
        first.setdefault((look.work_kind, look.part_id), place)
    return sorted(looks, key=lambda look: first[look.work_kind, look.part_id])


def group(looks: Sequence[SecondLook]) -> list[Group]:
    """Requests under their questions, in the order in which they come; two SQL statements per kind."""
    labels: dict[tuple[str, int], PartLabel] = {}
    for kind in {look.work_kind for look in looks}:
        source = find_reviewable(kind)
        parts = {look.part_id for look in looks if look.work_kind == kind}
        found = source.label_parts(parts) if source else {}
        labels |= {(kind, part): label for part, label in found.items()}
    grouped: dict[tuple[str, int], list[SecondLook]] = {}
    for look in looks:
        grouped.setdefault((look.work_kind, look.part_id), []).append(look)
    return [Group(label=labels[name], looks=own) for name, own in grouped.items() if name in labels]


def first_words(looks: Sequence[SecondLook]) -> dict[int, str]:
    """What each request was made with, by its id; one SQL statement."""
    query = select(LookStep.look_id, LookStep.words).where(
        LookStep.look_id.in_([look.id for look in looks]), LookStep.number == 1
    )
    return {row.look_id: row.words for row in db.session.execute(query)}


def load_desk(look: SecondLook, at: datetime) -> Desk | None:
    """One request with answer, key, marks and messages; a constant number of SQL statements."""
    source = find_reviewable(look.work_kind)
    answered = source.find_answered(look.work_id, look.part_id, at) if source else None
    if answered is None:
        return None
    events = history(look.work_kind, look.work_id, look.part_id)
    authors = {event.author_id for event in events if event.author_id}
    held = events[-1] if events else None
    points, most = points_judged(answered.key, answered.asked.worth, held)
    names = select(User.id, User.name).where(User.id.in_(authors))
    return Desk(
        look=look,
        steps=load_steps(look),
        answered=answered,
        events=events,
        names={row.id: row.name for row in db.session.execute(names)},
        points=points,
        most=most,
    )


def find_next(look: SecondLook) -> SecondLook | None:
    """Another request of the class that waits: of the same question first; one SQL statement."""
    waiting = [one for one in list_looks(look.class_id, OPEN) if one.id != look.id]
    same = [one for one in waiting if one.part_id == look.part_id]
    return next(iter(same or waiting), None)
