"""Practice: choose, answer, see why, sum up."""

from __future__ import annotations

from random import SystemRandom

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.accounts.service import ensure_user
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank.content import get_library
from app.bank.domain.responses import ResponseError
from app.bank.inputs import read_posted
from app.bank.queries import ItemFilter, count_pool
from app.learning.access import may_open
from app.learning.service import learner_items, mastery_by_chapter, mistake_count
from app.quiz.practice import service
from app.quiz.practice.forms import PracticeForm
from app.quiz.practice.models import PracticeRun
from app.quiz.practice.views import place_view, result_of
from app.web.clock import now

bp = Blueprint("practice", __name__, url_prefix="/practice")
INPUT = "answer"


@bp.get("")
@requires(Permission.ITEM_PRACTISE)
def home() -> str:
    user = current_user()
    arguments = request.args if request.args else None
    return render_template(
        "practice/home.html",
        form=_form(arguments),
        chapters=_chapters(),
        pool=count_pool(ItemFilter(uses=("practice",))),
        mastery=mastery_by_chapter(user.id, now()) if user else {},
        mistakes=mistake_count(user.id) if user else 0,
        runs=service.list_runs(user.id) if user else [],
    )


@bp.post("/start")
@requires(Permission.ITEM_PRACTISE)
def start() -> Response | str | tuple[str, int]:
    form = _form(request.form)
    if not form.validate():
        return render_template("practice/choose.html", form=form), 422
    user = ensure_user(now())
    wish = form.wish(tuple(c.id for c in _chapters() if may_open(c.id)))
    query = request.form.to_dict(flat=False)
    query.pop("csrf_token", None)
    public_id = service.start_run(user.id, wish, query, SystemRandom(), now())
    return redirect(url_for("practice.run", public_id=public_id))


@bp.get("/<public_id>")
@requires(Permission.ITEM_PRACTISE)
def run(public_id: str) -> str | Response:
    practice = _own(public_id)
    if practice.finished_at is not None:
        return redirect(url_for("practice.result", public_id=public_id))
    place = service.get_place(practice, request.args.get("n", 1, type=int))
    return _page(practice, place)


@bp.post("/<public_id>/<int:number>")
@requires(Permission.ITEM_PRACTISE)
def answer(public_id: str, number: int) -> Response | str | tuple[str, int]:
    practice = _own(public_id)
    if not 1 <= number <= len(practice.items):
        abort(404)
    place = service.get_place(practice, number)
    try:
        response = read_posted(place.face, request.form, INPUT)
    except ResponseError as error:
        return _page(practice, place, error=str(error)), 422
    service.flag(practice, number, "flag" in request.form)
    service.give_answer(practice, place, response, now())
    onward = number + 1 if practice.mock and number < len(practice.items) else number
    return redirect(url_for("practice.run", public_id=public_id, n=onward))


@bp.post("/<public_id>/finish")
@requires(Permission.ITEM_PRACTISE)
def finish(public_id: str) -> Response:
    service.finish(_own(public_id), now())
    return redirect(url_for("practice.result", public_id=public_id))


@bp.get("/<public_id>/result")
@requires(Permission.ITEM_PRACTISE)
def result(public_id: str) -> str | Response:
    practice = _own(public_id)
    if practice.finished_at is None:
        return redirect(url_for("practice.run", public_id=public_id))
    places = service.get_places(practice)
    return render_template("practice/result.html", run=practice, result=result_of(places))


def _page(practice: PracticeRun, place: service.Place, error: str = "") -> str:
    states = learner_items(practice.user_id, [place.item_id])
    answers = service.answers_of(practice)
    return render_template(
        "practice/run.html",
        run=practice,
        place=place,
        view=place_view(practice, place, name=INPUT, error=error),
        answers=answers,
        state=states.get(place.item_id),
        left=[n for n in range(1, len(practice.items) + 1) if n not in answers],
    )


def _own(public_id: str) -> PracticeRun:
    """The run, if it is the present person's (a visitor's belongs to their guest row)."""
    practice = load_or_404(PracticeRun, public_id=public_id)
    user = current_user()
    if user is None or practice.user_id != user.id:
        abort(404)
    return practice


def _form(arguments: MultiDict[str, str] | None) -> PracticeForm:
    library = get_library()
    chapters = [(c.id, c.title) for c in _chapters() if may_open(c.id)]
    opened = {chapter for chapter, _title in chapters}
    knowledge = [(k.id, k.title) for k in library.knowledge.values() if k.chapter in opened]
    return PracticeForm(arguments).offer(chapters, knowledge)


def _chapters() -> list:
    """Written chapters, in order: only they have items."""
    library = get_library()
    course = library.course
    return [c for c in course.chapters if c.id in library.chapters] if course else []
