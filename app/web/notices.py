"""What lies ahead of a person, told by features that the page which shows it may not know.

The course map stands below the exams in the layers and must not import them, yet shows the next one.
Features register a provider when the application is made; the page asks all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to come: `heading` says of what kind it is (下一场考试), `facts` are (word, value).

    All texts are in the reader's language already; `at` orders notices, earliest first.
    """

    heading: str
    title: str
    url: str
    at: datetime
    facts: Sequence[tuple[str, str]] = ()
    text: str = ""


# From a user's id and the present instant to what that person should see; a constant number of SQL
# statements, and few notices: the next of each kind, not all of them.
Provider = Callable[[int, datetime], Sequence[Notice]]

_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Add a provider; the factory calls this once for each, and a second time changes nothing."""
    _providers[f"{provider.__module__}.{provider.__qualname__}"] = provider


def notices_for(user_id: int, at: datetime) -> list[Notice]:
    """What all providers have for a person, earliest first."""
    found = [notice for provider in _providers.values() for notice in provider(user_id, at)]
    return sorted(found, key=lambda notice: notice.at)
