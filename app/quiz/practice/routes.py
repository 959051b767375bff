"""Practice: choose, answer, see why, sum up."""

from __future__ import annotations

from random import SystemRandom

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.accounts import throttle
from app.accounts.service import ensure_user
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank.domain.responses import ResponseError, is_blank, read_response
from app.bank.inputs import read_posted
from app.learning.service import learner_items, local_day, mistake_count
from app.learning.words import leaving_rule, standing
from app.quiz.practice import places, service
from app.quiz.practice.choosing import Chapter, list_chapters
from app.quiz.practice.forms import PracticeForm
from app.quiz.practice.models import PracticeRun
from app.quiz.practice.views import place_view, result_of
from app.web.clock import now
from app.web.numbers import read_int

bp = Blueprint("practice", __name__, url_prefix="/practice")
INPUT = "answer"
Page = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.ITEM_PRACTISE)
def home() -> str:
    user = current_user()
    return render_template(
        "practice/home.html",
        chapters=list_chapters(user.id if user else None, now()),
        mistakes=mistake_count(user.id) if user else 0,
        runs=service.list_runs(user.id) if user else [],
        rule=leaving_rule(),
    )


@bp.get("/choose")
@requires(Permission.ITEM_PRACTISE)
def choose() -> str:
    chapters = _chapters()
    return _choose(_form(request.args or None, chapters), chapters)


@bp.post("/start")
@throttle.new_guests
@requires(Permission.ITEM_PRACTISE)
def start() -> Page:
    chapters = _chapters()
    form = _form(request.form, chapters)
    if not form.validate():
        return _choose(form, chapters), 422
    user = ensure_user(now())
    query = request.form.to_dict(flat=False)
    query.pop("csrf_token", None)
    wish = form.wish(tuple(c.id for c in chapters if c.open))
    try:
        public_id = service.start_run(user.id, wish, query, SystemRandom(), now())
    except service.NothingToPractise as nothing:
        return _choose(form, chapters, nothing.message), nothing.status
    return redirect(url_for("practice.run", public_id=public_id))


@bp.get("/<public_id>")
@requires(Permission.ITEM_PRACTISE)
def run(public_id: str) -> Page:
    practice = _own(public_id)
    if practice.finished_at is not None:
        return redirect(url_for("practice.result", public_id=public_id))
    return _page(practice, request.args.get("n", type=int))


@bp.post("/<public_id>/<int:number>")
@requires(Permission.ITEM_PRACTISE)
def answer(public_id: str, number: int) -> Page:
    practice = _own(public_id)
    if not 1 <= number <= len(practice.items):
        abort(404)
    place = places.get_place(practice, number, places.answers_of(practice))
    try:
        given = read_posted(place.face, request.form, INPUT)
    except ResponseError as error:
        return _page(practice, number, error=str(error)), 422
    if practice.mock or "go" in request.form:
        kept = service.keep_answer(practice, number, given, flagged="flag" in request.form)
        return _onward(practice, number, kept=kept or not practice.mock)
    if "give_up" in request.form:
        given = read_response(place.face, None)
    elif is_blank(given):
        return _page(practice, number, error=_("还没有作答。写好再交，也可以先跳过。")), 422
    if not service.hand_in(practice, number, given, now()):
        flash(_("这一题之前已经交过，以第一次交的为准。"), "info")
    return redirect(url_for("practice.run", public_id=public_id, n=number))


@bp.get("/<public_id>/end")
@requires(Permission.ITEM_PRACTISE)
def ending(public_id: str) -> Page:
    """What is still empty or flagged, before a mock paper ends."""
    practice = _own(public_id)
    if practice.finished_at is not None:
        return redirect(url_for("practice.result", public_id=public_id))
    answers = places.answers_of(practice)
    done = places.done_numbers(practice, answers)
    return render_template(
        "practice/ending.html",
        run=practice,
        total=len(practice.items),
        left=[n for n in range(1, len(practice.items) + 1) if n not in done],
        flagged=sorted(n for n, row in answers.items() if row.flagged),
    )


@bp.post("/<public_id>/finish")
@requires(Permission.ITEM_PRACTISE)
def finish(public_id: str) -> Response:
    service.finish(_own(public_id), now())
    return redirect(url_for("practice.result", public_id=public_id))


@bp.get("/<public_id>/result")
@requires(Permission.ITEM_PRACTISE)
def result(public_id: str) -> Page:
    practice = _own(public_id)
    if practice.finished_at is None:
        return redirect(url_for("practice.run", public_id=public_id))
    return render_template(
        "practice/result.html",
        run=practice,
        result=result_of(practice, places.get_places(practice)),
        mistakes=mistake_count(practice.user_id),
    )


def _onward(practice: PracticeRun, number: int, *, kept: bool) -> Response:
    """After an answer was kept: where the pressed button leads."""
    if practice.finished_at is not None:
        flash(_("这次练习已经结束，刚才写的没有计入。"), "warn")
        return redirect(url_for("practice.result", public_id=practice.public_id))
    if not kept:
        flash(_("这一题之前已经交过，以第一次交的为准。"), "info")
    go = request.form.get("go", "")
    if go == "end" or (not go and number == len(practice.items)):
        return redirect(url_for("practice.ending", public_id=practice.public_id))
    onward = read_int(go)
    n = number + 1 if onward is None else onward
    return redirect(url_for("practice.run", public_id=practice.public_id, n=n))


def _page(practice: PracticeRun, number: int | None, error: str = "") -> str:
    answers = places.answers_of(practice)
    done = places.done_numbers(practice, answers)
    if number is None:
        number = places.next_open(practice, len(practice.items), done) or len(practice.items)
    place = places.get_place(practice, number, answers)
    state = learner_items(practice.user_id, [place.item_id]).get(place.item_id)
    return render_template(
        "practice/run.html",
        run=practice,
        place=place,
        view=place_view(practice, place, name=INPUT, error=error) if place.open else None,
        answers=answers,
        done=done,
        total=len(practice.items),
        onward=places.next_open(practice, place.number, done),
        favourite=bool(state and state.favourite),
        standing=standing(state, local_day(now())) if place.handed_in else "",
    )


def _own(public_id: str) -> PracticeRun:
    """The run, if it is the present person's (a visitor's belongs to their guest row)."""
    practice = load_or_404(PracticeRun, public_id=public_id)
    user = current_user()
    if user is None or practice.user_id != user.id:
        abort(404)
    return practice


def _chapters() -> list[Chapter]:
    user = current_user()
    return list_chapters(user.id if user else None, now())


def _form(given: MultiDict[str, str] | None, chapters: list[Chapter]) -> PracticeForm:
    opened = [chapter for chapter in chapters if chapter.open]
    return PracticeForm(given).offer(
        [(c.id, c.title) for c in opened],
        [(point.id, point.title) for c in opened for point in c.points],
    )


def _choose(form: PracticeForm, chapters: list[Chapter], nothing: str = "") -> str:
    chosen = next((c for c in chapters if c.open and c.id == form.chapter.data), None)
    return render_template(
        "practice/choose.html", form=form, chapters=chapters, chosen=chosen, nothing=nothing
    )
