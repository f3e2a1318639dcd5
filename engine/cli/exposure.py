"""Whether an address can be reached from other machines: demo passwords are known to everybody."""

from __future__ import annotations

from ipaddress import ip_address

from engine.errors import Conflict


def refuse_open_demo(host: str) -> None:
    """Conflict when somebody on another machine could log in with a demo password."""
    if not _is_local(host):
        raise Conflict(
            f"Expected to offer demo data on this machine only, but {host} can be reached from others, and the "
            "demo password is known to everybody; --demo-for-all permits it"
        )


def _is_local(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
