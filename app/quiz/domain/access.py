"""Who may come in to an exam, and how: the rules as they are stored, and what they refuse.

The rules stand beside those of `app.quiz.domain.starting` (class, window, attempts, 平时合格线). They
bind a start and the showing of the paper; a save is never refused by them.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, cast

from app.quiz.domain.networks import collapse, holds
from app.quiz.domain.starting import Refusal

LONGEST_PASSWORD = 40
MOST_KEYS = 20
_KEY = re.compile(r"[0-9a-f]{64}")


class Waiver(StrEnum):
    """A rule that an accommodation may lift for one person."""

    LINE = "line"
    PASSWORD = "password"  # noqa: S105 (a rule's name)
    NETWORK = "network"
    SEAT = "seat"
    SEB = "seb"


class AccessError(ValueError):
    """Stored rules that cannot be read: nobody is let in by a guess at what they meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SebRules:
    """Safe Exam Browser: whether it is asked for, which keys count, what its file says.

    Without keys only the file that the site itself makes is accepted; with keys only what they
    name.
    """

    required: bool = False
    config_keys: tuple[str, ...] = ()
    exam_keys: tuple[str, ...] = ()
    quit_password: str = ""
    only_exam: bool = True

    @property
    def own_file(self) -> bool:
        """Whether the site's own configuration file is the one that counts."""
        return not self.config_keys and not self.exam_keys

    @classmethod
    def from_json(cls, data: Any) -> SebRules:
        given = _strict(cls, data)
        for name in ("config_keys", "exam_keys"):
            if not all(_KEY.fullmatch(key) for key in given.get(name, ())):
                raise AccessError(f"{name} has something that is no key")
        return cls(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRules:
    """The rules of one exam. `networks` are in canonical form, as `read_networks` gives them."""

    password: str = ""
    networks: tuple[str, ...] = ()
    seat_code: bool = False
    seb: SebRules = field(default_factory=SebRules)
    # Whether leaving the window is written down, as evidence for people.
    leaving: bool = True

    @classmethod
    def from_json(cls, data: Any) -> AccessRules:
        """Read the JSON of `Exam.access`. Raises AccessError for whatever it does not know."""
        rules = _mapping(data)
        given = _strict(cls, {name: value for name, value in rules.items() if name != "seb"})
        try:
            collapse(given.get("networks", ()))
        except ValueError as error:
            raise AccessError(str(error)) from None
        return cls(**given, seb=SebRules.from_json(rules.get("seb", {})))

    def to_json(self) -> dict[str, Any]:
        """The JSON of `Exam.access`: what differs from the defaults."""
        found = _differing(self) | {"seb": _differing(self.seb)}
        return {name: value for name, value in found.items() if value != {}}

    def asks_password(self, waives: Collection[str] = ()) -> bool:
        return bool(self.password) and Waiver.PASSWORD not in waives

    def asks_seat_code(self, waives: Collection[str] = ()) -> bool:
        return self.seat_code and Waiver.SEAT not in waives

    @property
    def minds_place(self) -> bool:
        """Whether it matters from where and with what the paper is opened."""
        return bool(self.networks) or self.seb.required


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the start form."""

    password: str = ""
    seat_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFacts:
    """What decides: where the request comes from, the person's seat, what they typed.

    `seat_code` is the code of their seat, None without a seat; `typed` is None while nothing was
    asked for yet.
    """

    address: str
    from_seb: bool = False
    seat_code: str | None = None
    typed: Typed | None = None
    waives: frozenset[str] = frozenset()


def find_refusals(rules: AccessRules, facts: AccessFacts) -> list[Refusal]:
    """Every reason of these rules against a start; empty where none stands against it."""
    found = find_place_refusals(rules, facts)
    if rules.asks_seat_code(facts.waives) and facts.seat_code is None:
        found.append(Refusal.NO_SEAT)
    if facts.typed is not None and not found:
        found += _entry_refusals(rules, facts, facts.typed)
    return found


def find_place_refusals(rules: AccessRules, facts: AccessFacts) -> list[Refusal]:
    """What stands against showing the paper here: the network, and the browser."""
    found: list[Refusal] = []
    bound = rules.networks and Waiver.NETWORK not in facts.waives
    if bound and not holds(rules.networks, facts.address):
        found.append(Refusal.WRONG_NETWORK)
    if rules.seb.required and Waiver.SEB not in facts.waives and not facts.from_seb:
        found.append(Refusal.NOT_SEB)
    return found


def _entry_refusals(rules: AccessRules, facts: AccessFacts, typed: Typed) -> list[Refusal]:
    """What is missing is named; of what is wrong nobody is told which part it was.

    Nothing is compared while something is missing, so that one part cannot be tried alone.
    """
    password = rules.asks_password(facts.waives)
    seat = rules.asks_seat_code(facts.waives)
    missing: list[Refusal] = []
    if password and not plain(typed.password):
        missing.append(Refusal.NO_PASSWORD)
    if seat and not plain_code(typed.seat_code):
        missing.append(Refusal.NO_SEAT_CODE)
    if missing:
        return missing
    right = (not password or _same(plain(typed.password), plain(rules.password))) & (
        not seat or _same(plain_code(typed.seat_code), plain_code(facts.seat_code or ""))
    )
    return [] if right else [Refusal.WRONG_ENTRY]


def find_tightened(old: AccessRules, new: AccessRules) -> list[str]:
    """The rules that keep out somebody whom the old ones let in; another password is none."""
    tightened: dict[str, bool] = {
        "password": bool(new.password) and not old.password,
        "networks": _narrows(old.networks, new.networks),
        "seat_code": new.seat_code and not old.seat_code,
        "seb": _tightens_seb(old.seb, new.seb),
        "leaving": new.leaving and not old.leaving,
    }
    return [name for name, tighter in tightened.items() if tighter]


def find_changed(old: AccessRules, new: AccessRules) -> list[str]:
    """Names of the rules that differ."""
    return [f.name for f in fields(old) if getattr(old, f.name) != getattr(new, f.name)]


def read_keys(text: str) -> tuple[tuple[str, ...], list[tuple[int, str]]]:
    """Keys of Safe Exam Browser as typed, one per line, and the lines (number, text) that are none."""
    keys: dict[str, None] = {}
    odd: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        typed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", line)).lower()
        if not typed:
            continue
        if _KEY.fullmatch(typed):
            keys[typed] = None
        else:
            odd.append((number, line.strip()))
    return tuple(keys), odd


def plain(text: str) -> str:
    """A password as it is compared: an input method's wide signs, case and outer spaces are no matter."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def plain_code(text: str) -> str:
    """A seat's code as it is compared: letters and digits only, capitals."""
    typed = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in typed if sign.isalnum())


