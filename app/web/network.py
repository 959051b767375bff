"""Where this site is reached from other devices on its network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, current_app

_PLACE = "zhike.network_address"


def set_network_address(app: Flask, address: str | None) -> None:
    """Tell the pages under which address others on the network reach this computer; whoever serves calls this."""
    app.extensions[_PLACE] = address


def reachable_url(url: str) -> str:
    """`url` as phones on the same network reach it: a name that only this computer understands (localhost,
    127.0.0.1) gives way to its address on the network, where the site listens there."""
    outside: str | None = current_app.extensions.get(_PLACE)
    parts = urlsplit(url)
    if outside is None or not is_local(parts.hostname or ""):
        return url
    host = f"[{outside}]" if ":" in outside else outside
    return urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host))


def is_local(host: str) -> bool:
    """Whether a host is understood by this computer alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
