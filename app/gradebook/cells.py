"""One cell with all that belongs to it: mark, time of submission, comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.database import writing
from app.gradebook.acts import open_batch
from app.gradebook.ledger import Entry, Standing, append_all, current_grades, hold
from app.gradebook.models import GradeColumn
from app.gradebook.typed import TypedError, canonical, read_typed, text_of
from app.web.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class CellInput:
    """What was typed; `seen` is the number of the event that was shown (0: none)."""

    text: str
    comment: str = ""
    submitted_at: datetime | None = None
    seen: int = 0
    reason: str = ""


def save_cell(
    column: GradeColumn, user_id: int, typed: CellInput, author_id: int, at: datetime
) -> bool:
    """Store a cell as an act that can be undone; returns whether anything changed.

    Results that a source gave stay where the mark is left as it was. Raises DomainError where the cell
    was changed meanwhile or the text is no mark; nothing is stored then.
    """
    with writing():
        hold([column.id])
        held = current_grades([column.id], [user_id])
        last = held.get((column.id, user_id))
        if (last.number if last else 0) != typed.seen:
            message = _("别人刚刚改过这一格，你填的没有存下。请看看现在的成绩再改。")
            raise DomainError(message, status=409)
        was = last.standing if last else Standing()
        wanted = was._replace(comment=typed.comment, submitted_at=typed.submitted_at)
        if canonical(typed.text) != canonical(text_of(last)):
            try:
                mark, excused = read_typed(typed.text, column)
            except TypedError as error:
                raise DomainError(error.message, status=422) from None
            wanted = wanted._replace(new=mark, excused=excused, attempts=())
        if wanted == was:
            return False
        reason = typed.reason or (_("录入") if wanted.new != was.new else _("评语"))
        batch = open_batch(column.class_id, "edit", reason, author_id, at)
        entry = Entry(reason=reason, at=at, author_id=author_id, batch_id=batch.id)
        append_all(held, {(column.id, user_id): wanted}, entry)
        return True
