"""What was used in class may not turn into something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.content.library import Library
from app.content.problems import Problem, error


def check_history(library: Library, used: Mapping[str, str]) -> Iterator[Problem]:
    """Compare with what the database has used: `used` maps ids to their types.

    A used id whose type changed, or that has vanished, is an error: answers hang on it. To retire
    an item, keep it and set `use: reserved`.
    """
    now = {entry.id: entry for entry in library.entries}
    for identity, type_ in sorted(used.items()):
        entry = now.get(identity)
        if entry is None:
            yield error("", identity, "已有人作答，不能删除；不再使用请改为 use: reserved")
        elif entry.type != type_:
            yield error(
                entry.path, entry.field, f"已有人作答，类型不能由 {type_} 改为 {entry.type}"
            )
