"""The hall as one page: its frame rendered once per language and look, then filled for each candidate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app, render_template, session
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app.quiz.domain.deadline import time_left
from app.quiz.domain.pulse import watches_leaving
from app.quiz.domain.rescue import make_envelope
from app.quiz.domain.reviewing import can_look_up
from app.quiz.exams.door import Admitted
from app.quiz.exams.hall import HallView, load_hall
from app.quiz.exams.locking import slots_locked
from app.web.i18n import format_time, pick_locale
from app.web.shell import theme
from app.web.skeleton import Skeleton, mark

# Stands in addresses while the frame is rendered: a mark would be percent-encoded there.
NOBODYS = "5ee57a9d" * 4


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame depends on: everything on it that is not the candidate's own."""

    locale: str
    theme: str
    headings: tuple[tuple[int, str, str], ...]
    count: int
    rehearsal: bool
    watches: bool
    can_look_up: bool


def render_hall(found: Admitted, at: datetime) -> str:
    """The page of the exam hall; one SQL statement, two where answers may be looked up."""
    hall = load_hall(found)
    values = _values(found, hall, at)
    if "_flashes" in session:  # a word to this candidate alone: the frame is theirs
        return render_template("exams/hall.html", page=_page(found, hall, values))
    headings = tuple((s.number, s.label, s.sentence) for s in hall.sections)
    skeleton = _frame(Frame(pick_locale(), theme(), headings, hall.count, **_rules(found)))
    bodies = {f"body_{i}": section.body for i, section in enumerate(hall.sections)}
    cells = {f"cells_{i}": section.cells for i, section in enumerate(hall.sections)}
    return skeleton.fill(values | bodies | cells | {"csrf": generate_csrf()})


def clock_face(left: timedelta) -> str:
    """Time left as a clock shows it: 0:57:18."""
    seconds = int(left.total_seconds())
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def _values(found: Admitted, hall: HallView, at: datetime) -> dict[str, str]:
    left, limit = time_left(found.deadline, at), found.deadline - found.started_at
    envelope = make_envelope(found.public_id, current_app.config["SECRET_KEY"], at)
    locked = slots_locked(found.id) if can_look_up(found.review) else set[int]()
    person = found.name
    if found.student_no:
        person += " · " + _("学号 %(no)s", no=found.student_no)
    return {
        "title": found.title,
        "person": person,
        "sitting": found.public_id,
        "clock": clock_face(left),
        "closing": format_time(found.deadline, "HH:mm"),
        "closing_second": format_time(found.deadline, "HH:mm:ss"),
        "limit": str(int(limit.total_seconds())),
        "bar": str(int(min(left, limit).total_seconds())),
        "left": str(int(left.total_seconds() * 1000)),
        "numbers": json.dumps(hall.numbers),
        "slots": ",".join(map(str, hall.slots)),
        "answered": str(hall.answered),
        "rescue": json.dumps({"key": envelope.key, "envelope": envelope.envelope}),
        "locked": json.dumps(sorted(locked)),
    }


def _page(found: Admitted, hall: HallView, values: Mapping[str, str]) -> dict[str, Any]:
    """What the template shows, as it stands."""
    return {**values, **_rules(found), "sections": hall.sections, "count": hall.count}


def _rules(found: Admitted) -> dict[str, bool]:
    """What of the exam's rules the page has to know."""
    return {
        "rehearsal": found.kind == "rehearsal",
        "watches": watches_leaving(found.access),
        "can_look_up": can_look_up(found.review),
    }


@lru_cache(maxsize=64)
def _frame(frame: Frame) -> Skeleton:
    """Render the page with marks; needs a request, whose own token is cut out again."""
    names = (
        "title", "person", "clock", "closing", "closing_second", "limit", "bar", "left", "numbers", "slots",
        "answered", "rescue", "locked",
    )  # fmt: skip
    sections = [
        {
            "number": number,
            "label": label,
            "sentence": sentence,
            "body": mark(f"body_{i}"),
            "cells": mark(f"cells_{i}"),
        }
        for i, (number, label, sentence) in enumerate(frame.headings)
    ]
    page: dict[str, Any] = {name: mark(name) for name in names}
    page |= {"sitting": NOBODYS, "sections": sections, "count": frame.count}
    page |= {name: getattr(frame, name) for name in ("rehearsal", "watches", "can_look_up")}
    html = render_template("exams/hall.html", page=page)
    html = html.replace(NOBODYS, mark("sitting")).replace(generate_csrf(), mark("csrf"))
    return Skeleton.cut(html)
