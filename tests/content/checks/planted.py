"""A bank of the small course in which a test plants its defects."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.content.samples import copy_small, load, said

OPTIONS = ("记得住每一位读者", "催促读者早些还书", "凑足店里的读者数", "比较两家店的书价")


def choice(number: int, stem: str, **changes: Any) -> dict[str, Any]:
    """A sound single choice of four options alike, the key in turn in each place."""
    texts = changes.pop("options", OPTIONS)
    key = changes.pop("key", number % len(texts))
    keys = key if isinstance(key, tuple) else (key,)
    options = [
        {"text": text, "correct": place in keys, "feedback": f"说明{place}"}
        for place, text in enumerate(texts)
    ]
    kind = "multiple_response" if len(keys) > 1 else "single_choice"
    code = "mr" if len(keys) > 1 else "sc"
    return item(f"ch01-{code}-1{number:02}", kind, stem, options=options, **changes)


def truth(number: int, stem: str, answer: bool, **changes: Any) -> dict[str, Any]:
    return item(f"ch01-tf-1{number:02}", "true_false", stem, answer=answer, **changes)


def blank(number: int, stem: str, *forms: str, **changes: Any) -> dict[str, Any]:
    return item(f"ch01-fb-1{number:02}", "fill_blank", stem, blanks=[list(forms)], **changes)


def term(number: int, stem: str, model: str, **changes: Any) -> dict[str, Any]:
    return item(f"ch01-tm-1{number:02}", "term", stem, model_answer=model, **changes)


def item(identity: str, kind: str, stem: str, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": identity,
        "type": kind,
        "stem": stem,
        "explanation": "卡片让店主记得每一位读者的来去。",
        "knowledge": ["ch01.remember"],
        "level": "掌握",
        "cognitive": "应用",
        "difficulty": 2,
    }
    return base | more


def plant(
    tmp_path: Path, *items: dict[str, Any], change: Callable[[Path], None] | None = None
) -> list[str]:
    """Add items to the small course; returns everything said about it."""
    root = copy_small(tmp_path)
    text = json.dumps({"chapter": "ch01", "items": list(items)}, ensure_ascii=False, indent=1)
    (root / "items/ch01/b.yml").write_text(text, "utf-8")
    if change:
        change(root)
    return said(load(root))


def about(found: list[str], message: str) -> list[str]:
    return [line for line in found if message in line]
