"""What a judging form sent (see `rubric_inputs` in templates/macros/rubric.html)."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from app.marking.domain.rubric import Rubric
from app.marking.rubrics import Judgement
from app.web.numbers import read_int

LONGEST = 2000


def read_judgements(form: MultiDict[str, str], rubric: Rubric) -> dict[int, Judgement]:
    """The judgements of a form by criterion number; criteria that the form lacks are left out."""
    found = {}
    for criterion in rubric.criteria:
        n = criterion.number
        if f"points-{n}" not in form:
            continue
        found[n] = Judgement(
            number=n,
            points=form[f"points-{n}"][:20],
            reason=form.get(f"reason-{n}", "")[:LONGEST],
            comment=form.get(f"comment-{n}", "")[:LONGEST],
            seen=read_int(form.get(f"seen-{n}", "0")) or 0,
        )
    return found
