"""A language model's second opinion on an answer of which the engine is not sure, where the site has one.

Off by default, asked by hand for one answer at a time, shown beside the proposal and kept nowhere: no mark
comes from it (`app.bank.assistant`).
"""

from __future__ import annotations

from functools import lru_cache

from flask import current_app
from flask_babel import gettext as _

from app.bank.answers.item import Question
from app.bank.assistant import AssistantError, Endpoint, second_opinion
from app.bank.written import question_of
from app.extensions import db
from app.marking.answers import Row, key_points_of
from app.marking.highlight import sign
from app.marking.works import PartView


def may_ask(part: PartView, row: Row) -> bool:
    """Whether the site has such a service and the engine is not sure of this answer."""
    proposal = row.proposal
    return (
        bool(current_app.config["ASSISTANT_URL"])
        and proposal is not None
        and proposal.is_doubtful
        and not part.lines
        and not part.reads_blanks
    )


def opinion(part: PartView, row: Row) -> str:
    """What the service thinks, in words. Waits for it as long as it may take; holds no transaction."""
    face, key = row.response.face or part.face, row.response.key or part.key
    question, text, proposal = question_of(face, key), row.text, row.proposal
    points = key_points_of(part)
    config = current_app.config
    endpoint = Endpoint(config["ASSISTANT_URL"], config["ASSISTANT_KEY"], config["ASSISTANT_MODEL"])
    db.session.rollback()  # a service may be slow: nothing is held meanwhile
    try:
        found = dict(_ask(endpoint, question, text))
    except AssistantError:
        return _("语言模型这次没有给出能用的看法。")
    level = {0: _("没写到"), 0.5: _("一半"), 1: _("写全")}
    own_shares = proposal.credits if proposal else ()
    differs = [
        f"{sign(number)} {level[found[point.id]]}"
        for number, (point, own) in enumerate(zip(points, own_shares, strict=False), 1)
        if found[point.id] != own
    ]
    if not differs:
        return _("语言模型的看法与系统的建议一致。只供参考，分由你定。")
    return _("语言模型另有看法：%(points)s。只供参考，分由你定。", points=_("，").join(differs))


@lru_cache(maxsize=500)
def _ask(endpoint: Endpoint, question: Question, text: str) -> tuple[tuple[str, float], ...]:
    """Kept, because the same answer is looked at more than once; faults are not."""
    return tuple(second_opinion(endpoint, question, text).items())
