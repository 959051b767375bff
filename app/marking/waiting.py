"""What waits for the person who looks, on a class's marking pages: told in the class's rail."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.sessions import current_user
from app.authz.gate import may
from app.authz.permissions import Permission
from app.authz.policy import Facts
from app.marking.look_desk import count_open
from app.marking.works import all_sources
from app.web.shell import Waits


def count_answers(class_id: int, author_id: int, *, decides: bool) -> int:
    """Answers that this person can mark now; a constant number of SQL statements for each kind of work."""
    return sum(
        source.count_waiting(class_id, author_id, decides=decides) for source in all_sources()
    )


def in_rail(class_id: int) -> tuple[Waits, ...]:
    """The two figures at the entry of the marking pages: answers, and requests for another look."""
    user = current_user()
    decides = may(Permission.MARKS_REGRADE, Facts(class_id=class_id))
    answers = count_answers(class_id, user.id if user else 0, decides=decides)
    looks = count_open(class_id)
    return (
        Waits(answers, str(answers), _("份答案待批")),
        Waits(looks, _("复核 %(n)s", n=looks), _("份复核申请待答复")),
    )
