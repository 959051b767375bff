"""Cases that instructors write: stored version by version, used like those of the course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.cases.domain.case import Case
from app.cases.drafting import BLANK, LONGEST_TEXT, Checked, check_text, title_of
from app.cases.talk_models import OwnCase, OwnCaseVersion
from app.cases.texts import parse_case
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

MOST_VERSIONS = 500


class ChangedMeanwhile(DomainError):
    """Somebody stored another version since the page was shown; nothing was stored."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("另一个窗口里存过新的一版。你写的还在下面，看过那一版再存。"))


class TooLong(DomainError):
    """A text beyond what a case may be."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("太长了，最多 %(n)s 个字。", n=LONGEST_TEXT))


@dataclass(frozen=True, slots=True)
class OwnCard:
    """An own case in the list. `case` None: no version of it can be used yet."""

    own: OwnCase
    case: Case | None
    newest_sound: bool


def list_own(user_id: int) -> list[OwnCard]:
    """The person's cases that are not put away, last changed first; three SQL statements."""
    query = (
        select(OwnCase)
        .where(OwnCase.owner_id == user_id, OwnCase.archived_at.is_(None))
        .order_by(OwnCase.updated_at.desc(), OwnCase.id.desc())
    )
    owns = list(db.session.scalars(query))
    rows = db.session.scalars(
        select(OwnCaseVersion)
        .where(OwnCaseVersion.case_id.in_([one.id for one in owns]), OwnCaseVersion.sound)
        .order_by(OwnCaseVersion.number)
    )
    newest: dict[int, OwnCaseVersion] = {row.case_id: row for row in rows}
    return [
        OwnCard(
            own=one,
            case=parse_case(newest[one.id].text) if one.id in newest else None,
            newest_sound=one.id in newest and newest[one.id].number == one.version,
        )
        for one in owns
    ]


def begin(user_id: int, text: str | None, at: datetime) -> OwnCase:
    """A new case: blank, or a copy of a text."""
    source = text if text is not None else BLANK
    title = title_of(source) or _("新的案例")
    with writing():
        own = OwnCase(owner_id=user_id, title=title, created_at=at, updated_at=at)
        db.session.add(own)
        db.session.flush()
        _add(own, source, check_text(source), user_id, at)
    return own


def store(own_id: int, text: str, seen: int, author_id: int, at: datetime) -> Checked:
    """Keep a text as the next version, sound or not; what is wrong is returned.

    A text like the newest one makes no version. Raises ChangedMeanwhile, TooLong.
    """
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > LONGEST_TEXT:
        raise TooLong
    checked = check_text(text)
    with writing():
        own = db.session.scalars(
            select(OwnCase)
            .where(OwnCase.id == own_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        if get_version(own).text == text:
            return checked
        if own.version != seen:
            raise ChangedMeanwhile
        _add(own, text, checked, author_id, at)
    return checked


def put_away(own_id: int, at: datetime) -> None:
    """Take a case out of the list; classes that work on it go on with their frozen text."""
    with writing():
        db.session.get_one(OwnCase, own_id).archived_at = at


def get_version(own: OwnCase, number: int | None = None) -> OwnCaseVersion:
    """A version (None: the newest); LookupError where there is none."""
    row = db.session.get(OwnCaseVersion, (own.id, number or own.version))
    if row is None:
        raise LookupError(f"case {own.id} has no version {number}")
    return row


def list_versions(own: OwnCase) -> list[OwnCaseVersion]:
    """All versions, newest first."""
    query = (
        select(OwnCaseVersion)
        .where(OwnCaseVersion.case_id == own.id)
        .order_by(OwnCaseVersion.number.desc())
        .limit(MOST_VERSIONS)
    )
    return list(db.session.scalars(query))


def sound_text(own: OwnCase) -> str | None:
    """The newest text that can be given to a class."""
    return db.session.scalar(
        select(OwnCaseVersion.text)
        .where(OwnCaseVersion.case_id == own.id, OwnCaseVersion.sound)
        .order_by(OwnCaseVersion.number.desc())
        .limit(1)
    )


def find_own(public_id: str, user_id: int) -> OwnCase | None:
    """A case that the person wrote and did not put away."""
    return db.session.scalar(
        select(OwnCase).where(
            OwnCase.public_id == public_id,
            OwnCase.owner_id == user_id,
            OwnCase.archived_at.is_(None),
        )
    )


def _add(own: OwnCase, text: str, checked: Checked, author_id: int, at: datetime) -> None:
    own.version += 1
    own.updated_at = at
    own.title = title_of(text) or own.title
    db.session.add(
        OwnCaseVersion(
            case_id=own.id,
            number=own.version,
            text=text,
            sound=checked.sound,
            author_id=author_id,
            created_at=at,
        )
    )
