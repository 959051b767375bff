"""The second pass: what the other labels scored corrects the score of each.

Who apologises seldom argues, and who argues seldom offers; one line over word features cannot say so.
Stacked generalisation (Wolpert, 1992): the inputs are scores of the first pass, bent once, so that
being far below a limit does not count for ever. Whether somebody was rude is told from scores without
the customer's words, as in the first pass.
"""

from __future__ import annotations

from collections.abc import Sequence

# Weights of the second pass are whole numbers of a thousandth.
FINE = 1000
# Where in the inputs the labels' own scores begin.
OWN = 3
_FAR = 1.5
_KNEE, _ABOVE = 0.25, 1.0
_LONG, _LENGTH = 60, 30


def inputs(margins: Sequence[float], length: int) -> list[float]:
    """What the second pass sees: 1, the length of the bare text, and two numbers a label.

    `margins` are scores of the first pass less their limits, in label order.
    """
    size = min(_LONG, length) / _LENGTH
    bent = [max(-_FAR, min(_FAR, margin)) for margin in margins]
    over = [max(0.0, min(_ABOVE, margin + _KNEE)) for margin in margins]
    return [1.0, size, size * size, *bent, *over]


def as_whole(seen: Sequence[float]) -> list[int]:
    """Inputs in thousandths: sums of whole numbers are exact, and quicker than exact ones of fractions."""
    return [round(value * FINE) for value in seen]
