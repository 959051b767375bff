"""The fast lane of saving, in front of the web framework.

While an exam runs, nearly every request is one more save by a page that has just saved. The first
save of a page goes the whole way (gate, token, door, policy); it leaves here what was found. Later
ones that come with the very same cookie and token need nothing but the one statement of
`app.quiz.exams.quick`, which asks the database again about everything that may have changed:
sign-in, person, class, sitting, deadline, turn. Whatever is not plainly the usual goes the whole
way, whose refusals are the only ones.

Nothing here decides anything by itself, and losing it (a restart, another node) costs one slower save.
"""

from __future__ import annotations

import io
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request

from app.accounts.sessions import sign_in_names
from app.bank.domain.responses import ResponseError
from app.extensions import db
from app.quiz.domain.deadline import is_over
from app.quiz.domain.saves import SaveError, SaveSpec, read_saves, read_writer
from app.quiz.exams.door import Admitted
from app.quiz.exams.frozen import FrozenForm, frozen_form
from app.quiz.exams.paper import Question
from app.quiz.exams.quick import Place, append, place_of
from app.quiz.exams.replies import saved_reply
from app.quiz.exams.saving import Receipt, read_responses
from app.web.clock import read_clock
from app.web.headers import fixed_headers

Environ = dict[str, Any]
Start = Callable[..., Any]
Name = tuple[str, str, str]  # (sitting, cookie, token)

_compact = json.JSONEncoder(separators=(",", ":")).encode
PATH = re.compile(r"/sittings/([0-9a-f]{32})/answers")
LONGEST = 200_000  # bytes of a body; a longer one goes the whole way
MOST = 4096  # pages remembered per process
# A page is asked about again by the whole way before its sign-in's use has to be written down.
TRUST = timedelta(minutes=8)


@dataclass(slots=True)
class Known:
    """A page that has saved: the form and the candidate's own paper, and where the saves go."""

    found: Admitted
    form: FrozenForm
    place: Place
    until: datetime
    lock: threading.Lock = field(default_factory=threading.Lock)
    questions: dict[int, Question] = field(default_factory=dict[int, Question])


class FastLane:
    """WSGI middleware; `remember` is called by the route that saved the whole way."""

    def __init__(self, app: Flask, whole: Callable[[Environ, Start], Iterable[bytes]]) -> None:
        self._app = app
        self._whole = whole
        self._cookie = re.compile(
            rf"(?:^|;\s*){re.escape(app.config['SESSION_COOKIE_NAME'])}=([^;]+)"
        )
        self._known: OrderedDict[Name, Known] = OrderedDict()
        self._lock = threading.Lock()
        with app.app_context():
            self._engine = db.engine
        self._zone = ZoneInfo(app.config["TIME_ZONE"])

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        name = self._name(environ)
        known = self._known.get(name) if name else None
        if name is None or known is None:
            return self._whole(environ, start)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        reply = self._save(known, body)
        if reply is None:
            self._forget(name)
            environ["wsgi.input"] = io.BytesIO(body)
            return self._whole(environ, start)
        headers = fixed_headers(self._app, environ["wsgi.url_scheme"])
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(reply)))]
        start("200 OK", headers)
        return [reply]

    def remember(
        self, environ: Environ, found: Admitted, form: FrozenForm, place: Place, at: datetime
    ) -> None:
        """A page has saved the whole way: its next saves may come this one."""
        name = self._name(environ)
        if name is None:
            return
        with self._lock:
            self._known[name] = Known(found, form, place, at + TRUST)
            while len(self._known) > MOST:
                self._known.popitem(last=False)

    def _name(self, environ: Environ) -> Name | None:
        if environ["REQUEST_METHOD"] != "POST":
            return None
        path = PATH.fullmatch(environ.get("PATH_INFO", ""))
        cookie = self._cookie.search(environ.get("HTTP_COOKIE", ""))
        token = environ.get("HTTP_X_CSRFTOKEN")
        if not (path and cookie and token) or environ.get("QUERY_STRING"):
            return None
        length = environ.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit()) or int(length) > LONGEST:
            return None
        return path[1], cookie[1], token

    def _forget(self, name: Name) -> None:
        with self._lock:
            self._known.pop(name, None)

    def _save(self, known: Known, body: bytes) -> bytes | None:
        """The reply to a save that was stored; None where it has to go the whole way."""
        try:
            at = read_clock(self._app)
            if at > known.until or is_over(known.found.deadline, at):
                return None
            data = json.loads(body)
            saves = read_saves(data)
            if len(saves) != 1 or read_writer(data) != known.place.writer:
                return None
            receipt = self._store(known, saves[0], at)
        except (SaveError, ResponseError, ValueError, RecursionError):
            return None
        except Exception:
            self._app.logger.exception("the fast lane could not save; the whole way tries")
            return None
        if receipt is None:
            return None
        reply = saved_reply([receipt], known.found.deadline, at, self._zone)
        return _compact(reply).encode()

    def _store(self, known: Known, save: SaveSpec, at: datetime) -> Receipt | None:
        found = known.found
        if found.slots and save.slot_id not in found.slots:
            return None
        question = known.questions.get(save.slot_id) or known.form.question(
            # Options are read by their names: in which order they stand does not matter here.
            save.slot_id,
            seed=found.seed,
            faces=found.faces,
            shuffle=False,
        )
        if question is None:
            return None
        known.questions[save.slot_id] = question
        response = question.shown.decode(save.response)
        if self._stands_in():
            with known.lock, self._app.app_context():
                return append(known.place, save, response, at)
        with known.lock:
            return append(known.place, save, response, at, self._engine)

    def _stands_in(self) -> bool:
        """Whether something else stands in the engine's place, as one transaction does for a test."""
        return db._app_engines[self._app][None] is not self._engine


def save_quickly(found: Admitted, save: SaveSpec, writer: str, at: datetime) -> Receipt | None:
    """Store a usual save of a page that came the whole way, and let its next ones take the lane.

    None where it has to go the long way. Raises SaveRefused for what cannot be an answer.
    """
    names = sign_in_names()
    if names is None:
        return None
    form = frozen_form(found.exam_public_id, found.form_id)
    question = form.question(
        save.slot_id, seed=found.seed, faces=found.faces, shuffle=found.shuffle
    )
    (response,) = read_responses({save.slot_id: question} if question else {}, [save])
    place = place_of(found, writer, names[0])
    receipt = append(place, save, response, at)
    lane = current_app.extensions.get("zhike.lane")
    if receipt is not None and lane is not None:
        lane.remember(request.environ, found, form, place, at)
    return receipt


def init_app(app: Flask) -> None:
    """Put the lane in front of `app`."""
    lane = FastLane(app, app.wsgi_app)
    app.extensions["zhike.lane"] = lane
    app.wsgi_app = lane  # type: ignore[method-assign]
