"""What the one question component shows, whatever the item type and wherever it stands.

Features fill these values and hand them to `question()` of `templates/macros/question.html`; the
template computes nothing. Every piece of HTML here is `Markup` that has already been sanitised.
What a reader may not know yet is left out of the view: `None` and empty values are not rendered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Verdict = Literal["right", "part", "wrong", "waiting"]
PointState = Literal["full", "half", "none"]
SaveState = Literal["", "typing", "queued", "saved", "offline", "refused"]

NOTHING = Markup("")


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """One option: `id` is what the form sends, `letter` what the reader sees."""

    id: str
    letter: str
    html: Markup
    chosen: bool = False
    tick: str = ""  # stands in place of " checked" where the answer is put in later
    correct: bool | None = None  # None: not to be shown
    feedback: Markup | None = None
    misconception: str = ""  # preview only


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankView:
    """One blank in the stem; `width` in 汉字."""

    name: str
    value: str = ""
    width: int = 8
    correct: bool | None = None
    # Where a person counted it in part.
    half: bool = False
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """One 采分点: its words, what it is worth, and after marking what was earned and why."""

    number: int
    text: Markup | str
    worth: str
    earned: str | None = None
    state: PointState | None = None
    evidence: str = ""
    variants: tuple[str, ...] = ()  # preview only
    terms: tuple[str, ...] = ()  # preview only: what is asked beyond the words


@dataclass(frozen=True, slots=True, kw_only=True)
class StimulusView:
    """材料 above the first of the questions that share it."""

    key: str
    html: Markup
    title: str = ""
    label: str = ""  # 材料一；第 41–43 题共用


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question.

    `key` is unique on the page: the element is `id="{key}"`; `name` names the inputs. A stem with
    blanks comes as `stem_parts`, one more than there are blanks, cut where the blanks stand.
    """

    key: str
    type: str
    type_label: str
    name: str = ""
    number: int | str = ""
    points: str = ""
    stem: Markup = NOTHING
    stem_parts: tuple[Markup, ...] = ()
    stimulus: StimulusView | None = None
    options: tuple[OptionView, ...] = ()
    blanks: tuple[BlankView, ...] = ()
    text: str = ""
    rows: int = 6
    advice: str = ""  # 建议 120–200 字
    tags: tuple[str, ...] = ()
    # while answering
    can_flag: bool = False
    flagged: bool = False
    flag_tick: str = ""  # as `tick` of an option
    save_state: SaveState | None = None  # None: no save state is shown
    save_text: str = ""
    error: str = ""
    # after release
    verdict: Verdict | None = None
    verdict_label: str = ""  # 得 1 分；暂定 8 分
    answered: bool = True
    answer: Markup | None = None  # the written answer with its matched words marked
    answer_meta: str = ""  # 118 字 · 最后保存 11:07:41
    key_points: tuple[PointView, ...] = ()
    any_of: str = ""  # 任答 4 点，满分 8 分
    score: str = ""
    explanation: Markup | None = None
    model_answer: Markup | None = None
    open_model: bool = False  # the model answer stands open, for comparison
    rule: str = ""  # how the marks came about, in a sentence
    comment: str = ""  # the marker's words

    @property
    def input_name(self) -> str:
        """Name of the inputs; `key` unless `name` says otherwise."""
        return self.name or self.key

    @property
    def several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.type == "multiple_response"

    @property
    def written(self) -> bool:
        """Whether the answer is written text."""
        return self.type in {"term", "short_answer", "essay"}
