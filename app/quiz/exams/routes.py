"""The candidate's pages: exams, the hall, handing in, what comes after."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import door, found_or_404, requires
from app.authz.permissions import Permission, Role
from app.bank.views import fragment
from app.courses.actor import memberships
from app.marking.look_words import STATE_LABELS, STATE_LOOKS, step_words
from app.quiz.domain.access import AccessRules, Typed
from app.quiz.domain.deadline import time_left
from app.quiz.domain.saves import Fault, SaveError, read_saves, read_writer
from app.quiz.domain.starting import ENTRY
from app.quiz.exams import throttle
from app.quiz.exams.arriving import at_the_paper, load_sitting, the_person
from app.quiz.exams.closing import close_if_over, hand_in
from app.quiz.exams.door import Admitted, admit, admitted
from app.quiz.exams.entrance import StartRefused, find_outside, note_address
from app.quiz.exams.hall import load_check
from app.quiz.exams.hall_page import render_hall
from app.quiz.exams.home import list_exams
from app.quiz.exams.intro import load_intro
from app.quiz.exams.lane import save_quickly
from app.quiz.exams.looks import looks_on
from app.quiz.exams.posted import read_posted_saves
from app.quiz.exams.quick import may_be_quick
from app.quiz.exams.quick_start import look_at_start, start_quickly, starter
from app.quiz.exams.replies import clock_reply, saved_reply
from app.quiz.exams.review import load_receipt, load_review
from app.quiz.exams.saving import AlreadyHandedIn, SaveRefused, save_answers, take_up
from app.quiz.exams.sitting import start_sitting
from app.quiz.exams.visiting import Visit, here, read_visit
from app.quiz.models import Exam, Sitting
from app.web.clock import now
from app.web.i18n import clock_time, local_zone

bp = Blueprint("exams", __name__)


@bp.get("/exams")
@requires(Permission.CLASS_JOIN)
def home() -> str:
    """All exams of the classes one is a student of."""
    places = memberships()
    mine = [place.class_id for place in places if place.role == Role.STUDENT]
    return render_template(
        "exams/home.html",
        exams=list_exams(the_person(), mine, now()),
        taught=[p.course_class for p in places if p.role != Role.STUDENT],
        is_student=bool(mine),
    )


@bp.get("/exams/<exam_id>")
@requires(Permission.EXAM_VIEW)
def intro(exam_id: str) -> str:
    """Before the start: rules, time, how answers are saved."""
    exam = _exam(exam_id)
    return _intro_page(exam, read_visit(exam.access, exam_id))


@bp.post("/exams/<exam_id>/start")
@throttle.by_person
@throttle.by_address
@requires(Permission.SITTING_START)
@door(look_at_start)
def start(exam_id: str) -> Response | tuple[str, int]:
    """Start, or go on with the sitting that is open; else back to where the reason stands."""
    form = request.form
    typed = Typed(form.get("password", "")[:200], form.get("seat_code", "")[:200])
    found = starter()
    if found is not None and (started := start_quickly(found, typed, now())):
        return redirect(url_for("exams.hall", sitting_id=started))
    exam = _exam(exam_id)
    visit = read_visit(exam.access, exam_id, typed)
    try:
        sitting = start_sitting(exam, the_person(), now(), secrets.randbits(63), visit)
    except StartRefused as refused:
        if refused.refusal in ENTRY:
            return _intro_page(exam, visit), 422
        return redirect(url_for("exams.intro", exam_id=exam_id))
    return redirect(url_for("exams.hall", sitting_id=sitting.public_id))


@bp.get("/sittings/<sitting_id>")
@requires(Permission.SITTING_ANSWER)
@door(admit)
def hall(sitting_id: str) -> str | Response | tuple[str, int]:
    """The paper itself, where the exam's rules let it be seen."""
    sitting = at_the_paper(sitting_id)
    if sitting.state != "open":
        return _to_receipt(sitting)
    if refusals := _look_around(sitting):
        return _outside_page(sitting, refusals), 403
    return render_hall(sitting, now())


@bp.get("/sittings/<sitting_id>/state")
@requires(Permission.SITTING_ANSWER)
def state(sitting_id: str) -> Response:
    """What an open page asks now and then: time left, whether it is closed, a token to save with."""
    sitting = close_if_over(load_sitting(sitting_id), now())
    return jsonify(
        **clock_reply(sitting.deadline, now()), state=sitting.state, csrf=generate_csrf()
    )


@bp.post("/sittings/<sitting_id>/answers")
@requires(Permission.SITTING_ANSWER)
@door(admit)
def save(sitting_id: str) -> Response | tuple[Response, int]:
    """Save answers: JSON from the page's script, or the whole form without it."""
    if not request.is_json:
        return _save_form(load_sitting(sitting_id))
    try:
        return _save_json(sitting_id)
    except SaveError as error:
        return jsonify(error=_fault(error.fault), place=error.place, closed=False), 422
    except SaveRefused as refused:
        closed = isinstance(refused, AlreadyHandedIn)
        body = jsonify(error=refused.message, place=refused.place, closed=closed)
        return body, refused.status


@bp.post("/sittings/<sitting_id>/turn")
@requires(Permission.SITTING_ANSWER)
@door(admit)
def turn(sitting_id: str) -> Response | tuple[Response, int]:
    """A page takes the paper up: from now on it is the one that writes."""
    found = at_the_paper(sitting_id)
    try:
        writer = read_writer(request.get_json(silent=True))
    except SaveError:
        writer = None
    if writer is None:
        return jsonify(error=_fault(Fault.SHAPE)), 422
    note_address(found, here(), now())
    taken = take_up(found.id, writer, now(), here())
    return jsonify(**clock_reply(found.deadline, now()), state=taken.state, epoch=taken.epoch)


