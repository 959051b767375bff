#!/usr/bin/env python3
"""Blind solving: copies of the item bank without keys, and the score of somebody's answers.

    python tools/blind.py [--seed N] make FOLDER [--stems-hidden]   one JSON file per chapter
    python tools/blind.py [--seed N] score ANSWERS.json             what agrees with the keys

A solver gets the files of FOLDER and nothing else. ANSWERS maps item ids to an answer: a letter,
a list of letters, true or false, a list of texts. Options stand in an order of the seed, so that no
letter of the authored file helps; seeded numbers are drawn with it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.bank.content import content_kinds
from app.bank.domain.grading import grade
from app.bank.domain.items import LETTERS, ItemFace, ItemKey
from app.bank.domain.responses import ResponseError, read_response
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.domain.variants import instantiate, variant_seed
from app.bank.load_plan import shipped_items
from app.content.library import load_library
from app.quiz.domain.orders import shuffled

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Asked:
    """An item as the solver sees it: `order` holds the option ids by the letters shown."""

    id: str
    chapter: str
    face: ItemFace
    key: ItemKey
    order: tuple[str, ...]
    material: str


def asked(seed: int) -> Iterator[Asked]:
    """All objective items of the course's text, in the order and with the numbers of the seed."""
    library = load_library(ROOT / "content", content_kinds())
    for item in shipped_items(library):
        face, key = item.draft.face, item.draft.key
        if not face.type.is_objective:
            continue
        if face.seeded:
            face, key = instantiate(face, key, variant_seed(item.content_id, seed))
        ids = face.option_ids()
        order = shuffled(ids, seed, item.content_id) if face.shuffle else ids
        chapter = item.content_id.partition("-")[0]
        yield Asked(item.content_id, chapter, face, key, order, material(item.draft.stimulus))


def material(shared: tuple[str, str] | None) -> str:
    """The words of a 材料 under its title; empty where the item has none."""
    return f"{shared[0]}\n{shared[1]}" if shared else ""


def make(folder: Path, seed: int, *, stems_hidden: bool) -> None:
    """Write one file per chapter."""
    chapters: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in asked(seed):
        if stems_hidden and not one.face.options:
            continue
        texts = {option.id: option.text for option in one.face.options}
        question: dict[str, Any] = {"id": one.id, "type": one.face.type.value}
        if not stems_hidden:
            question["stem"] = one.face.stem
            if one.material:
                question["material"] = one.material
        if one.face.options:
            question["options"] = {
                letter: texts[id_] for letter, id_ in zip(LETTERS, one.order, strict=False)
            }
        if one.face.blanks:
            question["blanks"] = one.face.blanks
        chapters[one.chapter].append(question)
    folder.mkdir(parents=True, exist_ok=True)
    for chapter, questions in chapters.items():
        text = json.dumps(questions, ensure_ascii=False, indent=1)
        (folder / f"{chapter}.json").write_text(text + "\n", encoding="utf-8")
    print(f"{sum(map(len, chapters.values()))} items in {len(chapters)} files")


def score(answers: dict[str, Any], seed: int) -> None:
    """Print which answers do not agree with the keys, and how many do: by chapter, by type, in all."""
    told: dict[str, list[bool]] = defaultdict(list)
    by_type: dict[str, list[bool]] = defaultdict(list)
    for one in asked(seed):
        if one.id not in answers:
            continue
        agrees, said = check(one, answers[one.id])
        told[one.chapter].append(agrees)
        by_type[one.face.type.value].append(agrees)
        if not agrees:
            print(f"{one.id}: said {said!r}, key {key_words(one)!r}")
    everything = [agrees for found in told.values() for agrees in found]
    for name, found in [*sorted(told.items()), *by_type.items(), ("all", everything)]:
        if found:
            share = 100 * sum(found) / len(found)
            print(f"{name}: {sum(found)} of {len(found)} agree ({share:.1f} %)")


def check(one: Asked, answer: Any) -> tuple[bool, Any]:
    """Whether an answer is worth full marks, and what it was in the item's own letters."""
    raw = answer
    if one.face.options:
        letters = [answer] if isinstance(answer, str) else list(answer or [])
        shown = dict(zip(LETTERS, one.order, strict=False))
        raw = [shown[letter] for letter in letters if letter in shown]
        if one.face.type is ItemType.SINGLE_CHOICE:
            raw = raw[0] if len(raw) == 1 else None
    try:
        response = read_response(one.face, raw)
        result = grade(one.face, one.key, response, MultipleResponseRule.EXACT)
    except ResponseError as error:
        return False, f"{answer} ({error})"
    return result.correctness == 1, response


def key_words(one: Asked) -> Any:
    """The key as a reader of the list wants it."""
    if one.face.options:
        return list(one.key.correct)
    return one.key.truth if one.key.truth is not None else [list(form) for form in one.key.blanks]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same for make and score")
    do = parser.add_subparsers(dest="do", required=True)
    making = do.add_parser("make")
    making.add_argument("folder", type=Path)
    making.add_argument("--stems-hidden", action="store_true")
    scoring = do.add_parser("score")
    scoring.add_argument("answers", type=Path)
    options = parser.parse_args()
    if options.do == "make":
        make(options.folder, options.seed, stems_hidden=options.stems_hidden)
    else:
        score(json.loads(options.answers.read_text(encoding="utf-8")), options.seed)


if __name__ == "__main__":
    main()
