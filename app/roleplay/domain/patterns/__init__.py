"""Guarded patterns: turns of phrase that tell much about an utterance.

A pattern says nothing by itself. Each is a feature beside the n-grams, and its weight for every act is
learnt from the example bank, that of guards included: 「不是我不理解你」 holds 「理解」 and a guard, and the
two together weigh what the bank says. Patterns are written against `text.bare`: 你 for 您, 0 for any
number, no punctuation, no interjections.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from app.roleplay.domain.patterns.conduct import CONDUCT
from app.roleplay.domain.patterns.english import ENGLISH
from app.roleplay.domain.patterns.guards import GUARDS
from app.roleplay.domain.patterns.plain import PLAIN
from app.roleplay.domain.patterns.sales import SALES
from app.roleplay.domain.patterns.service import SERVICE

PREFIX = "p:"
_LATIN = re.compile(r"[a-z]")
Named = tuple[str, str, re.Pattern[str]]


def _compile(groups: Mapping[str, tuple[str, ...]]) -> tuple[Named, ...]:
    """(name of the group, own name, pattern) of every pattern, in order."""
    return tuple(
        (f"{PREFIX}{name}", f"{PREFIX}{name}.{number}", re.compile(pattern))
        for name, patterns in groups.items()
        for number, pattern in enumerate(patterns, 1)
    )


@cache
def _chinese() -> tuple[Named, ...]:
    """Compiled with the first utterance: a site that starts has none yet."""
    return _compile({**SERVICE, **SALES, **CONDUCT, **PLAIN, **GUARDS})


@cache
def _all() -> tuple[Named, ...]:
    return _chinese() + _compile(ENGLISH)


def find_patterns(text: str) -> dict[str, str]:
    """The names of the patterns that match bare `text`, each with the words of its first match.

    A group counts as found when any of its patterns is.
    """
    found: dict[str, str] = {}
    patterns = _all() if _LATIN.search(text) else _chinese()
    for group, name, pattern in patterns:
        if match := pattern.search(text):
            found.setdefault(group, match.group())
            found[name] = match.group()
    return found
