"""What an agent does by saying something: fourteen dialogue acts, and seven classes of taboo."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """A dialogue act, as `docs/roleplay.md` defines it; one utterance may have several or none."""

    GREET = "greet"
    LISTEN = "listen"
    EMPATHY = "empathy"
    APOLOGY = "apology"
    ASK = "ask"
    RESTATE = "restate"
    EXPLAIN = "explain"
    OFFER = "offer"
    COMMIT = "commit"
    REFUSE = "refuse"
    BENEFIT = "benefit"
    ADVANCE = "advance"
    CLOSE = "close"
    BLAME = "blame"
    ARGUE = "argue"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    Act.GREET: "问候",
    Act.LISTEN: "倾听",
    Act.EMPATHY: "共情",
    Act.APOLOGY: "致歉",
    Act.ASK: "提问",
    Act.RESTATE: "复述",
    Act.EXPLAIN: "说明",
    Act.OFFER: "提议",
    Act.COMMIT: "承诺时限",
    Act.REFUSE: "拒绝",
    Act.BENEFIT: "利益",
    Act.ADVANCE: "推进",
    Act.CLOSE: "收尾",
    Act.BLAME: "推责",
    Act.ARGUE: "争辩",
}


class Taboo(StrEnum):
    """A class of service taboos (服务禁忌语)."""

    SHIRK = "推脱"
    IMPATIENT = "不耐烦"
    CHALLENGE = "质问"
    SNEER = "讽刺贬低"
    THREATEN = "命令威胁"
    EXAGGERATE = "夸大"
    SWEAR = "脏话"


# Acts that are themselves misconduct, with or without a taboo phrase.
MISCONDUCT = frozenset({Act.BLAME, Act.ARGUE})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an act was found: the words of patterns that fired, and the n-grams that weighed most.

    `label` is an act, a taboo class or `misconduct`; `grams` are written without punctuation.
    """

    label: str
    words: tuple[str, ...]
    grams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an utterance did. `confidence` is 0–1; `unsure` means that no mark may rest on it."""

    acts: tuple[Act, ...]
    taboo: Taboo | None = None
    confidence: float = 1.0
    why: tuple[Reason, ...] = ()
    unsure: bool = False

    def has(self, *acts: Act) -> bool:
        """Whether any of `acts` was done."""
        return any(act in self.acts for act in acts)

    @property
    def is_misconduct(self) -> bool:
        return self.taboo is not None or self.has(*MISCONDUCT)
