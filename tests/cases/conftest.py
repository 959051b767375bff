"""A class that works on a small case, and the same case in the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import yaml

from app.authz.permissions import Role
from app.cases import library, routes, saving, texts, works
from app.cases.domain.case import Opens
from app.cases.domain.reveal import Rule
from app.cases.models import CaseOpening
from app.cases.openings import Settings, open_case
from app.cases.saving import Entry, Saved, commit_part, save_answers
from app.cases.works import Desk, class_desk
from app.gradebook.service import get_scheme
from tests.builders import Builders
from tests.cases.samples import small_case

# A word that stands in nothing but what has to stay hidden, for each such place.
SECRETS = {
    "later title": "暗甲", "later text": "暗乙", "later turn": "暗丙", "why": "暗丁", "model": "暗戊",
    "key point": "暗己", "explanation": "暗庚", "level": "暗辛", "note": "暗壬", "rewrite": "暗癸",
    "late fact": "暗子", "late doubt": "暗丑", "talk": "暗寅", "variant": "暗卯",
}  # fmt: skip


def secret_case() -> dict[str, Any]:
    """The small case with a word in every place that is told late or never."""
    case = small_case()
    first, later = case["parts"]
    choice, text, table, decision = first["questions"]
    for option in choice["options"]:
        option["why"] += SECRETS["why"]
    text["model_answer"] += SECRETS["model"]
    text["key_points"][0]["variants"] = [SECRETS["key point"]]
    table["explanation"] += SECRETS["explanation"]
    table["rows"][1][2]["variants"].append(SECRETS["variant"])
    decision["model_answer"] += SECRETS["model"]
    decision["rubric"][0]["levels"][0]["text"] += SECRETS["level"]
    later["title"] += SECRETS["later title"]
    later["text"] += SECRETS["later text"]
    later["dialogue"]["turns"][0]["text"] += SECRETS["later turn"]
    later["dialogue"]["turns"][1]["fault"]["rewrite"]["model"] += SECRETS["rewrite"]
    case["facts"].append({"label": "后来", "value": SECRETS["late fact"], "part": "b"})
    case["doubts"] = [{"text": SECRETS["late doubt"], "part": "b"}]
    case["discussion"] = ["还有呢？" + SECRETS["talk"]]
    case["teaching_note"] += SECRETS["note"]
    return case


def found(page: str) -> set[str]:
    """Which secrets stand in a page."""
    return {name for name, word in SECRETS.items() if word in page}


def as_text(case: dict[str, Any]) -> str:
    return yaml.safe_dump(case, allow_unicode=True, sort_keys=False)


TEXT = as_text(secret_case())
GOOD: dict[str, Any] = {
    "a1": "x",
    "a2": "因为有因，所以有果。",
    "a3": {"0.1": "7.5 天", "1.2": "拉式"},
    "a4": {"option": "x", "reasons": "值得办。"},
}
FORM = {
    "q-a1": "x", "q-a2": "因为有因，所以有果。", "q-a3-0-1": "7.5", "q-a3-1-2": "拉动式",
    "q-a4": "x", "q-a4-reasons": "值得办。",
    "seen-a1": "0", "seen-a2": "0", "seen-a3": "0", "seen-a4": "0",
}  # fmt: skip
TURNS = {
    "t2": {"phrase": "不归我们管", "fault": "推诿", "rewrite": "我来办，四点前回您。"},
    "t3": {"phrase": "", "fault": "争辩", "rewrite": ""},
}


@dataclass
class Room:
    """A class with its teacher, students and an opened case."""

    make: Builders
    clock: Any
    class_: Any
    teacher: Any
    students: list[Any]
    openings: list[CaseOpening] = field(default_factory=list)

    def open(self, text: str = TEXT, **values: Any) -> CaseOpening:
        settings: dict[str, Any] = {
            "title": "小案例",
            "rules": {"b": Rule(Opens.ANSWER)},
            "closes_at": None,
            "category_id": get_scheme(self.class_.id).categories[0].id,
        }
        made = open_case(
            self.class_.id, text, Settings(**(settings | values)), self.teacher.id, self.clock()
        )
        self.openings.append(made)
        return made

    def desk(self, student: Any, opening: CaseOpening | None = None) -> Desk:
        return class_desk(opening or self.openings[-1], student.id, self.clock())

    def save(self, student: Any, part: str = "a", **answers: Any) -> Saved:
        desk = self.desk(student)
        return save_answers(desk, part, entries(desk, answers), student.id, self.clock())

    def commit(self, student: Any, part: str = "a", **answers: Any) -> Saved:
        from app.cases.marks import propose_part

        desk, at = self.desk(student), self.clock()
        return commit_part(
            desk, part, entries(desk, answers), student.id, at,
            lambda held, part_id: propose_part(held, part_id, at),
        )  # fmt: skip


def entries(desk: Desk, answers: dict[str, Any]) -> list[Entry]:
    """Entries of a page that was loaded just now."""
    return [
        Entry(
            question_id=id_,
            response=response,
            seen=desk.answers[id_].revision if id_ in desk.answers else 0,
        )
        for id_, response in answers.items()
    ]


@pytest.fixture
def room(make: Builders, clock: Callable[[], datetime]) -> Room:
    class_ = make.class_()
    teacher = make.instructor(class_)
    assistant = make.user("助教")
    make.enrol(assistant, class_, Role.ASSISTANT)
    names = ["陈思远", "林若溪", "罗文博", "苏晴"]
    return Room(make, clock, class_, teacher, [make.student(class_, name=n) for n in names])


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> str:
    """The secret case in the library; gives its id."""
    case = texts.parse_case(TEXT)
    for module in (library, routes, works):
        monkeypatch.setattr(module, "shipped_cases", lambda: {case.id: case})
    monkeypatch.setattr(
        saving, "shipped_text", lambda case_id: TEXT if case_id == case.id else None
    )
    return case.id
