"""What a form about a turn's labels sent (see `label_inputs` in templates/plays/_labels.html)."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from app.roleplay.domain.acts import Act, Taboo
from app.roleplay.services.labels import Given
from app.web.forms import clean


def read_labels(form: MultiDict[str, str]) -> Given:
    """The ticked acts and class of taboo; what is none of ours is left out."""
    ticked = set(form.getlist("acts"))
    taboo = form.get("taboo", "")
    return Given(
        acts=tuple(act for act in Act if act.value in ticked),
        taboo=Taboo(taboo) if taboo in Taboo._value2member_map_ else None,
        note=clean(form.get("note", "")),
    )