def plain_address(text: str) -> str:
    """An address in its usual form; an IPv4 address that comes inside an IPv6 one as itself."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _same(one: str, other: str) -> bool:
    """Compared in constant time; nothing equals nothing."""
    return bool(other) and hmac.compare_digest(one.encode(), other.encode())


def _narrows(old: Sequence[str], new: Sequence[str]) -> bool:
    if not new:
        return False
    if not old:
        return True
    wider = collapse(new)
    return not all(any(_within(one, other) for other in wider) for one in collapse(old))


def _within(one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    if isinstance(one, IPv4Network) and isinstance(other, IPv4Network):
        return one.subnet_of(other)
    if isinstance(one, IPv6Network) and isinstance(other, IPv6Network):
        return one.subnet_of(other)
    return False


def _tightens_seb(old: SebRules, new: SebRules) -> bool:
    """Another file, or fewer keys, lock out whoever has the present ones in hand."""
    if not new.required:
        return False
    if not old.required or old.own_file != new.own_file:
        return True
    if old.own_file:
        return (old.quit_password, old.only_exam) != (new.quit_password, new.only_exam)
    return not (
        set(old.config_keys) <= set(new.config_keys) and set(old.exam_keys) <= set(new.exam_keys)
    )


def _differing(rules: AccessRules | SebRules) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, usual in _defaults(type(rules)).items():
        value = getattr(rules, name)
        if value != usual and name != "seb":
            found[name] = list(cast(tuple[str, ...], value)) if isinstance(value, tuple) else value
    return found


def _strict(cls: type, data: Any) -> dict[str, Any]:
    """The fields of `cls` in `data`; unknown names and values of another kind are errors."""
    known = _defaults(cls)
    found: dict[str, Any] = {}
    for name, value in _mapping(data).items():
        if name not in known:
            raise AccessError(f"unknown rule {name!r}")
        if isinstance(known[name], tuple):
            found[name] = _texts(name, value)
        elif type(value) is not type(known[name]):
            raise AccessError(f"{name}: of another kind")
        else:
            found[name] = value
    return found


def _texts(name: str, value: Any) -> tuple[str, ...]:
    texts = cast(list[Any], value) if isinstance(value, list) else [value, None]
    found = tuple(one for one in texts if isinstance(one, str))
    if len(found) < len(texts):
        raise AccessError(f"{name}: no list of texts")
    return found


def _defaults(cls: type) -> dict[str, Any]:
    default = cls()
    return {one.name: getattr(default, one.name) for one in fields(cls)}


def _mapping(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise AccessError("the rules are no object")
    return cast(Mapping[str, Any], data)
