"""Seeded numbers as an author types them: one line each.

    customers = 200..400 / 20       from 200 to 400 in steps of 20
    rate = 0.6, 0.75, 0.8           one of these
    kept = customers * rate         computed

The first two kinds are drawn for every reader, the third follows from earlier names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.bank.domain.items import Derived, Variable
from app.web.numbers import plain

_LINE = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*[=＝:：]\s*(.+?)\s*")
_RANGE = re.compile(r"([^\s/]+?)\s*(?:\.\.|…|—|~|～)\s*([^\s/]+)(?:\s*/\s*(\S+))?")


def parse_variables(text: str) -> tuple[dict[str, dict[str, Any]], list[int]]:
    """`variables` of a spec, and the numbers of the lines that are none."""
    found: dict[str, dict[str, Any]] = {}
    bad: list[int] = []
    for number, line in _lines(text):
        match = _LINE.fullmatch(line)
        if match is None or match[1] in found:
            bad.append(number)
            continue
        if span := _RANGE.fullmatch(match[2]):
            found[match[1]] = {"min": span[1], "max": span[2], "step": span[3] or "1"}
        else:
            choices = [part.strip() for part in re.split(r"[,，、]", match[2]) if part.strip()]
            found[match[1]] = {"choices": choices}
    return found, bad


def parse_derived(text: str) -> tuple[dict[str, str], list[int]]:
    """`derived` of a spec, and the numbers of the lines that are none."""
    found: dict[str, str] = {}
    bad: list[int] = []
    for number, line in _lines(text):
        match = _LINE.fullmatch(line)
        if match is None or match[1] in found:
            bad.append(number)
        else:
            found[match[1]] = match[2]
    return found, bad


def show_variables(variables: Iterable[Variable]) -> str:
    """What `parse_variables` reads."""
    return "\n".join(f"{variable.name} = {_values(variable)}" for variable in variables)


def show_derived(derived: Iterable[Derived]) -> str:
    """What `parse_derived` reads."""
    return "\n".join(f"{row.name} = {row.expression}" for row in derived)


def _values(variable: Variable) -> str:
    if variable.choices:
        return ", ".join(map(plain, variable.choices))
    return f"{plain(variable.low)}..{plain(variable.high)} / {plain(variable.step)}"


def _lines(text: str) -> list[tuple[int, str]]:
    return [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
