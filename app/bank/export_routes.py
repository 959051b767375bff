"""Taking questions out: what the list shows, in a format of one's choice, with what it cannot carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.exchange.questions import Question
from app.bank.export_words import EXPORT_WORDS, say_loss
from app.bank.listing import ListFilter, read_filter
from app.bank.pages import export_bp as bp
from app.bank.taking_out import MOST, LossLine, questions_shown, sum_up
from app.web.clock import now
from app.web.downloads import attachment
from app.web.i18n import format_time


@bp.get("")
@requires(Permission.BANK_VIEW)
def choose() -> str:
    """Choose a format; once chosen, see what it cannot carry before anything is downloaded."""
    wanted = read_filter(request.args)
    format_ = request.args.get("format", "")
    if format_ not in EXPORT_WORDS:
        return _page(wanted, "", 0, None)
    questions = questions_shown(wanted)
    if not questions:
        return _page(wanted, format_, 0, None)
    losses = sum_up(_write(format_, questions).losses)
    return _page(wanted, format_, len(questions), losses)


@bp.get("/file")
@requires(Permission.BANK_VIEW)
def file() -> Response:
    """The file itself."""
    format_ = request.args.get("format", "")
    questions = questions_shown(read_filter(request.args))
    if format_ not in EXPORT_WORDS or not questions:
        abort(404)
    written = _write(format_, questions)
    return attachment(
        written.data,
        f"{_file_name(format_)}.{written.extension.lstrip('.')}",
        written.media_type,
    )


def _write(format_: str, questions: Sequence[Question]) -> Any:
    from app.bank.exchange.writing import write  # only who exports needs the writers

    return write(format_, questions, _title())


def _title() -> str:
    return _("题库 %(day)s", day=format_time(now(), "yyyy-MM-dd"))


def _file_name(format_: str) -> str:
    """A name that tells the kinds of one extension apart: several of one day lie in one folder."""
    kinds = {
        "docx": _("带答案"),
        "docx-paper": _("不带答案"),
        "docx-sheet": _("答题卡"),
        "docx-scheme": _("评分标准"),
        "qti2": "QTI 2.1",
        "qti3": "QTI 3.0",
        "moodle": "Moodle",
        "aiken": "Aiken",
        "gift": "GIFT",
    }
    return f"{_title()} {kinds[format_]}" if format_ in kinds else _title()


def _page(wanted: ListFilter, format_: str, count: int, losses: list[LossLine] | None) -> str:
    return render_template(
        "bank/export.html",
        wanted=wanted,
        format=format_,
        formats=EXPORT_WORDS,
        count=count,
        most=MOST,
        losses=losses,
        say_loss=say_loss,
    )
