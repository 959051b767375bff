"""The lines of a question into its parts: stem, options, answer, explanation, points."""

from __future__ import annotations

import re

from app.bank.domain.types import ItemType
from app.bank.exchange.text.questions.typed import without_type
from app.bank.exchange.text.questions.unnumbered import ends_with_truth
from app.bank.exchange.text.sections.draft import Draft, Section
from app.bank.exchange.text.words import marks
from app.bank.exchange.text.words.headings import type_named
from app.bank.exchange.text.words.options import opens_options, split_options

_ENDS = re.compile(r"[。；;！!？?）)]$")
# What an online examination prints beside the key: 我的答案：B 得分：2.0分.
_OTHERS_ANSWER = re.compile(r"\s{0,8}(?:(?:我的|学生|你的|考生)答案|得分)\s*[:：].*")
# A hint behind the answer explains it; in front of it, it belongs to the question.
_HINT = re.compile(r"[【\[（(]?(?:答题|试题|解题)?(?:提示|依据|备注)[】\])）]?\s*[:：]\s*")
# 怎样拜访客户？（这题答案下次课讲）: said of the answer, and no part of the question.
_LATER = re.compile(
    r"(?<=\S)\s*[（(【\[][^（()）【】]{0,12}(?:参考)?答案[^（()）【】]{0,8}(?:下次|下节|下周|课上|上课|明天|稍后|晚点|以后|回头|课本|书上|教材|自己|自行|略)[^（()）【】]{0,12}[)）】\]]\s*[。.]?$"
)
# 投诉     D. 忠诚: the rest of a broken option, and the next one set apart.
_APART = re.compile(r"\S\s{2,}[（(]?([A-H])\s*[.．、)）]")
# 答案：答案：答案：… opens no more parts than that on one line.
_DEEPEST = 20


class Parts:
    """Puts lines into the questions of a section. `part` is the one that stood last; `loose` gathers the
    lines that belong to none."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.type = section.heading.type if section.heading else None
        self.loose: list[tuple[int, str]] = []
        self.part = "stem"
        self.depth = 0
        self.material: tuple[str, str] | None = None

    @property
    def draft(self) -> Draft | None:
        return self.section.drafts[-1] if self.section.drafts else None

    def put(self, draft: Draft, number: int, line: str, *, wrapped: bool = False) -> None:
        """Put a line where it belongs; a line may hold several parts."""
        if self.depth >= _DEEPEST:
            draft.parts[self.part if self.part in draft.parts else "stem"].append(line.strip())
            return
        self.depth += 1
        self._put(draft, number, line, wrapped)
        self.depth -= 1

    def _put(self, draft: Draft, number: int, line: str, wrapped: bool) -> None:
        line, labels = marks.cut_remarks(line)
        draft.labels |= labels
        if not line.strip():
            return
        if draft.has_answer and (hint := _HINT.match(line)):
            self._open_part(draft, number, "explanation", line[hint.end() :])
            return
        for find, part in (
            (marks.find_explanation, "explanation"),
            (marks.find_points, "points"),
            (marks.find_answer, "answer"),
        ):
            text = find(line.strip())
            if text is not None:
                self._open_part(draft, number, part, text)
                return
        if self.part == "stem" and not draft.options:
            line = without_type(draft, line)
        if draft.awaits_options and opens_options(line):
            self.part = "options"
        if self.part == "stem" and "答" in line and (later := _LATER.search(line)):
            self.loose.append((number, later[0].strip()))
            line = line[: later.start()]
        if self.part in ("stem", "options"):
            head, tail = marks.cut_tail(line)
            if tail:
                self.put(draft, number, head, wrapped=wrapped)
                self.put(draft, number, tail)
                return
            self._question_line(draft, number, line, wrapped)
        else:
            head, tail = marks.cut_tail(line)
            if tail and marks.find_explanation(tail) is not None:
                draft.parts[self.part].append(head)
                self.put(draft, number, tail)
            else:
                draft.parts[self.part].append(line.strip())

    def _open_part(self, draft: Draft, number: int, part: str, text: str) -> None:
        self.part = part
        draft.part_lines.setdefault(part, number)
        text = _OTHERS_ANSWER.sub("", text) if part == "answer" else text
        head, tail = marks.cut_tail(text) if part != "explanation" else (text, "")
        if part == "answer" and text and marks.find_explanation(text) is not None:
            head, tail = "", text
        if head.strip():
            draft.parts[part].append(head.strip())
        if tail:
            self.put(draft, number, tail)

    def _question_line(self, draft: Draft, number: int, line: str, wrapped: bool) -> None:
        head, options = (
            (line, []) if line.startswith("|") else split_options(line, len(draft.options))
        )
        # Letters inside a stem are words of it, unless several of them have text behind.
        several = len(options) > 1 and all(text for _label, text in options)
        several = several or _goes_on_behind(draft, line, options)
        if options and (not head or several):
            if head and draft.options and self.part == "options":
                self._more_of_option(draft, number, head, wrapped=True)
            elif head:
                draft.parts["stem"].append(head)
            self._add_options(draft, number, options)
        elif self.part == "options" and draft.options:
            self._more_of_option(draft, number, line.strip(), wrapped)
        elif self._is_over(draft):
            self.loose.append((number, line))
        else:
            draft.parts["stem"].append(line)

    def _is_over(self, draft: Draft) -> bool:
        """Whether a 判断 ended with its key, so that what follows it is no more of it."""
        named = type_named(draft.labels.get("type", ""))[0] or self.type
        stem = draft.parts["stem"]
        return named is ItemType.TRUE_FALSE and bool(stem) and ends_with_truth(stem[-1])

    def _add_options(self, draft: Draft, number: int, options: list[tuple[str, str]]) -> None:
        self.part = "options"
        for label, text in options:
            if label == "A" and len(draft.options) > 1:
                draft = Draft(number, heading=self.section.heading, material=self.material)
                draft.sure = False
                draft.last = number
                self.section.drafts.append(draft)
            draft.part_lines.setdefault("options", number)
            draft.options.append((label, text))

    def _more_of_option(self, draft: Draft, number: int, line: str, wrapped: bool) -> None:
        """A line behind options that is none: the rest of a broken one, or a remark."""
        label, text = draft.options[-1]
        if (
            self.type is not None
            and not self.type.is_choice
            and self.type is not ItemType.TRUE_FALSE
        ):
            draft.parts["stem"].append(line)
        elif not text or (wrapped and not _ENDS.search(text)) or line.startswith(("|", "![](")):
            draft.options[-1] = (label, text + line)
        else:
            self.loose.append((number, line))


def _goes_on_behind(draft: Draft, line: str, options: list[tuple[str, str]]) -> bool:
    """Whether the next options stand behind the rest of the one before them."""
    if not draft.options or not options:
        return False
    apart = _APART.search(line)
    due = chr(ord("A") + len(draft.options))
    return len(options) > 1 or (apart is not None and apart[1] == options[0][0] == due)
