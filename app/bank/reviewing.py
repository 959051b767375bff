"""Sending items to review and through it, and the comments that go with it.

Who may work on the bank at all is asked by the routes; here stands who may do what to an item of
their own. Each function that writes is one transaction.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.bank import notes
from app.bank.domain.states import Act, State, act_towards, acts_open, state_after
from app.bank.models import Item, ItemVersion
from app.bank.service import reload_item
from app.bank.team_models import ItemNote
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

LONGEST = 2000


class StaleStateError(DomainError):
    """The item is in another state, or says something else, than the page showed."""

    status = 409


def is_own(item: Item, user_id: int, sent: ItemNote | None) -> bool:
    """Whether a person wrote the item or what stands in it now, or sent it to review."""
    version = item.current_version
    authors = {
        item.author_id,
        version.author_id if version else None,
        sent.author_id if sent and item.state == State.IN_REVIEW else None,
    }
    return user_id in authors


def acts_of(item: Item, user_id: int) -> tuple[Act, ...]:
    """What a person may do to the state of an item now; one SQL statement."""
    own = is_own(item, user_id, notes.submitters([item.id]).get(item.id))
    return acts_open(State(item.state), is_own=own, review=notes.review_required())


def do_act(
    item_id: int, act: Act, seen: tuple[str, int], user_id: int, at: datetime, text: str = ""
) -> Item:
    """Take an item to another state.

    `seen` is the state and the version that were on the screen: raises `StaleStateError` where either
    is another by now, and `DomainError` where the person may not do this or a return says no reason.
    """
    text = _checked(text)
    with writing():
        item = reload_item(item_id)
        if (item.state, item.current_version_id) != seen:
            raise StaleStateError(
                _(
                    "这道题在这期间有人动过：状态或内容和你看到的不一样了。什么也没有改，请看过再定。"
                )
            )
        if act not in acts_of(item, user_id):
            raise DomainError(_refusal(act), status=403)
        if act is Act.RETURN and not text:
            raise DomainError(_("退回时请写明要改什么。"), status=422)
        apply_act(item, act, at)
        version = db.session.get_one(ItemVersion, item.current_version_id)
        notes.add_note(item.id, act.value, version.number, user_id, at, text)
    return item


def move_to(item_id: int, state: State, user_id: int, at: datetime) -> Item:
    """Take an item to a state by whatever act leads there; an item that is there already stays."""
    item = db.session.get_one(Item, item_id)
    if item.state == state:
        return item
    sent = notes.submitters([item.id]).get(item.id)
    act = act_towards(
        State(item.state),
        state,
        is_own=is_own(item, user_id, sent),
        review=notes.review_required(),
    )
    if act is None:
        raise DomainError(_("这道题现在不能改成这个状态。"), status=403)
    seen = (item.state, item.current_version_id or 0)
    return do_act(item_id, act, seen, user_id, at)


def apply_act(item: Item, act: Act, at: datetime) -> None:
    """Set the state that an act leads to; inside the caller's `writing()`."""
    state = state_after(act)
    item.state, item.updated_at = state.value, at
    if state is State.PUBLISHED:
        # Published by hand although the text has dropped it: the text no longer decides.
        item.gone_at = None


def say(item_id: int, text: str, user_id: int, at: datetime) -> None:
    """Comment on the version that an item has now."""
    text = _checked(text)
    if not text:
        raise DomainError(_("请先写下要说的话。"), status=422)
    with writing():
        item = reload_item(item_id)
        version = db.session.get_one(ItemVersion, item.current_version_id)
        notes.add_note(item.id, notes.SAY, version.number, user_id, at, text)


def settle(item_id: int, number: int, on: bool, user_id: int, at: datetime) -> bool:
    """Say that a comment is settled, or open again; False where the item has no such comment.

    Saying again what is so already adds nothing.
    """
    with writing():
        item = reload_item(item_id)
        entries = {entry.note.number: entry for entry in notes.thread_of(item.id)}
        entry = entries.get(number)
        if entry is None or entry.settled is None:
            return False
        if bool(entry.settled) != on:
            version = db.session.get_one(ItemVersion, item.current_version_id)
            act = notes.SETTLE if on else notes.UNSETTLE
            notes.add_note(item.id, act, version.number, user_id, at, about=number)
    return True


def review_query() -> Select[Item]:
    """Items that wait for review, the longest waiting first."""
    return (
        select(Item)
        .where(Item.state == State.IN_REVIEW.value)
        .order_by(Item.updated_at, Item.id)
        .options(selectinload(Item.knowledge), joinedload(Item.current_version))
    )


def count_waiting() -> int:
    """How many items wait for review; one SQL statement."""
    query = select(func.count()).where(Item.state == State.IN_REVIEW.value)
    return db.session.scalar(query) or 0


def _checked(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise DomainError(_("最多 %(n)s 个字。", n=LONGEST), status=422)
    return text


def _refusal(act: Act) -> str:
    if act is Act.APPROVE:
        return _("自己写的或自己送审的题，要由另一位老师审过才能发布。")
    if act is Act.PUBLISH:
        return _("本站的题要先送审，由另一位老师通过后发布。")
    return _("这道题现在不能这样改。")
