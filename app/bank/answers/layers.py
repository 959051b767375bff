"""A course's own words on top of the shipped lexicon: groups of wordings that a teacher says mean the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.bank.answers.lexicon import Sense, Words, written
from app.bank.answers.polarity import PARTICLES

Senses = tuple[Sense, ...]
# A single character stands in too many words to put another in its place.
_SHORTEST = 2


@dataclass(frozen=True, eq=False)
class Layer:
    """The groups of one course, each two wordings or more. Made by `layer_of`, which gives the same
    layer for the same groups: it is looked up with every answer, so that being the same has to be quick.
    """

    groups: tuple[tuple[str, ...], ...]

    @cached_property
    def forms(self) -> frozenset[str]:
        """Its wordings in the form of normalised text."""
        return frozenset(written(word) for group in self.groups for word in group)


def layer_of(groups: Iterable[Sequence[str]]) -> Layer | None:
    """The layer of these groups; None where there are none, so that nothing lies on the lexicon."""
    rows = tuple(tuple(group) for group in groups)
    return _layer(rows) if rows else None


@lru_cache(maxsize=64)
def _layer(groups: tuple[tuple[str, ...], ...]) -> Layer:
    return Layer(groups)


def with_layer(below: Words, layer: Layer) -> Words:
    """The lexicon with the layer's words, in one table: questions and answers meet no second one.

    A wording that the lexicon lacks means what the others of its group have in common. Where they have
    nothing in common, each means what any of them does: who joins them says so. It also stands in for
    them inside the longer words of the lexicon: with 萌新 for 新客户, 带来萌新 is 带来新客户.
    """
    table = dict(below.all_words())
    instead: dict[str, list[str]] = {}
    for group in layer.groups:
        forms = [written(word) for word in group]
        known = [found for form in forms if (found := table.get(form))]
        lacking = [form for form in forms if not below.senses(form)]
        instead |= {form: lacking for form in forms if below.senses(form)}
        senses = shared(known) or _united(known)
        if not any(sense.quality == 1 for sense in senses):
            senses = (*senses, Sense(forms[0], 1, 1.0))
        for form in forms:
            table[form] = _united([table.get(form) or (), senses])
    for word, senses in _inside(below, instead):
        table.setdefault(word, senses)
    return Words(table)


def _inside(below: Words, instead: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Senses]]:
    """Longer words of the lexicon with other words put in place of a part of them."""
    for word, senses in below.all_words().items():
        if len(word) <= _SHORTEST or not senses or word in PARTICLES:
            continue
        for start, end in itertools.combinations(range(len(word) + 1), 2):
            part = word[start:end]
            if end - start >= _SHORTEST and part != word and part in instead:
                for new in instead[part]:
                    yield word[:start] + new + word[end:], senses


def shared(known: Sequence[Senses]) -> Senses:
    """What all these words mean, each sense as nearly as the farthest of them says it."""
    first, *others = known or [()]
    qualities = [{(one.base, one.sign): one.quality for one in senses} for senses in others]
    return tuple(
        sense._replace(quality=min([sense.quality, *(own[sense[:2]] for own in qualities)]))
        for sense in first
        if all(sense[:2] in own for own in qualities)
    )


def _united(known: Iterable[Senses]) -> Senses:
    """What any of these words means, each sense as nearly as the nearest says it."""
    best: dict[tuple[str, int], Sense] = {}
    for senses in known:
        for sense in senses:
            held = best.get(sense[:2])
            if held is None or held.quality < sense.quality:
                best[sense[:2]] = sense
    return tuple(best.values())
