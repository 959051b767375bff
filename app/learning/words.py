"""How the rules of mistakes and mastery, and an item's standing in the mistake book, are said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.learning.domain import mastery
from app.learning.domain.mistakes import DAYS_TO_LEAVE, MistakeState, days_left
from app.learning.models import LearnerItem

# Any instant: the examples only need answers at one time and a look at another.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_HALF_LIFE = timedelta(days=mastery.HALF_LIFE_DAYS)


def leaving_rule() -> str:
    """When an item enters the mistake book and when it leaves, in words."""
    return _(
        "答错或没有全对的题进错题本。在 %(n)s 个不同的日子各答对一次、中间没有再答错，就离开；同一天答对几次只算一天。",
        n=DAYS_TO_LEAVE,
    )


def standing(state: LearnerItem | None, today: date) -> str:
    """What an item still needs to leave the book, or that it left today; "" where it is not in it."""
    if state is None:
        return ""
    if not state.in_mistakes:
        return _("今天离开了错题本") if state.streak_day == today else ""
    left = days_left(MistakeState(state.in_mistakes, state.streak, state.streak_day))
    if state.streak_day == today:
        return ngettext(
            "今天已答对，换一天再答对 %(num)s 次就离开错题本",
            "今天已答对，再在 %(num)s 个日子各答对一次就离开错题本",
            left,
        )
    return ngettext(
        "再答对 %(num)s 次就离开错题本",
        "再在 %(num)s 个日子各答对一次就离开错题本",
        left,
    )


def mastery_rule() -> list[str]:
    """How mastery is worked out, in sentences."""
    return [
        _(
            "每个知识点看最近 %(window)s 次作答，越近的越重：每往前一次，分量乘 %(ageing)s。部分对按比例算，文字题不算。",
            window=mastery.WINDOW,
            ageing=mastery.AGEING,
        ),
        _("另外当作更早以前答错过一次，所以一次蒙对不等于掌握。"),
        _(
            "答对的分量随时间淡去：%(days)s 天后剩 %(half)s%%，再久也不低于 %(floor)s%%；再练一次就补回来。",
            days=mastery.HALF_LIFE_DAYS,
            half=_percent(mastery.kept(_LONG_AGO, _LONG_AGO + _HALF_LIFE)),
            floor=_percent(mastery.FLOOR),
        ),
        _("一章的掌握程度是这一章各知识点的平均，没做过的按 0 算。"),
    ]


def mastery_examples() -> list[tuple[str, float]]:
    """What the rule gives in plain cases: (what was answered, mastery 0–1)."""
    right = [mastery.Result(1.0, _LONG_AGO)] * mastery.WINDOW
    wrong = mastery.Result(0.0, _LONG_AGO)

    def now(*results: mastery.Result) -> float:
        return mastery.estimate(results, _LONG_AGO)

    return [
        (_("答对 1 次"), now(right[0])),
        (_("连对 3 次"), now(*right[:3])),
        (_("连对 %(n)s 次", n=mastery.WINDOW), now(*right)),
        (_("连对 3 次，又错 1 次"), now(*right[:3], wrong)),
        (
            _("连对 3 次，%(days)s 天没练", days=mastery.HALF_LIFE_DAYS),
            mastery.estimate(right[:3], _LONG_AGO + _HALF_LIFE),
        ),
    ]


def _percent(share: float) -> int:
    return round(share * 100)
