from __future__ import annotations
from dataclasses import dataclass
@dataclass
class R:
    hits: tuple = ()
    halves: tuple = ()
    spans: tuple = ()
    confidence: float = .5
    reasons: tuple = ()
def grade_blank(q,a,lex,ex): return R()
