"""Warnings that somebody looked at and accepted, by name and with a reason, in `house.yml`.

Without it either good items would be bent to please a rule, or warnings would pile up until nobody
reads them. Errors cannot be accepted, and an acceptance that meets nothing any more is itself told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.content.house import AcceptedSpec
from app.content.library import Library
from app.content.problems import Problem, warning


def pass_over(library: Library, found: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out the accepted warnings; `at` is an item's id, or a path such as `items/ch01`."""
    accepted = library.house.accepted
    met: set[int] = set()
    for problem in found:
        numbers = [n for n, one in enumerate(accepted) if _meets(one, problem)]
        met.update(numbers)
        if not numbers:
            yield problem
    for file in library.files["house"]:
        for number, one in enumerate(accepted):
            if number not in met and not library.incomplete:
                place = file.place("accepted", number, of=one.at)
                yield warning(file.path, place, "已经没有这条提醒，可以删去")


def _meets(one: AcceptedSpec, problem: Problem) -> bool:
    if problem.is_error or one.says not in problem.message:
        return False
    return one.at == problem.path or f"（{one.at}" in problem.field
