"""Schemes with every combination of rules, and their totals worked out in another way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil

from hypothesis import strategies as st

from app.gradebook.domain.marks import Attempt, Cell, Column, Late, Retake
from app.gradebook.domain.totals import Category, Mode, Part

NOW = datetime(2026, 12, 6, 2, 0, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(days=1), NOW + timedelta(days=1)

MARKS = st.decimals("0", "120", places=2)
TIMES = st.none() | st.integers(-72, 240).map(lambda hours: PAST + timedelta(hours=hours))
LATES = st.none() | st.builds(
    Late,
    per_day=st.sampled_from([Decimal("5"), Decimal("12.5"), Decimal("40")]),
    cap=st.sampled_from([Decimal("30"), Decimal("100")]),
    grace=st.sampled_from([timedelta(0), timedelta(minutes=10), timedelta(hours=30)]),
)
COLUMNS = st.builds(
    Column,
    title=st.just("列"),
    max=st.sampled_from([Decimal("10"), Decimal("12.5"), Decimal("60"), Decimal("100")]),
    weight=st.sampled_from([Decimal("0"), Decimal("1"), Decimal("2.5"), Decimal("7")]),
    bonus=st.sampled_from([False, False, False, True]),
    due_at=st.sampled_from([None, PAST, FUTURE]),
    late=LATES,
    retake=st.sampled_from(Retake),
)
CELLS = st.one_of(
    st.just(Cell()),
    st.just(Cell(excused=True)),
    st.builds(Cell, MARKS, st.just(False), TIMES, st.just(())),
    st.builds(
        Cell,
        st.none(),
        st.just(False),
        st.none(),
        st.lists(st.builds(Attempt, MARKS, TIMES), min_size=1, max_size=3),
    ),
)


@st.composite
def schemes(draw: st.DrawFn) -> list[Part]:
    """Categories whose weights sum to 100, with one person's cells."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=3)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    parts = []
    for i, weight in enumerate(weights):
        columns = draw(st.lists(COLUMNS, max_size=5))
        category = Category(
            name=f"类 {i}",
            weight=Decimal(weight),
            is_final=i == len(weights) - 1,
            mode=draw(st.sampled_from(Mode)),
            drop=draw(st.integers(0, 3)),
            columns=tuple(columns),
        )
        parts.append(Part(category, [draw(CELLS) for _column in columns]))
    return parts


def own_cell(part: Part, place: int) -> Cell:
    """A cell of a part that `schemes` drew."""
    cell = part.cells[place]
    assert isinstance(cell, Cell)
    return cell


def raised(parts: Sequence[Part], data: st.DataObject) -> list[Part] | None:
    """The same with one mark, or one result of several, higher; None where there is no mark."""
    places = [
        (i, j)
        for i, part in enumerate(parts)
        for j, cell in enumerate(part.cells)
        if cell.mark is not None or cell.attempts
    ]
    if not places:
        return None
    i, j = data.draw(st.sampled_from(places))
    cell = own_cell(parts[i], j)
    if cell.attempts:
        attempts = list(cell.attempts)
        k = data.draw(st.integers(0, len(attempts) - 1))
        more = data.draw(st.decimals(str(attempts[k].mark), "130", places=2))
        attempts[k] = attempts[k]._replace(mark=more)
        better = cell._replace(attempts=attempts)
    else:
        better = cell._replace(mark=data.draw(st.decimals(str(cell.mark), "130", places=2)))
    cells = [better if k == j else one for k, one in enumerate(parts[i].cells)]
    return [*parts[:i], Part(parts[i].category, cells), *parts[i + 1 :]]


def parts_of(parts: Sequence[Part], now: datetime) -> list[tuple[Fraction, Fraction]]:
    """(earned, weight) of each category that counts: in plain fractions, trying all that may be dropped."""
    found = []
    for category, cells in parts:
        counting, bonus = [], Fraction(0)
        for column, cell in zip(category.columns, cells, strict=True):
            points = category.mode is Mode.POINTS
            weight = Fraction(column.max if points else column.weight) if column.weight else 0
            assert isinstance(cell, Cell)
            share = _share(column, cell, now)
            if not weight or share is None:
                continue
            if column.bonus:
                bonus += weight * share
            else:
                counting.append((weight, share))
        if counting and category.weight:
            keep = max(1, len(counting) - category.drop)
            best = max(
                sum(w * s for w, s in kept) / sum(w for w, _s in kept)
                for kept in combinations(counting, keep)
            )
            best += bonus / sum(w for w, _s in counting)
            found.append((best * Fraction(category.weight), Fraction(category.weight)))
    return found


def _share(column: Column, cell: Cell, now: datetime) -> Fraction | None:
    if cell.excused:
        return None
    results = cell.attempts or (
        [Attempt(cell.mark, cell.submitted_at)] if cell.mark is not None else []
    )
    if not results:
        over = column.due_at is not None and column.due_at <= now
        return Fraction(0) if over else None
    shares = []
    for mark, at in results:
        share = Fraction(mark) / Fraction(column.max)
        if column.late and column.due_at and at:
            hours = (at - column.due_at - column.late.grace) / timedelta(hours=1)
            days = max(0, ceil(hours / 24))
            lost = min(days * Fraction(column.late.per_day), Fraction(column.late.cap)) / 100
            share = max(Fraction(0), share - lost)
        shares.append(share)
    if column.retake is Retake.MEAN:
        return sum(shares, Fraction(0)) / len(shares)
    return shares[-1] if column.retake is Retake.LAST else max(shares)
