"""What an utterance does: the scores of its features, the limits of the weights, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.roleplay.domain.acts import MISCONDUCT, Act, Judgement, Reason, Taboo
from app.roleplay.domain.bank import ANY_MISCONDUCT, ANY_TABOO
from app.roleplay.domain.features import Features, extract, is_readable
from app.roleplay.domain.patterns import PREFIX
from app.roleplay.domain.patterns.certain import find_certain
from app.roleplay.domain.pieces import SHOWN
from app.roleplay.domain.weights import Known, Weights

# Misconduct is decided as a whole first, so its kinds need less than on their own.
_EASE = 0.35
# A question that is missed keeps a fact closed, and lines of hands left out lost nothing by so much less.
_ASKED = 0.15
# Nothing found, but something nearly: nobody's mark may hang on it.
_NEAR = 0.12
_REASONS = 3
# The reason of last resort: no words spoke for the label, only how many there are.
_ONLY_LENGTH = "长短"
_SERVICE = tuple(act for act in Act if act not in MISCONDUCT)


class Judge:
    """Judges utterances with given weights; holds no state, so equal input gives equal judgement."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._at = {label: at for at, label in enumerate(weights.labels)}

    def judge(self, utterance: str, context: str = "") -> Judgement:
        """Judge what an agent said in answer to `context`, the customer's last words."""
        features = extract(utterance, context)
        if not is_readable(features.text):
            return Judgement((), confidence=0.0, unsure=True)
        known = self.weights.known(features.names)
        margins = self._margins(known, features)
        margins[Act.ASK.value] += _ASKED
        acts = [act for act in _SERVICE if margins[act.value] >= 0]
        bad, taboo = self._misconduct(margins)
        certain = find_certain(features.text)
        if certain is not None:
            bad, taboo = {*bad, certain[1]}, certain[0]
        found = tuple(act for act in Act if act in acts or act in bad)
        labels = [act.value for act in found] + ([taboo.value] if taboo else [])
        confidence = self._confidence(margins, found, taboo)
        return Judgement(
            acts=found,
            taboo=taboo,
            confidence=confidence,
            why=tuple(self._reasons(features, known, labels, certain)) if labels else (),
            unsure=not labels and self._is_near(margins),
        )

    def _margins(self, known: Known, features: Features) -> dict[str, float]:
        """By how much each label's score passes its limit."""
        margins = self.weights.margins(known, len(features.text))
        return dict(zip(self.weights.labels, margins, strict=True))

    def _misconduct(self, margins: Mapping[str, float]) -> tuple[set[Act], Taboo | None]:
        """Whether there is misconduct at all; then which, the likeliest kind if none stands out."""
        if margins[ANY_MISCONDUCT] < 0:
            return set(), None
        kinds = {label: margins[label] for label in (Act.BLAME, Act.ARGUE, ANY_TABOO)}
        best = max(kinds, key=lambda label: kinds[label])
        found = {label for label, margin in kinds.items() if margin >= -_EASE or label == best}
        if any(kinds[label] >= 0 for label in found):
            found = {label for label in found if kinds[label] >= 0}
        acts = {act for act in MISCONDUCT if act in found}
        if ANY_TABOO not in found:
            return acts, None
        return acts, max(Taboo, key=lambda taboo: margins[taboo.value])

    def _confidence(
        self, margins: Mapping[str, float], found: Sequence[Act], taboo: Taboo | None
    ) -> float:
        """0–1: how far the found labels are from their limits, or the nearest of none."""
        if not found and taboo is None:
            return round(1 - _squash(max(margins[act.value] for act in Act)), 3)
        own = [margins[act.value] for act in found]
        own += [margins[ANY_TABOO]] if taboo else []
        return round(sum(_squash(max(0.0, margin)) for margin in own) / len(own), 3)

    def _is_near(self, margins: Mapping[str, float]) -> bool:
        return max(margins[act.value] for act in Act) > -_NEAR

    def _reasons(
        self,
        features: Features,
        known: Known,
        labels: Sequence[str],
        certain: tuple[Taboo, Act, str] | None,
    ) -> Iterator[Reason]:
        """For each label the pattern words and the n-grams that spoke most for it."""
        telling = [one for one in known.found if ":" not in one[0] or one[0].startswith(PREFIX)]
        for label in labels:
            strongest = self.weights.shares(telling, self._at[label])
            words = [features.words[n] for _share, n in strongest if n.startswith(PREFIX)]
            if certain is not None and label in certain:
                words.insert(0, certain[2])
            grams = [name for _share, name in strongest if ":" not in name]
            if not grams:
                shown = [one for one in known.found if one[0].startswith(SHOWN)]
                strongest = self.weights.shares(shown, self._at[label])
                grams = [name.partition(":")[2] for _share, name in strongest]
            if not words and not grams:
                grams = [_ONLY_LENGTH]
            yield Reason(label, tuple(dict.fromkeys(words))[:_REASONS], tuple(grams[:_REASONS]))


def _squash(margin: float) -> float:
    """A margin as a number between 0 and 1, 0.5 at the limit."""
    return 0.5 + 0.5 * margin / (0.5 + abs(margin))
