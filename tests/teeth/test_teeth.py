"""Do the tests bite? Defects are planted one by one, and each is noticed by its catcher.

A catcher passes on the program as it is and fails with the defect. `python -m tests.teeth` shows the
table. Each world is a database of its own: the lane commits for real.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from flask import Flask

from tests.security.world import build
from tests.teeth import catchers as must
from tests.teeth.defects import DEFECTS, Defect


def attempt(defect: Defect, make_app: Callable[..., Flask], *, planted: bool) -> str:
    """What the catcher says: nothing if all is well."""
    try:
        if defect.own:
            if planted:
                with defect.plant():
                    defect.catcher(make_app)
            else:
                defect.catcher(make_app)
            return ""
        app = make_app()
        # Some catchers look at what requests left in a session they share; those that change rows
        # between two requests need requests with sessions of their own, as on a server.
        alone = defect.catcher in must.ALONE
        with nullcontext() if alone else app.app_context():
            world = build(app)
            with defect.plant() if planted else nullcontext():
                defect.catcher(world)
    except (AssertionError, *defect.breaks) as error:
        return str(error) or type(error).__name__
    return ""


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_bites(defect: Defect, make_app: Callable[..., Flask]) -> None:
    said = attempt(defect, make_app, planted=False)
    assert said == "", "the catcher fails without the defect"
    said = attempt(defect, make_app, planted=True)
    assert said, "nobody noticed"


def test_there_are_enough_of_them() -> None:
    assert len(DEFECTS) >= 25
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
    assert len({defect.catcher for defect in DEFECTS}) == len(DEFECTS)
