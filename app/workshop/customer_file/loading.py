"""A file as it stands: its set, made again from the seed, and its log replayed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from app.bank.content import get_library
from app.content.company import CompanySpec
from app.extensions import db
from app.workshop.customer_file.domain.fileset import FileSet, make_set
from app.workshop.customer_file.domain.state import Change, State, read_ops, replay
from app.workshop.customer_file.models import CustomerFile, FileChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file with its set and present state. `seen` is the number of the newest entry of the log."""

    file: CustomerFile
    files: FileSet
    state: State
    seen: int
    undoable: int
    redoable: int
    digest_of: tuple[FileChange, ...]


def set_of(seed: int) -> FileSet:
    """The set of a seed; made once and kept, as the company's text does not change while a site runs."""
    company = get_library().company
    if company is None:
        raise LookupError("the content has no company")
    return _made(_Key(company, get_library().digest), seed)


class _Key:
    """The company, told apart by the digest of the content it came from."""

    def __init__(self, company: CompanySpec, digest: str) -> None:
        self.company, self.digest = company, digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.digest == self.digest


@lru_cache(maxsize=64)
def _made(key: _Key, seed: int) -> FileSet:
    return make_set(key.company, seed)


def load(file: CustomerFile) -> Loaded:
    """The file as it stands; one SQL statement."""
    query = select(FileChange).where(FileChange.file_id == file.id).order_by(FileChange.number)
    return loaded_from(file, db.session.scalars(query))


def loaded_from(file: CustomerFile, rows: Iterable[FileChange]) -> Loaded:
    """The file after these entries of its log, which are in order."""
    log = tuple(rows)
    files = set_of(file.seed)
    replayed = replay(files.start, (_change(row) for row in log))
    return Loaded(
        file=file,
        files=files,
        state=replayed.state,
        seen=log[-1].number if log else 0,
        undoable=replayed.undoable,
        redoable=replayed.redoable,
        digest_of=log,
    )


def _change(row: FileChange) -> Change:
    return Change(row.act, read_ops(row.ops) if row.ops else ())
