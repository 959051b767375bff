"""A course with an open, a closed and an unwritten chapter."""

from __future__ import annotations

import shutil
from pathlib import Path

SMALL = Path(__file__).parent.parent / "content" / "fixtures" / "small"
THIRD = """
  - id: ch03
    no: 3
    title: 荐书
    title_en: Recommending books
    hours: {theory: 0, practice: 0}
    objectives: [{text: 能荐一本书, level: 了解}]
    focus: [荐书]
    outline: [{title: 荐书的时机, items: [早, 晚]}]
"""
CLOSED = """---
id: ch02
title: 还书
minutes: 4
summary: 怎样催还。
objectives:
  - {text: 能说明怎样催还, level: 运用}
focus: [催还]
---

## 2.1 催还 {#s2-1 kp="ch02.remind"}

催还要客气，先问[[读者卡]]上的日子，再打电话。线索都在卡片里。

## 2.2 收尾 {#s2-2}

书回来了，卡片上画一道线。
"""
POINTS = """chapter: ch02
points:
  - {id: ch02.remind, title: 催还, level: 运用, cognitive: 应用}
"""


def write_course(root: Path) -> Path:
    """Write the small course to `root`, with a second lesson and a third chapter only planned."""
    shutil.copytree(SMALL, root)
    plan = root / "course.yml"
    plan.write_text(plan.read_text("utf-8") + THIRD.removeprefix("\n"), "utf-8")
    (root / "chapters" / "ch02.md").write_text(CLOSED, "utf-8")
    (root / "knowledge" / "ch02.yml").write_text(POINTS, "utf-8")
    return root
