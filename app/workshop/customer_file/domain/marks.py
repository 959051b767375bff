"""The automatic marks of a file: 完整 2, 质量 3, 分级 2, 价值 2. The fifth, 隐私与说明 1, is a person's.

Every point has its reasons: own value, expected value, tolerance. Points are exact and rounded half up
to two places once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.marking.domain.rubric import Fact, Found
from app.workshop.customer_file.domain.assess import Assessment, assess
from app.workshop.customer_file.domain.cases import (
    Rules,
    expected_abc,
    expected_clv,
    expected_rfm,
    lifetime_task,
)
from app.workshop.customer_file.domain.clv import Convention
from app.workshop.customer_file.domain.defects import Kind
from app.workshop.customer_file.domain.fileset import CLV_ROWS, FileSet
from app.workshop.customer_file.domain.formula import evaluate
from app.workshop.customer_file.domain.state import State
from app.workshop.customer_file.domain.tables import (
    ABC,
    ANALYSIS,
    CLV,
    CONSENTS,
    CONTACTS,
    CONVENTION,
    CONVENTIONS,
    FILES,
    PRIVACY,
    RFM,
    TABLES,
    TEXTS,
)
from app.workshop.customer_file.domain.values import bare

COMPLETE, QUALITY, GRADING, VALUE, PRIVATE = 1, 2, 3, 4, 5
WORTH = {COMPLETE: 2, QUALITY: 3, GRADING: 2, VALUE: 2, PRIVATE: 1}
SHARE_TOLERANCE = Fraction(1, 10)  # percentage points
YUAN_TOLERANCE = Fraction(5, 100)
RELATIVE_TOLERANCE = Fraction(1, 1000)
LEAST_WORDS = {ANALYSIS: 200, PRIVACY: 100}


@dataclass(frozen=True, slots=True)
class Line:
    """One value that was asked for."""

    table: str
    row: str
    field: str
    own: str
    expected: str
    tolerance: str
    ok: bool


def mark(files: FileSet, state: State, rules: Rules) -> dict[int, Found]:
    """What the machine gives, by the number of the criterion."""
    abc, rfm = abc_lines(files, state, rules), rfm_lines(files, state, rules)
    return {
        COMPLETE: _complete(files, state),
        QUALITY: _quality(assess(files, state)),
        GRADING: Found(
            points=_points(1, _share(abc)) + _points(1, _share(rfm)),
            facts=[
                _count("ABC：累计占比", [one for one in abc if one.field == "cumulative"]),
                _count("ABC：类别", [one for one in abc if one.field == "cls"]),
                *(_count(f"RFM：{n.upper()} 分", [o for o in rfm if o.field == n]) for n in "rfm"),
            ],
        ),
        VALUE: _value(files, state),
    }


def abc_lines(files: FileSet, state: State, rules: Rules) -> list[Line]:
    """Cumulative share and class of every customer: own, expected, tolerance."""
    lines: list[Line] = []
    for customer, placed in expected_abc(files, rules).items():
        own = state.value(ABC, customer, "cumulative")
        typed, right = read_percent(own), placed.cumulative * 100
        ok = typed is not None and abs(typed - right) <= SHARE_TOLERANCE
        lines.append(
            Line(ABC, customer, "cumulative", own, f"{shown(right)}%", "±0.1 个百分点", ok)
        )
        own = state.value(ABC, customer, "cls")
        lines.append(Line(ABC, customer, "cls", own, placed.cls, "", own == placed.cls))
    return lines


def rfm_lines(files: FileSet, state: State, rules: Rules) -> list[Line]:
    """The three scores of every customer."""
    return [
        Line(RFM, customer, name, own, str(score), "", own == str(score))
        for customer, scores in expected_rfm(files, rules).items()
        for name, score in zip(("r", "f", "m"), scores, strict=True)
        for own in [state.value(RFM, customer, name)]
    ]


def clv_lines(files: FileSet, state: State) -> list[Line]:
    """Every value of the CLV table against the declared convention; none is right without one."""
    declared = state.value(CLV, CONVENTION, "value")
    known = declared in CONVENTIONS
    expected = expected_clv(lifetime_task(files), Convention(declared if known else "1"))
    lines: list[Line] = []
    for name in CLV_ROWS:
        own = state.value(CLV, name, "value")
        typed, right = evaluate(own), expected[name]
        tolerance = max(YUAN_TOLERANCE, abs(right) * RELATIVE_TOLERANCE)
        ok = known and typed is not None and abs(typed - right) <= tolerance
        wanted = shown(right) if known else ""
        lines.append(Line(CLV, name, "value", own, wanted, f"±{shown(tolerance)} 元", ok))
    return lines


def read_percent(text: str) -> Fraction | None:
    """A share typed in per cent: 78.3, 78.3% and =783/1000*100 are the same."""
    value = evaluate(text)
    if value is None:
        return None
    return value * 100 if "%" in text or "％" in text else value


def shown(value: Fraction, places: int = 2) -> str:
    """A number rounded half up."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(step, ROUND_HALF_UP):f}"


