"""Blanks that may be answered in any order: the assignment that credits the most of them.

An answer fills a blank through one of the blank's accepted forms, and each form is used once: where
two blanks both accept “满意”, writing 满意 twice earns one blank, not two. Only blanks that accept
nothing else may be filled with the same answer again (2 × 2 = 4 has two blanks that say 2).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import pairwise

from app.bank.domain.quantities import Answer, same

Node = tuple[str, Hashable]
_SOURCE: Node = ("source", 0)
_SINK: Node = ("sink", 0)


def match_any_order(
    answers: Sequence[Answer], accepted: Sequence[Sequence[Answer]], tolerance: Fraction
) -> list[bool]:
    """Which answers count under the best assignment of answers to blanks."""
    room = _network(answers, accepted, tolerance)
    while path := _open_path(room):
        for here, there in pairwise(path):
            room[here][there] -= 1
            room[there][here] += 1
    return [room[("answer", i)][_SOURCE] > 0 for i in range(len(answers))]


def _network(
    answers: Sequence[Answer], accepted: Sequence[Sequence[Answer]], tolerance: Fraction
) -> defaultdict[Node, Counter[Node]]:
    """A flow network: source → answer → form → blank → sink; the value is the room on an edge."""
    room: defaultdict[Node, Counter[Node]] = defaultdict(Counter)
    forms = list(dict.fromkeys(form for blank in accepted for form in blank))
    only = Counter(
        next(iter(meanings))
        for blank in accepted
        if len(meanings := {form.meaning for form in blank}) == 1
    )
    for i, answer in enumerate(answers):
        for form in forms:
            if same(answer, form, tolerance):
                room[_SOURCE][("answer", i)] = 1
                room[("answer", i)][("in", form.meaning)] = 1
    for j, blank in enumerate(accepted):
        room[("blank", j)][_SINK] = 1
        for form in blank:
            room[("in", form.meaning)][("out", form.meaning)] = max(1, only[form.meaning])
            room[("out", form.meaning)][("blank", j)] = 1
    return room


def _open_path(room: defaultdict[Node, Counter[Node]]) -> list[Node]:
    """A way from source to sink on which there is room everywhere; empty if there is none.

    Goes deep first, since most answers lead straight to their blank, and tries earlier answers
    before later ones, so that of two equal answers the first is credited.
    """
    came_from: dict[Node, Node] = {_SOURCE: _SOURCE}
    stack = [_SOURCE]
    while stack and _SINK not in came_from:
        here = stack.pop()
        ahead = [there for there, free in room[here].items() if free and there not in came_from]
        came_from.update(dict.fromkeys(ahead, here))
        stack.extend(reversed(ahead))
    if _SINK not in came_from:
        return []
    path = [_SINK]
    while path[-1] != _SOURCE:
        path.append(came_from[path[-1]])
    return path[::-1]
