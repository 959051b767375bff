"""Walking through the texts of a YAML file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

Place = tuple[tuple[str | int, ...], str, str]


def texts_in(
    value: Any, skip: Collection[str], parts: tuple[str | int, ...] = (), owner: str = ""
) -> Iterator[Place]:
    """Yield where each text stands, whose it is (the innermost `id`), and itself.

    Fields named in `skip` are left out with all that is in them.
    """
    if isinstance(value, str):
        yield parts, owner, value
    elif isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        owner = str(mapping.get("id", owner))
        for key, child in mapping.items():
            if key not in skip:
                yield from texts_in(child, skip, (*parts, key), owner)
    elif isinstance(value, list):
        for index, child in enumerate(cast("list[Any]", value)):
            yield from texts_in(child, skip, (*parts, index), owner)
