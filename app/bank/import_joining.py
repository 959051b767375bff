"""Making one question of the parts of a case in a batch, whose answer is one text for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, update

from app.bank.exchange.together import groups_to_join, join
from app.bank.import_data import from_data
from app.bank.import_editing import set_row
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.importing import Pending, questions_of, reload_batch
from app.bank.queries import list_knowledge
from app.bank.twin_options import find_twins_of
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError


def joinable(pending: Sequence[Pending]) -> dict[int, int]:
    """Of the questions on a page: how many could be made one, by the position of the first of them."""
    groups = groups_to_join([one.question for one in pending])
    return {pending[group[0]].row.position: len(group) for group in groups}


def join_group(batch: ImportBatch, position: int) -> int:
    """Make one question of the group that begins at a position; returns of how many it was made.

    Raises `DomainError` where none begins there, as in a tab that is behind.
    """
    known = {point.id for point in list_knowledge()}
    with writing():
        reload_batch(batch)
        rows = list(db.session.scalars(questions_of(batch).with_for_update()))
        questions = [from_data(row.data) for row in rows]
        group = next(
            (one for one in groups_to_join(questions) if rows[one[0]].position == position), None
        )
        if group is None:
            raise DomainError(
                _("这几道小题已经不能并成一道了，所以什么也没有改。下面是它们现在的样子。"),
                status=409,
            )
        first, *others = [rows[place] for place in group]
        joined = join([questions[place] for place in group])
        [twin] = find_twins_of([joined], within=False)
        set_row(first, joined, first.labels, known, twin)
        first.choice = "store"
        gone = [row.position for row in others]
        likes = update(ImportQuestion).where(
            ImportQuestion.batch_id == batch.id, ImportQuestion.twin_place.in_(gone)
        )
        db.session.execute(likes.values(twin_place=None, twin_share=0))
        db.session.execute(
            delete(ImportQuestion).where(ImportQuestion.id.in_([r.id for r in others]))
        )
    return len(group)
