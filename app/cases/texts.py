"""Texts of cases: read, frozen when somebody begins to work on them, found in the library."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.bank.content import get_library
from app.cases.content import NAME, cases_in
from app.cases.domain.case import Case
from app.cases.models import CaseText
from app.cases.specs import CaseSpec
from app.content.library import Library
from app.content.yaml import load_yaml
from app.extensions import db

# Parsing one takes some milliseconds, and a class works on few at a time.
_KEPT = 64


@lru_cache(maxsize=_KEPT)
def parse_case(text: str) -> Case:
    """The case that a sound text tells."""
    return CaseSpec.model_validate(load_yaml(text).value).build()


def shipped_cases() -> Mapping[str, Case]:
    """The cases of the course by id, in the order of its chapters."""
    return _shipped(get_library())


def shipped_text(case_id: str) -> str | None:
    """The file of a case of the course, as it was written."""
    library = get_library()
    for file in library.files.get(NAME, ()):
        if file.spec.id == case_id:
            return (library.root / file.path).read_text(encoding="utf-8-sig")
    return None


def freeze(text: str, at: datetime) -> CaseText:
    """The row that keeps a text, made at its first use; belongs inside the caller's `writing()`."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    query = select(CaseText).where(CaseText.digest == digest)
    known = db.session.scalar(query)
    if known is not None:
        return known
    try:
        with db.session.begin_nested():
            row = CaseText(digest=digest, text=text, created_at=at)
            db.session.add(row)
        return row
    except IntegrityError:
        return db.session.scalars(query).one()  # somebody else froze it at the same moment


_by_digest: dict[str, Mapping[str, Case]] = {}


def _shipped(library: Library) -> Mapping[str, Case]:
    if library.digest not in _by_digest:
        _by_digest.clear()
        _by_digest[library.digest] = cases_in(library)
    return _by_digest[library.digest]
