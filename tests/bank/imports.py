"""What the tests of imports share: a reader that is told what it finds, and what a browser posts.

The real readers have tests of their own; here a "file" is the pickle-free truth: the questions a test
wants found.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PIL import Image
from sqlalchemy import select

from app.bank.domain.items import KeyPoint
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import (
    Choice,
    Found,
    Picture,
    Problem,
    ProblemKind,
    Question,
    ReadError,
    Source,
    SourceKind,
)
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.models import Item
from app.extensions import db
from tests.bank.posted import LABELS


def at(first: int, last: int = 0) -> Source:
    return Source(SourceKind.LINE, first, last or first)


def choice(stem: str = "卡片为了（　）。", correct: Any = ("B",), **more: Any) -> Question:
    texts = more.pop("texts", ("好看", "记得住", "凑数"))
    options = tuple(Choice("ABCDEFGH"[n], text) for n, text in enumerate(texts))
    values: dict[str, Any] = {"source": at(2, 6), "type": ItemType.SINGLE_CHOICE, "stem": stem}
    values |= {"options": options, "correct": correct, "explanation": "为了记得住。"}
    return Question(**(values | more))


def truth(stem: str = "来得勤就一定价值高。", **more: Any) -> Question:
    values: dict[str, Any] = {"source": at(8), "type": ItemType.TRUE_FALSE, "truth": False}
    return Question(stem=stem, **(values | more))


def blank(stem: str = "共 ____ 年。", **more: Any) -> Question:
    values: dict[str, Any] = {"type": ItemType.FILL_BLANK, "blanks": (("5", "五"),)}
    return Question(source=at(10, 11), stem=stem, **(values | more))


def written(stem: str = "简述步骤。", **more: Any) -> Question:
    points = (
        KeyPoint(id="p1", text="识别", points=Decimal(3)),
        KeyPoint(id="p2", text="区分", points=Decimal(3), variants=("分开",)),
    )
    values: dict[str, Any] = {"type": ItemType.SHORT_ANSWER, "reference": "先识别，再区分。"}
    return Question(source=at(13, 14), stem=stem, key_points=points, **(values | more))


GOOD = (choice(), truth(), blank(), written())
BAD = choice("没有答案的题（　）。", None)


def many(number: int) -> tuple[Question, ...]:
    return tuple(replace(truth(f"{word_for(n)}：{n}"), source=at(n)) for n in range(1, number + 1))


def word_for(number: int) -> str:
    """A word that no other number has a part of, since shingles do not look at digits."""
    digest = hashlib.sha256(str(number).encode()).digest()
    return "".join(chr(0x4E00 + digest[n] * 64 + digest[n + 1] % 64) for n in range(0, 24, 2))


def picture(width: int = 40, height: int = 30, kind: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 60)).save(out, kind, **more)
    return out.getvalue()


def brought() -> Found:
    """A batch that has something of everything, for pages to be looked at."""
    lines = (
        "一、单项选择题",
        "1. 卡片为了（B）。",
        "A. 好看 B. 记得住 C. 凑数",
        "2. 没有答案的题（　）。",
    )
    drawn = choice("看图，流失率最高的是（　）。\n\n![三条线](picture:p1)\n\n按 $r=a/b$ 算。")
    lost = Problem(ProblemKind.NO_KEY, 4)
    return Found(
        (
            *GOOD,
            replace(BAD, source=at(4), confidence=0.5, problems=(lost,)),
            replace(drawn, pictures=(Picture("p1", picture(320, 120)),)),
            choice(),
        ),
        loose=((1, lines[0]),),
        lines=lines,
    )


class Reader:
    """Stands in for the child process: finds what it is told, or fails as it is told."""

    def __init__(self) -> None:
        self.found = Found(GOOD, lines=tuple(f"第{n}行" for n in range(1, 20)))
        self.error: ReadError | None = None
        self.calls: list[tuple[str, bytes, str]] = []

    def __call__(self, name: str, data: bytes, format_: str) -> Found:
        self.calls.append((name, data, format_))
        if self.error is not None:
            raise self.error
        return self.found

    def finds(self, *questions: Question, **more: Any) -> None:
        given: dict[str, Any] = {"lines": self.found.lines} | more
        self.found = Found(questions, **given)


def bring(client: Any, **changes: Any) -> ImportBatch:
    """Paste something; what is found in it is the reader's to say."""
    answer = client.post("/bank/import", data=LABELS | {"text": "题目"} | changes)
    assert answer.status_code == 302, answer.text
    return latest()


def latest() -> ImportBatch:
    return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()


def rows_of(batch: ImportBatch) -> list[ImportQuestion]:
    query = select(ImportQuestion).where(ImportQuestion.batch_id == batch.id)
    query = query.order_by(ImportQuestion.position)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def own_items() -> list[Item]:
    query = select(Item).where(Item.content_id.is_(None)).order_by(Item.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def fields(client: Any, batch: ImportBatch, query: str = "", **changes: Any) -> dict[str, Any]:
    """The form of the preview page as a browser would post it unchanged, read from the page itself;
    a field changed to None is not posted."""
    from lxml import html

    page = html.fromstring(client.get(f"/bank/import/{batch.public_id}{query}").text)
    form = page.xpath("//form[@data-import]")[0]
    data: dict[str, list[str]] = {}
    for name, value in form.form_values():
        if name not in ("csrf_token", "do"):
            data.setdefault(name, []).append(value)
    for name, value in changes.items():
        data[name] = value if isinstance(value, list) else [value]
    return {name: values for name, values in data.items() if values != [None]}


def confirm(client: Any, batch: ImportBatch, state: str = "published", **changes: Any) -> Any:
    data = fields(client, batch, **({"state": state} | changes))
    return client.post(f"/bank/import/{batch.public_id}/confirm", data=data)
