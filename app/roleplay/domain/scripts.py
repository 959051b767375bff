"""Lines of a script as moves: `许岚：您请坐` speaks to 许岚, a line without a name to whoever was last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.roleplay.domain.scenario import Scenario
from app.roleplay.domain.scene import Move

_NAMED = re.compile(r"\s*@?([^：:\s]{1,20})[：:]\s*(.+)", re.DOTALL)


def read_moves(scenario: Scenario, lines: Iterable[str]) -> Iterator[Move]:
    """One move a line; blank lines are left out. A name that is nobody's is part of what is said."""
    for line in lines:
        text = line.strip()
        if not text:
            continue
        named = _NAMED.fullmatch(text)
        if named and scenario.find_persona(named[1]):
            yield Move(named[2].strip(), named[1])
        else:
            yield Move(text)
