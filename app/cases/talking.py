"""Discussions of a case and annotations of its paragraphs: written, shown, pinned, hidden, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.views import fragment
from app.cases.domain.case import Case
from app.cases.domain.reveal import State
from app.cases.domain.talk import LONGEST_POST, Post, Shown, may_see, participation, threads
from app.cases.models import CaseOpening
from app.cases.openings import hold_opening
from app.cases.talk_models import CasePost
from app.cases.texts import parse_case
from app.cases.works import Desk
from app.courses.service import list_students
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError
from app.web.forms import clean

TALK = "talk"


class CannotSay(DomainError):
    """A contribution that cannot be taken; nothing was stored."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A contribution on a page. `name` is what this reader may know of who wrote it."""

    public_id: str
    name: str
    html: Markup
    at: datetime
    own: bool
    by_staff: bool
    hides_name: bool
    pinned: bool
    hidden: bool
    replies: Sequence[PostView]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """A question for discussion, or a paragraph, with what is said to it.

    `waits`: others' words show once the reader has contributed; `heading` is the question, `html` the
    paragraph.
    """

    key: str
    number: int
    heading: str
    html: Markup
    posts: Sequence[PostView]
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedPart:
    """A part's paragraphs with their annotations. `shut`: others' notes come once the part is handed in."""

    id: str
    title: str
    topics: Sequence[TopicView]
    shut: bool = False


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a part, as notes hang on them."""
    return [block.strip() for block in text.split("\n\n") if block.strip()]


def talk_is_open(opening: CaseOpening, desk: Desk) -> bool:
    """Whether a student may see the questions for discussion: the instructor opened it, and they are done."""
    return opening.talk_opened_at is not None and desk.finished


def load_posts(opening_id: int) -> list[CasePost]:
    """All contributions with their authors; one SQL statement."""
    query = (
        select(CasePost)
        .where(CasePost.opening_id == opening_id)
        .options(joinedload(CasePost.author))
        .order_by(CasePost.id)
    )
    return list(db.session.scalars(query))


def discussion(
    opening: CaseOpening, case: Case, reader: int, *, for_staff: bool = False
) -> list[TopicView]:
    """The questions for discussion with what this reader may see of the answers."""
    rows = load_posts(opening.id)
    posts = [_post(row) for row in rows]
    views = _Views(rows, for_staff=for_staff)
    found: list[TopicView] = []
    for n, question in enumerate(case.discussion):
        key = f"{TALK}:{n}"
        others = for_staff or may_see(posts, reader, key, post_first=opening.post_first)
        shown = threads(posts, key, reader, for_staff=for_staff, others=others)
        found.append(
            TopicView(
                key=key,
                number=n + 1,
                heading=question,
                html=Markup(),
                posts=[views.view(one) for one in shown],
                waits=not others,
            )
        )
    return found


def noted_parts(
    opening: CaseOpening,
    case: Case,
    reader: int,
    states: Mapping[str, State] | None = None,
) -> list[NotedPart]:
    """The parts that a reader may see, by paragraph, with annotations; `states` None: staff.

    Students see those of others once the part is handed in and, where the class is set so, once they wrote
    one there.
    """
    rows = load_posts(opening.id)
    posts = [_post(row) for row in rows]
    for_staff = states is None
    views = _Views(rows, for_staff=for_staff)
    found: list[NotedPart] = []
    for part in case.parts:
        state = State.LOCKED if states is None else states[part.id]
        if state is State.SHUT:
            continue
        said = may_see(posts, reader, part.id, post_first=opening.post_first)
        others = for_staff or (state is State.LOCKED and said)
        topics: list[TopicView] = []
        for n, text in enumerate(paragraphs(part.text)):
            key = f"{part.id}:{n}"
            shown = threads(posts, key, reader, for_staff=for_staff, others=others)
            topics.append(
                TopicView(
                    key=key,
                    number=n + 1,
                    heading="",
                    html=fragment(text),
                    posts=[views.view(one) for one in shown],
                    waits=not others,
                )
            )
        found.append(
            NotedPart(
                id=part.id,
                title=part.title,
                topics=topics,
                shut=not for_staff and state is not State.LOCKED,
            )
        )
    return found


def say(
    opening: CaseOpening,
    desk: Desk | None,
    topic: str,
    text: str,
    author_id: int,
    at: datetime,
    *,
    hides_name: bool = False,
    parent: str = "",
) -> CasePost:
    """Store a contribution; `desk` None: staff. Raises CannotSay.

    Belongs to a topic that its author may see now: the state is read again inside the transaction.
    """
    words = clean(text)
    if not words:
        raise CannotSay(_("还没有写内容。"))
    if len(words) > LONGEST_POST:
        raise CannotSay(_("太长了，最多 %(n)s 个字。", n=LONGEST_POST))
    with writing():
        held = hold_opening(opening.id)
        if held.talk_closed_at is not None and desk is not None:
            raise CannotSay(_("老师已经关了讨论，写的没有存。"))
        pasture = _pasture(held, desk, topic)
        above = _parent(held, topic, parent)
        row = CasePost(
            opening_id=held.id,
            author_id=author_id,
            parent_id=above.id if above else None,
            topic=topic,
            pasture=pasture,
            by_staff=desk is None,
            hides_name=hides_name and desk is not None and held.may_hide_name,
            text=words,
            created_at=at,
        )
        db.session.add(row)
    return row


def moderate(post: CasePost, act: str, at: datetime) -> None:
    """Pin or unpin, hide or show again."""
    with writing():
        row = db.session.get_one(CasePost, post.id)
        if act in ("pin", "unpin"):
            row.pinned_at = at if act == "pin" else None
        elif act in ("hide", "show"):
            row.hidden_at = at if act == "hide" else None


def set_talk(opening: CaseOpening, act: str, at: datetime) -> None:
    """Open the discussion, close it (all stays readable), or open it again."""
    with writing():
        row = hold_opening(opening.id)
        if act == "open":
            row.talk_opened_at, row.talk_closed_at = row.talk_opened_at or at, None
        elif act == "close":
            row.talk_closed_at = at


def count_participation(opening: CaseOpening) -> list[tuple[str, int, int]]:
    """(name, contributions, annotations) of every student of the class, also of those with none."""
    counted = participation([_post(row) for row in load_posts(opening.id)])
    return [(user.name, *counted.get(user.id, (0, 0))) for user in list_students(opening.class_id)]


class _Views:
    """Contributions as a page shows them, with the names that its reader may know."""

    def __init__(self, rows: Sequence[CasePost], *, for_staff: bool) -> None:
        self._rows = {row.id: row for row in rows}
        self._for_staff = for_staff

    def view(self, shown: Shown) -> PostView:
        row = self._rows[shown.post.id]
        return PostView(
            public_id=row.public_id,
            name=self._name(row, shown),
            html=fragment(row.text),
            at=row.created_at,
            own=shown.own,
            by_staff=row.by_staff,
            hides_name=row.hides_name,
            pinned=row.pinned_at is not None,
            hidden=row.hidden_at is not None,
            replies=[self.view(one) for one in shown.replies],
        )

    def _name(self, row: CasePost, shown: Shown) -> str:
        if self._for_staff or not row.hides_name:
            return row.author.name
        return _("我（不具名）") if shown.own else _("同学 %(n)s", n=shown.alias)


def _post(row: CasePost) -> Post:
    return Post(
        id=row.id,
        author=row.author_id,
        topic=row.topic,
        pasture=row.pasture,
        at=row.created_at,
        parent=row.parent_id,
        by_staff=row.by_staff,
        hides_name=row.hides_name,
        pinned=row.pinned_at is not None,
        hidden=row.hidden_at is not None,
    )


def _pasture(opening: CaseOpening, desk: Desk | None, topic: str) -> str:
    """Where a topic belongs; raises CannotSay for one that is not there, or not yet for this author."""
    case = parse_case(opening.text.text)
    place, _colon, number = topic.partition(":")
    at = int(number) if number.isdecimal() and len(number) < 4 else -1
    if place == TALK:
        seen = desk is None or talk_is_open(opening, desk)
        if seen and 0 <= at < len(case.discussion):
            return topic
    elif place in _places(case, desk) and 0 <= at < len(paragraphs(case.part(place).text)):
        return place
    raise CannotSay(_("这里现在不能发言，请刷新页面看看。"), status=409)


def _places(case: Case, desk: Desk | None) -> list[str]:
    """The parts in which somebody may write notes."""
    return [part.id for part in case.parts if desk is None or part.id in desk.shown]


def _parent(opening: CaseOpening, topic: str, public_id: str) -> CasePost | None:
    """The head of the thread that is replied to: threads are two levels deep."""
    if not public_id:
        return None
    row = db.session.scalar(
        select(CasePost).where(
            CasePost.public_id == public_id,
            CasePost.opening_id == opening.id,
            CasePost.topic == topic,
            CasePost.hidden_at.is_(None),
        )
    )
    if row is None:
        raise CannotSay(_("要回复的那一条不在了，写的没有存。"), status=409)
    if row.parent_id is None:
        return row
    return db.session.get_one(CasePost, row.parent_id)
