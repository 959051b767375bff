"""Hostile texts in every field that people fill, seen as each of those who would be hit.

Chromium opens the pages under the site's own policy: no script runs, no dialog opens, no request
leaves, and the policy has nothing to refuse, for everything was escaped before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import User
from app.accounts.sessions import open_session
from app.bank.domain.items import ItemFace, ItemKey, Option, OptionNote
from app.bank.domain.types import ItemType
from app.bank.models import Item, ItemVersion
from app.extensions import db
from app.quiz.models import Accommodation, Incident, RoomMessage
from tests.browser.conftest import Site, give_cookie, serve, watch
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.sitting.builders import EVERYTHING, ExamBuilders, sample
from tests.security.payloads import MARK, payloads
from tests.security.world import FULL

pytestmark = pytest.mark.browser
COUNT = 300 if FULL else 30
ALWAYS = {"after_submit": EVERYTHING, "after_close": EVERYTHING, "after_release": EVERYTHING}


class Texts:
    """Payloads one after the other, so that each stands in another field each time."""

    def __init__(self) -> None:
        self.all = payloads(COUNT)
        self.n = 0

    def next(self, longest: int = 10_000) -> str:
        for _ in self.all:
            self.n += 1
            text = self.all[self.n % len(self.all)]
            if len(text) <= longest:
                return text
        raise LookupError("every payload is longer than the field")


def items(texts: Texts) -> list[tuple[ItemFace, ItemKey]]:
    """Items of every type with a payload in every text; enough of them for all payloads."""
    made = []
    for _ in range(max(1, COUNT // 30)):
        for kind in ItemType:
            face, key = sample(kind)
            options = tuple(Option(o.id, texts.next()) for o in face.options)
            face = replace(face, stem=texts.next(), options=options)
            notes = {
                o.id: OptionNote(feedback=texts.next(), misconception=texts.next())
                for o in face.options
            }
            points = tuple(replace(p, text=texts.next()) for p in key.key_points)
            made.append(
                (
                    face,
                    replace(
                        key, explanation=texts.next(), notes=notes, key_points=points,
                        model_answer=texts.next() if points else "",
                        misconception=texts.next() if key.truth is not None else "",
                    ),
                )
            )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def hostile(
    make_app: Callable[..., Flask],
) -> Iterator[tuple[Site, dict[str, str], list[tuple[str, str]]]]:
    """A site whose every text attacks; sign-in tokens; (who, path) of the pages to open."""
    app, texts = make_app("sqlite", WTF_CSRF_ENABLED=False, SERVER_NAME=None), Texts()
    clock = Clock()
    app.config["CLOCK"] = clock
    with app.test_request_context():
        make = Builders(db, clock)
        class_ = make.class_(texts.next(120))
        teacher = make.instructor(class_)
        people = {
            "teacher": teacher,
            "assistant": make.user(texts.next(80), username="aide"),
            "student": make.student(class_, texts.next(80)),
            "waiting": make.student(class_, texts.next(80)),
            "admin": make.admin(),
        }
        for _ in range(10):
            make.student(class_, texts.next(80))
        exams = ExamBuilders(db, clock)
        chosen = items(texts)
        exam = exams.exam(
            class_, teacher, chosen, title=texts.next(120), instructions=texts.next(), review=ALWAYS
        )
        address, at = exam.public_id, clock()
        said = [
            RoomMessage(exam_id=exam.id, author_id=teacher.id, text=texts.next(300), created_at=at)
            for _ in range(3)
        ]
        noted = [
            Incident(
                exam_id=exam.id, kind="note", text=texts.next(300), author_id=teacher.id,
                created_at=at,
            ),
            Accommodation(
                exam_id=exam.id, user_id=people["waiting"].id, minutes=70, reason=texts.next(200),
                author_id=teacher.id, created_at=at,
            ),
        ]  # fmt: skip
        db.session.add_all([*said, *noted])
        labels: dict[str, Any] = {
            "chapter": "ch01", "knowledge": [], "level": "了解", "cognitive": "识记",
            "difficulty": 2, "use": "exam", "source": texts.next(120),
        }  # fmt: skip
        db.session.execute(update(ItemVersion).values(labels=labels, note=texts.next(200)))
        tokens = {name: open_session(user, clock()).token for name, user in people.items()}
        places = _places(class_.public_id, address, people["student"])
        db.session.commit()
        db.session.remove()
    paper = _sit(app, tokens["student"], address, texts, len(chosen))
    open_paper = _sit(app, tokens["waiting"], address, texts, len(chosen), hand_in=False)
    with serve(app) as site:
        app.config["CLOCK"] = clock
        places += [("student", f"{paper}/receipt"), ("student", f"{paper}/review")]
        places += [("waiting", open_paper), ("waiting", f"{open_paper}/submit")]
        places += [("teacher", f"/bank/items/{one}") for one in _items(app)]
        places += [("teacher", f"/bank/items/{one}/edit") for one in _items(app)]
        yield site, tokens, places


def _items(app: Flask) -> list[str]:
    with app.app_context():
        found = list(db.session.scalars(db.select(Item.public_id)))
        db.session.remove()
    return found if FULL else found[:7]


def _sit(
    app: Flask, token: str, exam: str, texts: Texts, count: int, *, hand_in: bool = True
) -> str:
    """Answer every question with payloads, one note of them all; the path of the paper."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    paper = client.post(f"/exams/{exam}/start").headers["Location"]
    page = client.get(paper).text
    slots = page.split('name="slots" value="')[1].split('"')[0].split(",")
    assert len(slots) == count
    for seq, slot in enumerate(slots, 1):
        response: Any = None
        if f'name="s{slot}-1"' in page:
            # An input of one line shows no line breaks: the page would take them for a change.
            response = [texts.next(200).replace("\n", " ") for _ in range(2)]
        elif f'<textarea class="zk-area" name="s{slot}"' in page:
            response = "\n".join(texts.all)
        entry = {"client": "client-0001", "seq": seq, "slot": int(slot), "response": response}
        assert client.post(f"{paper}/answers", json=entry).status_code == 200
    if hand_in:
        client.post(f"{paper}/submit")
    return paper


