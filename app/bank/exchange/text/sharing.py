"""An answer that stands once for several questions: 问题（1）…（2）… 答：（1）…（2）…"""

from __future__ import annotations

from collections.abc import Sequence

from app.bank.exchange.text.draft import Draft
from app.bank.exchange.text.marks import Start, find_start


def share_answers(drafts: Sequence[Draft]) -> None:
    """Give each question of a run its own part of the answer behind the last of them."""
    run: list[Draft] = []
    for draft in drafts:
        goes_on = bool(run) and draft.style == run[-1].style and draft.number == run[-1].number + 1
        run = [*run, draft] if goes_on else [draft]
        if draft.has_answer:
            if len(run) > 1:
                _share(run)
            run = []


def _share(run: Sequence[Draft]) -> None:
    """Divide the last answer where it counts exactly the questions of the run."""
    lines = run[-1].parts["answer"]
    starts = [find_start(line) for line in lines]
    numbered = [one for one in starts if one is not None and one.style == run[0].style]
    if [one.number for one in numbered] != [draft.number for draft in run]:
        return
    place = run[-1].part_lines.get("answer", run[-1].last)
    run[-1].parts["answer"] = []
    draft: Draft | None = None
    for line, start in zip(lines, starts, strict=True):
        text = line
        if isinstance(start, Start) and start in numbered:
            draft = run[start.number - run[0].number]
            draft.part_lines.setdefault("answer", place)
            text = start.text
        if draft is not None and text.strip():
            draft.parts["answer"].append(text.strip())
