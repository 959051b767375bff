"""Where this computer is reached from others on its network."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit, urlunsplit


def find_network_address() -> str | None:
    """Find this computer's address on its network. Nothing is sent: a datagram socket only asks
    the routing table, and the address named is one reserved for documentation."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


def reachable_url(url: str) -> str:
    """`url` as phones on the same network reach it: a name that only this computer understands (localhost,
    127.0.0.1) gives way to its address on the network, if it has one."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not _is_loopback(host) or (outside := find_network_address()) is None:
        return url
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{outside}{port}"))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