@bp.get("/sittings/<sitting_id>/submit")
@requires(Permission.SITTING_ANSWER)
@door(admit)
def check(sitting_id: str) -> str | Response:
    """What is empty or flagged, before handing in."""
    sitting = at_the_paper(sitting_id)
    if sitting.state != "open":
        return _to_receipt(sitting)
    return render_template(
        "exams/check.html",
        sitting=sitting,
        hall=load_check(sitting),
        limit=sitting.deadline - sitting.started_at,
        left=time_left(sitting.deadline, now()),
    )


@bp.post("/sittings/<sitting_id>/submit")
@requires(Permission.SITTING_ANSWER)
@door(admit)
def submit(sitting_id: str) -> Response:
    """Hand in; a second time shows the same receipt."""
    found = admitted() or load_sitting(sitting_id)
    hand_in(found.id, now())
    return _to_receipt(found)


@bp.get("/sittings/<sitting_id>/receipt")
@requires(Permission.SITTING_REVIEW)
def receipt(sitting_id: str) -> str | Response:
    """The proof that the paper arrived, and what happens next."""
    sitting = close_if_over(load_sitting(sitting_id), now())
    if sitting.state == "open":
        return redirect(url_for("exams.hall", sitting_id=sitting.public_id))
    return render_template(
        "exams/receipt.html",
        sitting=sitting,
        exam=sitting.exam,
        person=the_person(),
        receipt=load_receipt(sitting, now()),
    )


@bp.get("/sittings/<sitting_id>/review")
@requires(Permission.SITTING_REVIEW)
def review(sitting_id: str) -> str | Response:
    """The paper with marks and explanations, as far as the exam's rules allow by now."""
    sitting = close_if_over(load_sitting(sitting_id), now())
    if sitting.state == "open":
        return redirect(url_for("exams.hall", sitting_id=sitting.public_id))
    found = load_review(sitting, now())
    return render_template(
        "exams/review.html",
        sitting=sitting,
        exam=sitting.exam,
        review=found,
        looks=looks_on(sitting, found.slots, found.shown, now()),
        look_labels=STATE_LABELS,
        look_looks=STATE_LOOKS,
        look_step_words=step_words,
    )


def _intro_page(exam: Exam, visit: Visit) -> str:
    return render_template(
        "exams/intro.html",
        exam=exam,
        instructions=fragment(exam.instructions),
        intro=load_intro(exam, the_person(), visit, now()),
    )


def _look_around(found: Admitted) -> list[StartRefused]:
    """What stands against showing the paper here; a change of place is written down."""
    visit = read_visit(found.access, found.exam_public_id)
    note_address(found, visit.address, now())
    return find_outside(found, visit)


def _outside_page(found: Admitted, refusals: Sequence[StartRefused]) -> str:
    return render_template(
        "exams/outside.html",
        sitting=found,
        refusals=refusals,
        own_file=AccessRules.from_json(found.access).seb.own_file,
    )


def _save_json(sitting_id: str) -> Response:
    data = request.get_json(silent=True)
    saves, writer = read_saves(data), read_writer(data)
    found = admitted()
    if found and writer and may_be_quick(found, saves, writer, now()):
        receipt = save_quickly(found, saves[0], writer, now())
        if receipt:
            return jsonify(saved_reply([receipt], found.deadline, now(), local_zone()))
    saved = save_answers(load_sitting(sitting_id), saves, now(), writer=writer)
    return jsonify(
        saved_reply(
            saved.receipts, saved.deadline, now(), local_zone(), superseded=saved.superseded
        )
    )


def _save_form(sitting: Sitting) -> Response:
    saves = read_posted_saves(sitting, request.form)
    if (
        saves
    ):  # whoever posts the form is at the paper now, and a page with a script elsewhere is not
        note_address(sitting, here(), now())
        take_up(sitting.id, saves[0].client, now(), here())
    saved = save_answers(sitting, saves, now()).receipts if saves else ()
    late = sum(receipt.late for receipt in saved)
    if late:
        words = _(
            "有 {n} 题的改动在收卷以后才送到。已经留存，不计分；如果是网络的原因，请告诉老师。"
        )
        flash(words.format(n=late), "warn")
    if request.form.get("next") == "submit":
        return redirect(url_for("exams.check", sitting_id=sitting.public_id))
    if not saved:
        flash(_("没有新的改动。"), "info")
    elif not late:
        flash(_("已保存 %(time)s", time=clock_time(now())), "ok")
    return redirect(url_for("exams.hall", sitting_id=sitting.public_id))


def _fault(fault: Fault) -> str:
    return {
        Fault.SHAPE: _("这次保存的内容看不懂，没有存上。请刷新页面再试，已存上的都在。"),
        Fault.TOO_MANY: _("一次送来的题太多，没有存上。请刷新页面再试，已存上的都在。"),
        Fault.TOO_LONG: _("这一题的作答超过两万字，没有存上。请删短一些。"),
    }[fault]


_EXAM = (
    select(Exam)
    .where(Exam.public_id == bindparam("exam"))
    .options(joinedload(Exam.course_class), joinedload(Exam.form))
)


def _exam(public_id: str) -> Exam:
    exam = found_or_404(_EXAM, exam=public_id)
    if exam.state == "draft":
        abort(404)
    return exam


def _to_receipt(sitting: Sitting | Admitted) -> Response:
    return redirect(url_for("exams.receipt", sitting_id=sitting.public_id))
