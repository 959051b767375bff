"""The demo class and what every feature adds to it, so that each address leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from app.accounts.sessions import open_session
from tests.access.bank import bank
from tests.access.cases import cases
from tests.access.coursework import coursework, customer_files, survey
from tests.access.exams import exams
from tests.access.learning import learning
from tests.access.people import people
from tests.access.plays import plays
from tests.access.scene import Ids, set_scene
from tests.conftest import START

FEATURES = (people, bank, learning, exams, coursework, customer_files, survey, cases, plays)


@dataclass(frozen=True)
class World:
    """An application with the sign-in token of each kind of person and the ids in addresses."""

    app: Flask
    tokens: dict[str, str]
    ids: Ids


def build_world(app: Flask) -> World:
    """Add to an application with the demo class whatever an address may name."""
    with app.test_request_context():
        scene = set_scene(app)
        tokens = {name: open_session(user, START).token for name, user in scene.people.items()}
        ids: Ids = {}
        for feature in FEATURES:
            for name, values in feature(scene).items():
                ids[name] = ids.get(name, {}) | values
    return World(app, tokens, ids)
