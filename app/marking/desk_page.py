"""The page of the grading desk: what stands on it beside the answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from flask import render_template, request
from flask_babel import gettext as _

from app.accounts.sessions import current_user
from app.authz.gate import may
from app.authz.permissions import Permission
from app.authz.policy import Facts
from app.bank.domain.types import ItemType
from app.bank.labels import TYPE_LABELS, any_words
from app.bank.views import inline, preview_view
from app.marking import opinions, service
from app.marking.answers import Entry, Row, key_points_of, shown
from app.marking.desk import Desk, Group
from app.marking.desk_words import (
    CERTAINTY_LABELS,
    apart_words,
    evidence_words,
    excerpt,
    lesson_words,
    one_text,
    own_words,
    reason_words,
)
from app.marking.domain.plans import Help
from app.marking.doubt_words import doubtful_words, point_doubts
from app.marking.highlight import highlight, sign
from app.marking.undoing import UNDONE, last_act
from app.marking.works import PartView, find_regradable
from app.web.numbers import plain
from app.web.questionview import QuestionView


def desk_page(
    class_id: str,
    desk: Desk,
    group: Group | None,
    *,
    refused: Sequence[Row] = (),
    points: Mapping[str, str] | None = None,
    comment: str = "",
    ticked: Collection[int] | None = None,
    opinion: str = "",
) -> str:
    """The page of a desk at one group, as this person may see it; `points` and `comment` are what was typed,
    `ticked` the answers that it was for, `refused` those for which it could not be stored."""
    part = desk.part
    key_points = key_points_of(part)
    numbers = {point.id: number for number, point in enumerate(key_points, 1)}
    user = current_user()
    undone = _undone(group, user.id) if user and points is None else None
    given = undone.points if undone and undone.points else points
    leads = may(Permission.MARKS_REGRADE, Facts(class_id=part.class_id))
    return render_template(
        "marking/desk.html",
        class_id=class_id,
        desk=desk,
        part=part,
        group=group,
        place=desk.groups.index(group) + 1 if group in desk.groups else 0,
        following=desk.after(group) if group else None,
        act=last_act(desk, user.id) if user else None,
        minutes=desk.minutes_left(user.id) if user else None,
        key_points=key_points,
        levels={point.id: _levels(point.points) for point in key_points},
        given=given if given is not None else _suggested(part, group),
        comment=undone.comment if undone else comment,
        undone=undone,
        refused=refused,
        faults={id_: fault for row in refused for id_, fault in row.errors.items()},
        ticked=ticked,
        opinion=opinion,
        may_ask=group is not None and opinions.may_ask(part, group.first),
        me=user.id if user else 0,
        found=evidence_words(group.first) if group else {},
        numbers=numbers,
        scale=_scale(part),
        any_of=any_words(part.key) if part.most is not None else "",
        names=request.args.get("names") == "1" and leads,
        may_lift=leads,
        may_accept=leads
        and find_regradable(part.summary.kind) is not None
        and bool(part.key.key_points),
        type_label=TYPE_LABELS[ItemType(part.summary.type)],
        view=_asked(part, group),
        shown_text=lambda row: highlight(
            row.text,
            row.proposal.spans if row.proposal else (),
            numbers,
            row.proposal.halves if row.proposal else (),
            row.proposal.near if row.proposal else (),
        ),
        doubts=point_doubts(group.rows) if group else {},
        doubtful_words=doubtful_words,
        apart_words=apart_words,
        own_words=own_words,
        proposes=any(row.proposal for row in desk.rows),
        certainty_labels=CERTAINTY_LABELS,
        excerpt=excerpt,
        inline=inline,
        reason_words=reason_words,
        one_text=one_text,
        lesson_words=lesson_words,
        sign=sign,
        next_part=service.find_next(part.class_id, part.summary) if group is None else None,
    )


def _asked(part: PartView, group: Group | None) -> QuestionView:
    """The question with its key; where everybody has their own numbers, with those of the first answer."""
    first = group.first.response if group else None
    face, key = (first.face, first.key) if first else (None, None)
    points = part.summary.points
    return preview_view(face or part.face, key or part.key, key="asked", points=points)


def _levels(points: Decimal) -> list[tuple[str, str]]:
    """The three usual judgements of a key point: value and word."""
    half = (points / 2).quantize(Decimal("0.01"))
    return [("0", _("没写到")), (plain(half), _("一半")), (plain(points), _("写全"))]


def _scale(part: PartView) -> Decimal | None:
    """What the key points come to, where the question is worth something else on this paper."""
    available = sum((point.points for point in key_points_of(part)), Decimal(0))
    if part.most is not None:
        available = part.most
    return available if available != part.summary.points else None


def _suggested(part: PartView, group: Group | None) -> dict[str, str]:
    """What the inputs start with: the mark that holds, else the proposal of the first answer.

    Where two markers are apart it is what they agree on, so that nobody decides with one key.
    """
    if group is None:
        return {}
    if group.readings:
        one, other = (reading.points for reading in group.readings[:2])
        return {id_: plain(points) for id_, points in one.items() if other.get(id_) == points}
    if part.plan.help is Help.PROPOSE:
        return {}
    row = group.first
    if row.is_marked:
        return dict(shown(row.event).points)
    return {id_: plain(n) for id_, n in row.proposal.points.items()} if row.proposal else {}


def _undone(group: Group | None, author_id: int) -> Entry | None:
    """What this person gave the first answer of a group and took back: there to be put right."""
    event = group.first.event if group else None
    if group is None or event is None or event.author_id != author_id:
        return None
    number = event.detail.get(UNDONE)
    return group.first.was_shown(number) if isinstance(number, int) else None
