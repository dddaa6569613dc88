"""Which network addresses a web site may have: public ones. Called by `knowledge.sources.fetching` before every connection.

A name is looked up once and the connection goes to the address that was checked, so that a second answer of the name
server cannot lead elsewhere.
"""

import ipaddress
import socket

from knowledge.sources.documents import Unreadable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int, *, loopback: bool) -> str:
    """A public address of the host; every one that it has must be public. `loopback` allows this machine, too.

    Raises: Unreadable (unknown name, or an address that is refused).
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreadable(f"The name {host} cannot be found ({error}).") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if not is_allowed(address, loopback=loopback):
            raise Unreadable(f"{host} is at {text}, a private, local or metadata address. Only public sites are read.")
    return addresses[0]


def is_allowed(address: Address, *, loopback: bool) -> bool:
    inner = _carried(address)
    if inner is not None:
        return is_allowed(inner, loopback=loopback)
    if address.is_loopback:
        return loopback
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, if so."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
