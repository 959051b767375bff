"""Where in the items of a list the words stand that one searched for, besides the line shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.bank.finding import Excerpt, Needle, excerpts
from app.bank.models import Item
from app.bank.queries import load_faces, load_keys


def find_excerpts(items: Sequence[Item], needles: Sequence[Needle]) -> Mapping[int, list[Excerpt]]:
    """Excerpts by item id, for staff; two SQL statements where something is searched for, else none."""
    ids = {item.id: item.current_version_id for item in items if item.current_version_id}
    if not needles:
        return {}
    faces, keys = load_faces(ids.values()), load_keys(ids.values())
    found: dict[int, list[Excerpt]] = {}
    for item in items:
        version_id = ids.get(item.id)
        if version_id in faces and version_id in keys:
            loaded = faces[version_id]
            material = loaded.stimulus[1:] if loaded.stimulus else ()
            found[item.id] = excerpts(loaded.face, keys[version_id], material, item.title, needles)
    return found
