"""The desk after a judgement that was not stored: the same answers again, with what was typed.

An answer that somebody marked meanwhile is in no group any more. The page must still show it: points that
were meant for it would otherwise stand beside the next answer, and one key would give them there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.marking.answers import Row
from app.marking.desk import Desk, Group, read_of
from app.marking.domain.clusters import Cluster


def keep_in_sight(desk: Desk, refused: Sequence[Row]) -> tuple[Desk, Group]:
    """The desk with all these answers in one group, where most of them were, and that group."""
    works = {row.response.work_id for row in refused}
    home = next((one for one in desk.groups if works & _works(one)), None)
    absent = [row for row in refused if home is None or row.response.work_id not in _works(home)]
    reads = tuple(read_of(desk.part, row) for row in absent)
    if home is None:
        group = Group(cluster=Cluster(members=reads), rows=absent)
        return replace(desk, groups=[group, *desk.groups]), group
    cluster = Cluster(members=(*home.cluster.members, *reads))
    group = replace(home, cluster=cluster, rows=[*home.rows, *absent])
    groups = [group if one is home else one for one in desk.groups]
    return replace(desk, groups=groups), group


def _works(group: Group) -> set[int]:
    return {row.response.work_id for row in group.rows}
