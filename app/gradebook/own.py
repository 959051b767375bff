"""What a student reads of their own marks: the arithmetic, 目标分, the band of the class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from app.accounts.models import User
from app.courses.service import list_students
from app.gradebook.domain.standing import find_band
from app.gradebook.domain.totals import work_out
from app.gradebook.domain.wish import Outlook, Wish, find_needed, round_up
from app.gradebook.ledger import current_grades
from app.gradebook.service import categories_of, parts_of
from app.gradebook.sheet import Sheet, build_sheet, columns_of
from app.web.numbers import read_number

DEFAULT_WISH = Decimal(80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """目标分 answered: what is needed, as a mark out of 100 and for each mark of the rest.

    `typed` is what the person wished, `wrong` whether that was no mark from 0 to 100.
    """

    typed: str
    wished: Decimal
    wish: Wish
    wrong: bool = False

    @property
    def outlook(self) -> Outlook:
        return self.wish.outlook

    @property
    def needed(self) -> Decimal | None:
        """Out of 100, rounded up so that it suffices."""
        share = self.wish.share
        return None if share is None else round_up(share * 100, 1)

    @property
    def each(self) -> Sequence[tuple[str, Decimal, Decimal]]:
        """(title, mark that is needed, maximum) of each mark of the rest that has a name by now."""
        share = self.wish.share
        if share is None:
            return ()
        return [
            (column.title, round_up(share * Fraction(column.max), 1), column.max)
            for column in self.wish.rest
            if column.title
        ]


def find_target(book: Sheet, typed: str | None, at: datetime) -> Target | None:
    """目标分 of the one person of a sheet; None where the class keeps totals to itself."""
    if not book.scheme.show_total or not book.rows:
        return None
    text = (typed or "").strip()
    number = read_number(text, places=1) if text else None
    wrong = bool(text) and (number is None or number > 100)
    wished = DEFAULT_WISH if number is None or wrong else number
    wish = find_needed(
        book.rows[0].parts, wished, book.scheme.decimals, at, cap=book.scheme.cap_total
    )
    return Target(typed=text, wished=wished, wish=wish, wrong=wrong)


def find_standing(book: Sheet, class_id: int, at: datetime) -> int | None:
    """The band of the class in which the one person of a sheet stands; None where it is not told.

    Of what students see only: a total that rests on marks not published yet would give them away.
    """
    scheme = book.scheme
    if not (scheme.show_standing and scheme.show_total and book.rows):
        return None
    classmates: Sequence[User] = list_students(class_id)
    columns = [column.id for column in columns_of(scheme, published_only=True)]
    cells = current_grades(columns, [user.id for user in classmates]) if columns else {}
    categories = categories_of(scheme, published_only=True)
    totals = [
        work_out(
            parts_of(scheme, categories, user.id, cells, published_only=True),
            at,
            cap=scheme.cap_total,
        ).mark
        for user in classmates
    ]
    return find_band(book.rows[0].total.mark, totals)


def own_book(class_id: int, user: User, at: datetime) -> Sheet:
    """One person's own marks, as far as they are published."""
    return build_sheet(class_id, [user], at, published_only=True)
