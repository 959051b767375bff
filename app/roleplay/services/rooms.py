"""Rooms: opening, coming in, everything that happens in them, in an order that nobody can lose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.authz.gate import may
from app.authz.permissions import Permission
from app.authz.policy import Facts
from app.courses.domain.codes import make_code, read_code
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.roleplay.domain.room import MOODS, STEPS, Event, Room, Seat, fold, free_seat, rotated
from app.roleplay.domain.rubrics import checks_of
from app.roleplay.judging import shipped_judge
from app.roleplay.models import PlayRoom, PlayScript, RoomEvent, RoomSeat
from app.roleplay.services.played import read_judgement, write_judgement
from app.roleplay.services.scripts import Script, open_script
from app.web.errors import DomainError
from app.web.forms import clean

LONGEST = 500
MOST_SEATS = 12
MOST_EVENTS = 2000
KEPT = timedelta(days=1)
_CODE_DRAWS = 5
chance = SystemRandom()
# Who may send what; `leads` may send the last group as well, whatever their seat.
_BY_SEAT = {
    Seat.AGENT: {"say"},
    Seat.CUSTOMER: {"answer", "mood"},
    Seat.OBSERVER: {"rate"},
    Seat.LEADER: {"rate", "whisper"},
}
_LEADING = {"pause", "resume", "rotate", "end", "reopen"}
_WHILE_PAUSED = {"rate", "whisper", "mood"} | _LEADING


class RoomProblem(DomainError):
    """What was sent to a room did not happen; nothing was changed."""

    status = 422


@dataclass(frozen=True, slots=True)
class Here:
    """A room as one person sees it. `past`: the rounds before this one; `leads`: may pause, rotate and
    end."""

    row: PlayRoom
    script: Script
    state: Room
    past: tuple[Room, ...]
    seats: tuple[RoomSeat, ...]
    me: User
    seat: Seat
    leads: bool
    whispers: tuple[str, ...]

    @property
    def names(self) -> dict[int, str]:
        return {one.user_id: one.user.name for one in self.seats}


def open_room(
    user: User, script: PlayScript, class_id: int | None, seat: str, at: datetime
) -> PlayRoom:
    """A new room with a code, its host in it. Raises RoomProblem."""
    if len(open_script(script).scenario.personas) > 1:
        raise RoomProblem(_("这个情景有几位客户，请选只有一位客户的。"))
    if class_id is not None and not _belongs(user.id, class_id):
        raise RoomProblem(_("请选择你在的班。"))
    for _draw in range(_CODE_DRAWS):
        code = make_code(chance)
        try:
            with writing(), db.session.begin_nested():
                row = PlayRoom(
                    code=code,
                    class_id=class_id,
                    host_id=user.id,
                    script_id=script.id,
                    seed=chance.randrange(2**31),
                    created_at=at,
                )
                db.session.add(row)
                db.session.flush()
                chosen = Seat(seat) if seat in Seat._value2member_map_ else Seat.AGENT
                _sit(row, user.id, chosen, at)
                return row
        except IntegrityError:
            continue  # the code is another room's
    raise RoomProblem(_("没有开成，请再试一次。"), status=409)


def enter(user: User, code: str, at: datetime) -> PlayRoom:
    """Come in by the code; who is in already stays where they are. Raises RoomProblem."""
    wanted = read_code(code)
    row = db.session.scalar(select(PlayRoom).where(PlayRoom.code == wanted))
    if row is None or row.closed_at is not None or at - row.created_at > KEPT:
        raise RoomProblem(_("没有这个房间，或者已经散了。请核对 6 位房间码。"))
    with writing():
        held = _hold(row.id)
        seats = _seats(held.id)
        if any(one.user_id == user.id for one in seats):
            return held
        if len(seats) >= MOST_SEATS:
            raise RoomProblem(_("这个房间已经坐满 %(n)s 人。", n=MOST_SEATS), status=409)
        staff = held.class_id is not None and may(
            Permission.PLAY_WATCH, Facts(class_id=held.class_id)
        )
        seat = Seat.LEADER if staff else free_seat(Seat(one.role) for one in seats)
        _sit(held, user.id, seat, at)
    return row


def look_in(row: PlayRoom, user: User) -> Here | None:
    """The room as this person sees it, or None where they have no business there; three statements.

    Staff of the room's class see it as leaders without sitting down.
    """
    seats = _seats(row.id)
    own = next((one for one in seats if one.user_id == user.id), None)
    staff = row.class_id is not None and may(Permission.PLAY_WATCH, Facts(class_id=row.class_id))
    if own is None and not staff:
        return None
    script = open_script(row.script)
    events = _events(row.id)
    *past, state = fold(script.scenario, row.seed, [_event(one) for one in events])
    whispers = tuple(
        str(one.data["text"])
        for one in events
        if one.kind == "whisper" and one.round == state.round and one.data["to"] == user.id
    )
    seat = Seat(own.role) if own else Seat.LEADER
    return Here(
        row=row,
        script=script,
        state=state,
        past=tuple(past),
        seats=tuple(seats),
        me=user,
        seat=seat,
        leads=staff or row.host_id == user.id,
        whispers=whispers,
    )


def may_look(row: PlayRoom, user: User) -> bool:
    """Whether a person has a seat in the room or is staff of its class; one SQL statement."""
    query = select(RoomSeat.room_id).where(RoomSeat.room_id == row.id, RoomSeat.user_id == user.id)
    if db.session.scalar(query) is not None:
        return True
    return row.class_id is not None and may(Permission.PLAY_WATCH, Facts(class_id=row.class_id))


def last_number(room_id: int) -> int:
    """The number of the newest event; one SQL statement."""
    query = select(func.coalesce(func.max(RoomEvent.number), 0)).where(RoomEvent.room_id == room_id)
    return db.session.scalar(query) or 0


def send(
    row: PlayRoom, user: User, kind: str, key: str, given: Mapping[str, str], at: datetime
) -> int:
    """Let something happen; what comes again under the same key has happened already.

    Returns the number of the newest event. Raises RoomProblem.
    """
    key = key[:40]
    if not key:
        raise RoomProblem(_("这个页面放得太久了，请刷新再试。"))
    with writing():
        held = _hold(row.id)
        here = look_in(held, user)
        if here is None:
            raise RoomProblem(_("你不在这个房间里。"), status=409)
        if _sent_before(held.id, key):
            return here.state.last
        _refuse(here, held, kind)
        data = _data(here, kind, given)
        if all(one.user_id != user.id for one in here.seats):
            _sit(held, user.id, Seat.LEADER, at)  # staff who act are seen by the others
        if kind == "rotate":
            _change_seats(here, data["seats"])
        number = here.state.round + (kind == "rotate")
        _append(held, user.id, kind, key, number, {**data, "seat": here.seat.value}, at)
        if kind == "end" and given.get("close"):
            held.closed_at = at
        return last_number(held.id)


def list_rooms(user: User, at: datetime) -> list[PlayRoom]:
    """The rooms that a person sits in and that are still open, newest first; one SQL statement."""
    query = (
        select(PlayRoom)
        .join(RoomSeat, RoomSeat.room_id == PlayRoom.id)
        .where(
            RoomSeat.user_id == user.id,
            PlayRoom.closed_at.is_(None),
            PlayRoom.created_at > at - KEPT,
        )
        .options(joinedload(PlayRoom.script).defer(PlayScript.source))
        .order_by(PlayRoom.id.desc())
        .limit(20)
    )
    return list(db.session.scalars(query))


def list_class_rooms(class_id: int, at: datetime) -> list[PlayRoom]:
    """The rooms of a class that still take people in, newest first; one SQL statement."""
    query = (
        select(PlayRoom)
        .where(
            PlayRoom.class_id == class_id,
            PlayRoom.closed_at.is_(None),
            PlayRoom.created_at > at - KEPT,
        )
        .options(joinedload(PlayRoom.script).defer(PlayScript.source), joinedload(PlayRoom.host))
        .order_by(PlayRoom.id.desc())
        .limit(50)
    )
    return list(db.session.scalars(query))


def _refuse(here: Here, row: PlayRoom, kind: str) -> None:
    """Whether this person may do this now."""
    allowed = _BY_SEAT[here.seat] | (_LEADING if here.leads else set())
    if kind not in allowed:
        raise RoomProblem(_("你现在的角色不能这样做。"), status=409)
    if row.closed_at is not None or here.state.last >= MOST_EVENTS:
        raise RoomProblem(_("这个房间已经散了。"), status=409)
    if here.state.ended and kind not in {"rotate", "reopen", "rate", "end"}:
        raise RoomProblem(_("这一场已经结束。换角色可以再来一场。"), status=409)
    if here.state.paused and kind not in _WHILE_PAUSED:
        raise RoomProblem(_("老师按了暂停，你写的还在。"), status=409)


def _data(here: Here, kind: str, given: Mapping[str, str]) -> dict[str, Any]:
    """What of a form belongs to an event of this kind."""
    if kind in ("say", "answer", "whisper"):
        text = clean(given.get("text", ""))
        if not text:
            raise RoomProblem(_("还没有写。写一句再说出去。"))
        if len(text) > LONGEST:
            raise RoomProblem(_("最多 %(n)s 个字，这一句没有说出去。", n=LONGEST))
        return {"text": text, **_beside(here, kind, text, given)}
    if kind == "mood":
        by = {str(step): step for step in STEPS}.get(given.get("by", ""))
        if given.get("what") not in MOODS or by is None:
            raise RoomProblem(_("没有这个按钮。"))
        return {"what": given["what"], "by": by}
    if kind == "rate":
        known = {check.id for check in checks_of(here.script.scenario)}
        if given.get("check") not in known or given.get("value") not in ("0", "1", "2"):
            raise RoomProblem(_("没有这一项。"))
        return {"check": given["check"], "value": int(given["value"])}
    if kind == "rotate":
        seats = rotated([(one.user_id, Seat(one.role)) for one in here.seats])
        return {"seats": {str(person): seat.value for person, seat in seats.items()}}
    return {}


def _beside(here: Here, kind: str, text: str, given: Mapping[str, str]) -> dict[str, Any]:
    if kind == "say":
        persona = here.script.scenario.personas[0]
        context = here.state.context or persona.opening
        return {"judgement": write_judgement(shipped_judge().judge(text, context))}
    if kind == "whisper":
        to = next(
            (one.user_id for one in here.seats if one.user.public_id == given.get("to")), None
        )
        if to is None:
            raise RoomProblem(_("请选择对谁说。"))
        return {"to": to}
    return {}


def _change_seats(here: Here, seats: Mapping[str, str]) -> None:
    for one in here.seats:
        one.role = seats.get(str(one.user_id), one.role)


def _sit(row: PlayRoom, user_id: int, seat: Seat, at: datetime) -> None:
    db.session.add(RoomSeat(room_id=row.id, user_id=user_id, role=seat.value, joined_at=at))
    state = db.session.scalar(
        select(func.coalesce(func.max(RoomEvent.round), 1)).where(RoomEvent.room_id == row.id)
    )
    _append(row, user_id, "join", f"join-{user_id}", state or 1, {"seat": seat.value}, at)


def _append(
    row: PlayRoom,
    author_id: int,
    kind: str,
    key: str,
    number: int,
    data: dict[str, Any],
    at: datetime,
) -> None:
    db.session.add(
        RoomEvent(
            room_id=row.id,
            number=last_number(row.id) + 1,
            key=key,
            kind=kind,
            round=number,
            author_id=author_id,
            data=data,
            created_at=at,
        )
    )
    db.session.flush()


def _event(row: RoomEvent) -> Event:
    judged = row.data.get("judgement")
    return Event(
        number=row.number,
        kind=row.kind,
        round=row.round,
        author=row.author_id,
        seat=Seat(row.data.get("seat", Seat.OBSERVER)),
        data=row.data,
        judgement=read_judgement(judged) if judged else None,
    )


def _hold(room_id: int) -> PlayRoom:
    query = select(PlayRoom).where(PlayRoom.id == room_id).with_for_update(of=PlayRoom)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _seats(room_id: int) -> list[RoomSeat]:
    query = (
        select(RoomSeat)
        .where(RoomSeat.room_id == room_id)
        .options(joinedload(RoomSeat.user))
        .order_by(RoomSeat.joined_at, RoomSeat.user_id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _events(room_id: int) -> list[RoomEvent]:
    query = select(RoomEvent).where(RoomEvent.room_id == room_id).order_by(RoomEvent.number)
    return list(db.session.scalars(query))


def _sent_before(room_id: int, key: str) -> bool:
    query = select(RoomEvent.id).where(RoomEvent.room_id == room_id, RoomEvent.key == key)
    return db.session.scalar(query) is not None


def _belongs(user_id: int, class_id: int) -> bool:
    query = select(Enrolment.id).where(
        Enrolment.user_id == user_id,
        Enrolment.class_id == class_id,
        Enrolment.left_at.is_(None),
    )
    return db.session.scalar(query) is not None
