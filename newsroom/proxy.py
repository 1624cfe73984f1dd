"""What nginx in front changes: who the reader is. Sign-in throttling counts by name and address."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the reader's address (`AXES_CLIENT_IP_CALLABLE`).

    Only a proxy on this machine is believed, and only the last address of its X-Forwarded-For: the
    ones before it are what the reader claims. Without this all editors would be 127.0.0.1.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    near = _address(peer)
    # gunicorn gives no address for a Unix socket, which only this machine can reach.
    if peer and not (near and near.is_loopback):
        return peer
    told = _address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip())
    return str(told) if told else peer


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an IP address, an IPv4 one that is written as IPv6 as itself; None for anything else."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
