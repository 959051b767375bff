"""Ranges of addresses as teachers type them: one per line, IPv4 or IPv6.

A line is an address (`192.168.3.17`), a network (`192.168.3.0/24`) or a span
(`192.168.3.10-192.168.3.50`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import (
    IPv4Network,
    IPv6Address,
    IPv6Network,
    collapse_addresses,
    ip_address,
    ip_network,
    summarize_address_range,
)

MOST_LINES = 50
Network = IPv4Network | IPv6Network


class LineFault(StrEnum):
    """Why a line cannot be taken; the interface has the words."""

    UNREADABLE = "unreadable"
    HOST_BITS = "host_bits"
    BACKWARDS = "backwards"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyLine:
    """A line (from 1) as typed, what is wrong, and what may have been meant."""

    line: int
    text: str
    fault: LineFault
    meant: str = ""


def read_networks(text: str) -> tuple[tuple[str, ...], list[FaultyLine]]:
    """The ranges in canonical form, and the lines that cannot be read."""
    found: dict[str, None] = {}
    faults: list[FaultyLine] = []
    for number, line in enumerate(text.splitlines(), 1):
        typed = "".join(unicodedata.normalize("NFKC", line).replace("。", ".").split())
        if not typed:
            continue
        if len(found) >= MOST_LINES:
            faults.append(FaultyLine(line=number, text=typed, fault=LineFault.TOO_MANY))
            break
        fault = _find_fault(number, typed)
        if fault is None:
            found[_canonical(typed)] = None
        else:
            faults.append(fault)
    return tuple(found), faults


def parse(text: str) -> list[Network]:
    """The networks that one line covers. Raises ValueError."""
    first, dash, last = text.partition("-")
    if not dash:
        return [ip_network(text)]
    low, high = ip_address(first), ip_address(last)
    if low.version != high.version:
        raise ValueError("a span from one kind of address to the other")
    return list(summarize_address_range(low, high))  # type: ignore[type-var]


def collapse(lines: Iterable[str]) -> list[Network]:
    """All networks of the lines, without overlaps; raises ValueError."""
    networks = [network for line in lines for network in parse(line)]
    fours = [one for one in networks if isinstance(one, IPv4Network)]
    sixes = [one for one in networks if isinstance(one, IPv6Network)]
    return [*collapse_addresses(fours), *collapse_addresses(sixes)]


def holds(lines: Sequence[str], address: str) -> bool:
    """Whether one of the ranges covers an address; what is no address is covered by none."""
    try:
        one = ip_address(address)
    except ValueError:
        return False
    if isinstance(one, IPv6Address) and one.ipv4_mapped is not None:
        one = one.ipv4_mapped
    return any(one in network for line in lines for network in parse(line))


def _canonical(text: str) -> str:
    """As it is stored and shown again: `10.0.0.7/32` is the address 10.0.0.7."""
    if "-" in text:
        first, _dash, last = text.partition("-")
        return f"{ip_address(first)}-{ip_address(last)}"
    network = ip_network(text)
    single = network.prefixlen == network.max_prefixlen
    return str(network.network_address) if single else str(network)


def _find_fault(number: int, typed: str) -> FaultyLine | None:
    try:
        parse(typed)
    except ValueError:
        fault, meant = LineFault.UNREADABLE, ""
        if "-" in typed:
            fault = LineFault.BACKWARDS if _is_backwards(typed) else fault
        else:
            meant = _without_host_bits(typed)
            fault = LineFault.HOST_BITS if meant else fault
        return FaultyLine(line=number, text=typed, fault=fault, meant=meant)
    return None


def _is_backwards(typed: str) -> bool:
    first, _dash, last = typed.partition("-")
    try:
        low, high = ip_address(first), ip_address(last)
    except ValueError:
        return False
    return low.version == high.version and int(low) > int(high)


def _without_host_bits(typed: str) -> str:
    """The network in which `192.168.3.17/24` lies; empty where it is none at all."""
    try:
        return str(ip_network(typed, strict=False))
    except ValueError:
        return ""
