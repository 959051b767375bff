"""Saving: every change is appended to the log in one transaction; what is answered is on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.web.errors import DomainError
from app.workshop.customer_file.domain.state import Fault, Op, OpError, perform_all
from app.workshop.customer_file.loading import Loaded, load
from app.workshop.customer_file.models import CustomerFile, FileChange
from app.workshop.customer_file.words import fault_words

# A log this long is no longer a student's work.
LONGEST_LOG = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was stored: the number of its entry in the log, when, and the file after it."""

    number: int
    at: datetime
    loaded: Loaded


class SaveRefused(DomainError):
    """Nothing of the batch was stored. `fault` and `op` say what stood in the way, `now` what the cell holds."""

    status = 409

    def __init__(self, error: OpError) -> None:
        super().__init__(fault_words(error))
        self.fault = error.fault
        self.op = error.op
        self.now = error.now


class SteppedMeanwhile(DomainError):
    """Undo and redo go by what the person saw; another window has changed the file since."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("这份档案在另一个窗口改过。页面已经换成最新的，请再看一眼再撤销。"))


def save(
    file: CustomerFile, make_ops: Callable[[Loaded], Sequence[Op]], at: datetime
) -> Saved | None:
    """Append one entry with the ops that `make_ops` gives for the file as it is now.

    None where there is nothing to do. Raises SaveRefused, and DomainError where the file is closed.
    """
    with writing():
        loaded = _open(file, at)
        try:
            ops = make_ops(loaded)
            perform_all(loaded.state, ops)
        except OpError as error:
            raise SaveRefused(error) from None
        return _append(loaded, "edit", ops, at) if ops else None


def step(file: CustomerFile, act: str, seen: int, at: datetime) -> Saved:
    """Undo or redo one entry; `seen` is the newest entry the person knew of."""
    with writing():
        loaded = _open(file, at)
        if seen != loaded.seen:
            raise SteppedMeanwhile
        if not (loaded.undoable if act == "undo" else loaded.redoable):
            raise DomainError(_("没有可以撤销或重做的步骤。"))
        saved = _append(loaded, act, (), at)
    # What the file looks like now follows from the whole log.
    return Saved(number=saved.number, at=at, loaded=load(file))


def require_open(file: CustomerFile, at: datetime) -> None:
    """Refuse where the file was handed in or the time for it is over."""
    if file.handed_at is not None:
        raise DomainError(_("这份档案已经上交，不能再改。"))
    if file.project.late.closed(at):
        raise DomainError(_("上交时间已过，不能再改。"))


def hold(file: CustomerFile) -> CustomerFile:
    """The file's row, read again and held until the transaction ends."""
    query = select(CustomerFile).where(CustomerFile.id == file.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _open(file: CustomerFile, at: datetime) -> Loaded:
    held = hold(file)
    require_open(held, at)
    loaded = load(held)
    if loaded.seen >= LONGEST_LOG:
        raise SaveRefused(OpError(Fault.FULL))
    return loaded


def _append(loaded: Loaded, act: str, ops: Sequence[Op], at: datetime) -> Saved:
    number = loaded.seen + 1
    db.session.add(
        FileChange(
            file_id=loaded.file.id,
            number=number,
            act=act,
            ops=[op.to_data() for op in ops],
            created_at=at,
        )
    )
    loaded.file.saved_at = at
    db.session.flush()
    return Saved(number=number, at=at, loaded=loaded)