def _complete(files: FileSet, state: State) -> Found:
    """A quarter each: required cells, entries added, tables filled in, both texts written."""
    parts = [
        ("空着的必填项已填", *_cells_filled(files, state)),
        ("补记的联系与同意", *_entries_added(files, state)),
        ("ABC、RFM、CLV 已填", *_tables_filled(state)),
        ("分析与隐私说明的字数", *_texts_written(state)),
    ]
    facts = [
        Fact(name=name, own=f"{done} / {whole}", expected=f"{whole} / {whole}", ok=done >= whole)
        for name, done, whole in parts
    ]
    share = sum((Fraction(done, whole) for _, done, whole in parts if whole), Fraction(0)) / 4
    return Found(points=_points(WORTH[COMPLETE], share), facts=facts)


def _cells_filled(files: FileSet, state: State) -> tuple[int, int]:
    """Required cells that came empty and are filled; one emptied since counts against them."""
    came, left = (sum(_required(one)) for one in (files.start, state))
    return max(0, came - left), came


def _required(state: State) -> Iterator[bool]:
    for table in FILES:
        names = [field.name for field in TABLES[table].fields if field.required]
        for row in state.alive(table).values():
            yield from (not row[name].strip() for name in names)


def _entries_added(files: FileSet, state: State) -> tuple[int, int]:
    """Complete entries in both logs, at most as many as are asked for."""
    done = whole = 0
    for table, kind in ((CONTACTS, Kind.NOTE), (CONSENTS, Kind.CONSENT)):
        wanted = sum(defect.kind is kind for defect in files.defects)
        rows = [row for key, row in state.alive(table).items() if (table, key) in state.added]
        full = sum(
            all(row[field.name].strip() for field in TABLES[table].fields if field.required)
            for row in rows
        )
        done, whole = done + min(wanted, full), whole + wanted
    return done, whole


def _tables_filled(state: State) -> tuple[int, int]:
    cells = [
        value for t in (ABC, RFM, CLV) for row in state.tables[t].values() for value in row.values()
    ]
    return sum(bool(value.strip()) for value in cells), len(cells)


def _texts_written(state: State) -> tuple[int, int]:
    written = {name: len(bare(state.value(TEXTS, name, "text"))) for name in LEAST_WORDS}
    return sum(min(written[n], least) for n, least in LEAST_WORDS.items()), sum(
        LEAST_WORDS.values()
    )


def _quality(found: Assessment) -> Found:
    share = Fraction(found.net, found.planted) if found.planted else Fraction(0)
    whole = str(found.planted)
    facts = [
        Fact(
            name="改好的问题", own=str(found.fixed), expected=whole, ok=found.fixed == found.planted
        ),
        Fact(name="改坏的好数据", own=str(found.damaged), expected="0", ok=not found.damaged),
        Fact(name="改好 − 改坏", own=str(found.net), expected=whole),
    ]
    return Found(points=_points(WORTH[QUALITY], share), facts=facts)


_CLV_NAMES = {
    "first": "客户甲的 CLV",
    "second": "客户乙的 CLV",
    "third": "客户丙的 CLV",
    "equity": "三人的客户资产",
    "truncated": "客户乙三年截断值",
    "net": "客户乙扣获客成本的净值",
}


def _value(files: FileSet, state: State) -> Found:
    lines = clv_lines(files, state)
    declared = state.value(CLV, CONVENTION, "value")
    sign = {"1": "①", "2": "②", "3": "③"}.get(declared, "")
    facts = [
        Fact(name="声明的时点约定", own=sign, expected="" if sign else "①②③ 之一", ok=bool(sign))
    ]
    facts += [
        Fact(
            name=_CLV_NAMES[one.row],
            own=one.own,
            expected=one.expected,
            tolerance=one.tolerance,
            ok=one.ok,
        )
        for one in lines
    ]
    return Found(points=_points(WORTH[VALUE], _share(lines)), facts=facts)


def _count(name: str, lines: list[Line]) -> Fact:
    right = sum(one.ok for one in lines)
    whole = len(lines)
    tolerance = lines[0].tolerance if lines else ""
    return Fact(
        name=name,
        own=f"{right} / {whole}",
        expected=f"{whole} / {whole}",
        tolerance=tolerance,
        ok=right == whole,
    )


def _share(lines: list[Line]) -> Fraction:
    return Fraction(sum(one.ok for one in lines), len(lines)) if lines else Fraction(0)


def _points(worth: int, share: Fraction) -> Decimal:
    return Decimal(shown(worth * share))
