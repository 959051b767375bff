"""What other synonyms for a class would change: tried on all its answers whose marks are still open.

Marks that people gave are never touched. Those that the engine gave alone may follow, one by one, where a
person says so; then they are that person's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.bank.answers.layers import Layer
from app.bank.answers.text import normalise
from app.marking.answers import Entry, Row, rows_with, shown
from app.marking.ledger import histories_of
from app.marking.lines import parts_with_lines
from app.marking.models import MarkEvent
from app.marking.proposals import Proposal
from app.marking.proposing import propose_for
from app.marking.service import save_marks
from app.marking.works import PartView, all_opened
from app.web.numbers import plain

# So many answers are read twice at most, which takes a few seconds; the newest papers come first.
MOST_READ = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """An answer of which the proposal changes. `may_follow`: its mark is the engine's own, and may become
    what is proposed now."""

    part: PartView
    row: Row
    before: Proposal
    after: Proposal
    may_follow: bool

    @property
    def name(self) -> str:
        """Names the answer in a form."""
        return f"{self.part.summary.part_id}-{self.row.response.work_id}"

    @property
    def mark(self) -> Decimal | None:
        """The mark that holds; None: it waits."""
        return self.row.event.new if self.row.event else None


@dataclass(slots=True, kw_only=True)
class Effect:
    """All that changes. Of `read` answers that say or are asked about one of the words `unread` more were
    not looked at, because they are too many."""

    shifts: list[Shift] = field(default_factory=list[Shift])
    read: int = 0
    unread: int = 0

    def first(self, most: int) -> Effect:
        """So much of it as a page can show."""
        return Effect(shifts=self.shifts[:most], read=self.read, unread=self.unread)

    @property
    def by_part(self) -> list[tuple[PartView, list[Shift]]]:
        """The changes by question, in the order of the papers."""
        found: dict[int, tuple[PartView, list[Shift]]] = {}
        for shift in self.shifts:
            id_ = shift.part.summary.part_id
            found.setdefault(id_, (shift.part, []))[1].append(shift)
        return list(found.values())


def weigh(class_id: int, before: Layer | None, after: Layer | None) -> Effect:
    """Work out which open answers of a class would be proposed otherwise; stores nothing.

    A constant number of SQL statements. Answers that a person marked are not looked at.
    """
    effect = Effect()
    words = (before.forms if before else frozenset()) ^ (after.forms if after else frozenset())
    for part, rows in _open_rows(class_id):
        asked = _says(_asked(part), words)
        for row in rows:
            if not row.text or not (asked or _says(row.text, words)):
                continue
            if effect.read == MOST_READ:
                effect.unread += 1
                continue
            effect.read += 1
            was, now = propose_for(part, row, before), propose_for(part, row, after)
            if was and now and was.points != now.points:
                follows = row.is_by_engine and not part.plan.double
                effect.shifts.append(
                    Shift(part=part, row=row, before=was, after=now, may_follow=follows)
                )
    return effect


def follow(effect: Effect, names: Collection[str], author_id: int, at: datetime) -> int:
    """Let the chosen marks of the engine become what is proposed now, as marks of this person.

    Returns how many did: whatever somebody marks meanwhile stays as it is.
    """
    done = 0
    for part, shifts in effect.by_part:
        chosen = [one for one in shifts if one.may_follow and one.name in names]
        for one in chosen:
            one.row.proposal, one.row.confirms = one.after, True
        entries = {one.row.response.work_id: _entry(one) for one in chosen}
        done += save_marks(part, [one.row for one in chosen], entries, author_id, at)
    return done


def _entry(shift: Shift) -> Entry:
    return Entry(
        work_id=shift.row.response.work_id,
        seen=shift.row.newest,
        points={id_: plain(number) for id_, number in shift.after.points.items()},
        comment=shown(shift.row.event).comment,
    )


def _open_rows(class_id: int) -> Iterator[tuple[PartView, list[Row]]]:
    """Questions with those of their answers that no person marked."""
    for source in all_opened():
        parts = source.list_open(class_id)
        ids = [part.summary.part_id for part in parts]
        if not ids:
            continue
        by_rubric = parts_with_lines(source.kind, ids)
        works = {response.work_id for part in parts for response in part.responses}
        held: defaultdict[int, dict[int, list[MarkEvent]]] = defaultdict(dict)
        for (work, part_id), events in histories_of(source.kind, works, ids).items():
            held[part_id][work] = events
        for part in parts:
            if part.summary.part_id not in by_rubric:
                rows = rows_with(part, held[part.summary.part_id])
                yield part, [row for row in rows if not row.is_marked or row.is_by_engine]


def _asked(part: PartView) -> str:
    """All that the question and its key say."""
    key = part.key
    points = [text for point in key.key_points for text in (point.text, *point.variants)]
    more = [text for point in key.key_points for text in (*point.must_any, *point.forbidden)]
    blanks = [form for forms in key.blanks for form in forms]
    return "\n".join([part.face.stem, key.model_answer, *points, *more, *blanks])


def _says(text: str, words: Collection[str]) -> bool:
    """Whether any of the words, in their normalised form, stands in a text."""
    norm = normalise(text).norm
    return any(word in norm for word in words)
