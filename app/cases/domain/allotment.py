"""Who reviews what: never one's own, everybody as many as anybody, every work as often as any other."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from random import Random

REVIEWS_EACH = 3
Allotment = dict[int, list[int]]  # works by reviewer


def allot(
    own: Mapping[int, int], works: Sequence[int], seed: str, each: int = REVIEWS_EACH
) -> Allotment:
    """Works to review, by reviewer; `own` is the work that each reviewer took part in.

    The same seed gives the same result, whatever the order of what is passed in. Everybody gets `each`
    works, or all there are but their own. No work could be reviewed oftener without another being reviewed
    less often: as long as a chain of exchanges leads from a work with many reviews to one with at least
    two fewer, it is made.
    """
    rng = Random(seed)
    order = sorted(own)
    rng.shuffle(order)
    turn = sorted(works)
    rng.shuffle(turn)
    rank = {work: at for at, work in enumerate(turn)}
    load = dict.fromkeys(turn, 0)
    found: Allotment = {}
    for reviewer in order:
        free = [work for work in turn if work != own[reviewer]]
        chosen = sorted(free, key=lambda work: (load[work], rank[work]))[:each]
        for work in chosen:
            load[work] += 1
        found[reviewer] = chosen
    _even_out(found, own, load, turn)
    for chosen in found.values():
        chosen.sort(key=lambda work: rank[work])
    return found


def _even_out(
    found: Allotment, own: Mapping[int, int], load: dict[int, int], turn: Sequence[int]
) -> None:
    """Move reviews along the shortest chain from a work that has too many, until none is left."""
    while True:
        chain = _chain(found, own, load, turn)
        if chain is None:
            return
        for reviewer, old, new in chain:
            found[reviewer].remove(old)
            found[reviewer].append(new)
        load[chain[0][1]] -= 1
        load[chain[-1][2]] += 1


def _chain(
    found: Allotment, own: Mapping[int, int], load: Mapping[int, int], turn: Sequence[int]
) -> list[tuple[int, int, int]] | None:
    """Exchanges (reviewer, from, to) that take one review from a full work to one with two fewer."""
    for start in sorted(turn, key=lambda work: -load[work]):
        before: dict[int, tuple[int, int]] = {}
        queue = deque([start])
        reached = {start}
        while queue:
            work = queue.popleft()
            if load[work] <= load[start] - 2:
                return _steps(before, start, work)
            for reviewer, chosen in found.items():
                if work not in chosen:
                    continue
                for other in turn:
                    if other not in reached and other not in chosen and other != own[reviewer]:
                        reached.add(other)
                        before[other] = (reviewer, work)
                        queue.append(other)
    return None


def _steps(
    before: Mapping[int, tuple[int, int]], start: int, end: int
) -> list[tuple[int, int, int]]:
    steps: list[tuple[int, int, int]] = []
    at = end
    while at != start:
        reviewer, previous = before[at]
        steps.append((reviewer, previous, at))
        at = previous
    return steps[::-1]