def _places(class_: str, exam: str, student: User) -> list[tuple[str, str]]:
    return [
        ("student", "/exams"), ("student", f"/exams/{exam}"), ("student", "/me"),
        ("student", "/grades"), ("waiting", "/exams"), ("waiting", f"/exams/{exam}"),
        ("teacher", "/classes"), ("teacher", f"/classes/{class_}"),
        ("teacher", f"/classes/{class_}/people"), ("teacher", f"/classes/{class_}/settings"),
        ("teacher", f"/classes/{class_}/exams"), ("teacher", f"/exams/{exam}/edit"),
        ("teacher", f"/exams/{exam}/board"), ("teacher", f"/exams/{exam}/results"),
        ("teacher", f"/exams/{exam}/paper/preview"), ("teacher", f"/exams/{exam}/paper/print"),
        ("teacher", f"/classes/{class_}/marking?show=all"),
        *(("teacher", f"/classes/{class_}/marking/sitting/{n}") for n in (5, 6, 7)),
        ("teacher", f"/exams/{exam}/arrangements"), ("teacher", f"/exams/{exam}/seats"),
        ("teacher", f"/exams/{exam}/copy"), ("teacher", f"/classes/{class_}/grades"),
        ("teacher", f"/classes/{class_}/grades/people/{student.public_id}"), ("teacher", "/bank"),
        ("admin", "/admin/people"), ("admin", "/classes/all"),
        ("admin", f"/admin/people/{student.public_id}"),
    ]  # fmt: skip


def test_nothing_runs_anywhere(
    hostile: tuple[Site, dict[str, str], list[tuple[str, str]]], chromium: Any
) -> None:
    site, tokens, places = hostile
    troubles: list[str] = []
    contexts: dict[str, Any] = {}
    missed: list[tuple[str, str, int]] = []
    for who, path in places:
        if who not in contexts:
            context = chromium.new_context(
                base_url=site.base, viewport={"width": 1440, "height": 900}
            )
            context.set_default_timeout(20_000)
            give_cookie(context, site, tokens[who])
            page = context.new_page()
            watch(page, site.base, troubles)
            page.on(
                "dialog",
                lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()),
            )
            contexts[who] = page
        page = contexts[who]
        reply = page.goto(path, wait_until="load")
        # Whatever waits for a pointer, a focus or an error of an image gets it.
        ran = page.evaluate(
            """(mark) => {
              for (const one of document.querySelectorAll('*')) {
                for (const kind of ['mouseover', 'focus', 'toggle', 'animationstart', 'error'])
                  if ([...one.attributes].some((a) => a.name.startsWith('on'))) one.dispatchEvent(new Event(kind));
              }
              return [window[mark] ?? null, document.querySelectorAll('main script, main iframe, main object, main embed, main base').length,
                [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes])
                  .filter((a) => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value) && ['href', 'src', 'action', 'formaction', 'xlink:href'].includes(a.name)).map((a) => `${a.name}=${a.value}`)];
            }""",
            MARK,
        )
        assert reply is not None
        if reply.status != 200:
            missed.append((who, path, reply.status))
        if ran != [None, 0, []]:
            troubles.append(f"{who} {path}: {ran}")
    for page in contexts.values():
        page.context.close()
    assert troubles == []
    assert missed == []


def test_the_trap_would_see_a_script_that_runs(chromium: Any) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("".join(payloads(3)))
    page.wait_for_function(f"window.{MARK} === 1")
    assert page.evaluate(f"window.{MARK}") == 1
    context.close()
