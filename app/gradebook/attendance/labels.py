"""Presence in words, with the key that marks it."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.gradebook.attendance.models import Presence

PRESENCES: dict[Presence, LazyString] = {
    Presence.HERE: _l("到"),
    Presence.LATE: _l("迟到"),
    Presence.LEFT: _l("早退"),
    Presence.LEAVE: _l("请假"),
    Presence.ABSENT: _l("缺"),
}
