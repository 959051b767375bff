"""A scenario as a graph to be drawn: what opens which fact, what needs wait for, how it can end."""

from __future__ import annotations

from dataclasses import dataclass

from app.roleplay.domain.scenario import Ending, Persona

ROW = 56
BOX = (190, 40)
COLUMNS = (0, 225, 450)
WIDTH = COLUMNS[-1] + BOX[0]


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its place, its words, and what stands under them. `kind`: fact, need or end."""

    id: str
    kind: str
    label: str
    note: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Edge:
    """From the right side of one box to the left side of another."""

    start: str
    end: str
    path: str


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    height: int


def graph_of(persona: Persona) -> Graph:
    """Facts on the left, needs in the middle, endings on the right."""
    facts = [(fact.id, fact.name, "、".join(fact.ask[:4]) or "任何提问") for fact in persona.facts]
    needs = [
        (need.id, need.name, "、".join(act.chinese for act in need.acts)) for need in persona.needs
    ]
    ends = [
        (Ending.RESOLVED.value, Ending.RESOLVED.chinese, "需要都满足，平静"),
        (Ending.PARTIAL.value, Ending.PARTIAL.chinese, "满足了一部分"),
        (Ending.LOST.value, Ending.LOST.chinese, "什么也没满足"),
        (Ending.ESCALATED.value, Ending.ESCALATED.chinese, "怒气过高或没耐心"),
    ]
    columns = [("fact", facts), ("need", needs), ("end", ends)]
    tallest = max(len(rows) for _kind, rows in columns)
    nodes: dict[str, Node] = {}
    for at, (kind, rows) in enumerate(columns):
        top = (tallest - len(rows)) * ROW // 2
        for row, (id_, label, note) in enumerate(rows):
            key = f"{kind}.{id_}"
            nodes[key] = Node(key, kind, label, note, COLUMNS[at], top + row * ROW)
    edges = [
        _edge(nodes[f"fact.{fact}"], nodes[f"need.{need.id}"])
        for need in persona.needs
        for fact in need.after
    ]
    ends_met = ("end.resolved", "end.partial") if len(persona.needs) > 1 else ("end.resolved",)
    edges += [
        _edge(nodes[f"need.{need.id}"], nodes[end]) for need in persona.needs for end in ends_met
    ]
    return Graph(tuple(nodes.values()), tuple(edges), tallest * ROW)


def _edge(one: Node, other: Node) -> Edge:
    x1, y1 = one.x + BOX[0], one.y + BOX[1] // 2
    x2, y2 = other.x, other.y + BOX[1] // 2
    bend = (x2 - x1) // 2
    return Edge(one.id, other.id, f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}")
