"""Paraphrases of one thing never stand on both sides of a split."""

from __future__ import annotations

from dataclasses import replace

from app.roleplay.domain.bank import Example


def test_paraphrases_are_held_back_together(examples: list[Example]) -> None:
    for number in range(200):
        family = [replace(examples[0], id=f"x-{number}.{at}") for at in range(1, 5)]
        assert len({one.is_held_back for one in family}) == 1
        assert len({one.draw("fold ") for one in family}) == 1


def test_purposes_draw_apart(examples: list[Example]) -> None:
    many = [replace(examples[0], id=f"x-{number}") for number in range(50)]
    assert [one.draw("") for one in many] != [one.draw("fold ") for one in many]
