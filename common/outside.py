"""Ask an address on the internet for a few bytes, when the address was written by somebody else.

A certificate or a list names it, so it may name anything: a machine of our own network, one that
never ends its answer. Public addresses only, and the one that was checked is the one reached (a
name may change its answer in between); redirections are checked in the same way; no proxy, and
bounds on time and size. Never inside a transaction.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Collection, Mapping
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

SECONDS = 10.0
REDIRECTIONS = 3
PORTS = {"http": 80, "https": 443}
_TRANSLATED = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "2002::/16", "2001::/32")]
"""IPv6 addresses that stand for an IPv4 one, which nobody checked."""


class Unreachable(Exception):
    """No answer, or none that may be read; the message says why, in French."""


def fetch(
    url: str,
    *,
    limit: int,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    schemes: Collection[str] = ("http",),
    seconds: float = SECONDS,
    own: bool = False,
) -> bytes:
    """The body that ``url`` answers, ``limit`` bytes at most; ``data`` is sent by POST.

    ``own``: the address is the operator's choice, written in the settings; it may be private.
    Raises ``Unreachable`` for whatever prevents it, an address that may not be asked included.
    """
    deadline = time.monotonic() + seconds
    for _ in range(REDIRECTIONS + 1):
        status, location, body = _ask(url, data, headers or {}, schemes, limit, deadline, own)
        if status < 300:
            return body
        if status >= 400 or data is not None or not location:
            raise Unreachable(f"réponse {status}")
        url = urljoin(url, location)
    raise Unreachable("trop de redirections")


def _ask(
    url: str,
    data: bytes | None,
    headers: Mapping[str, str],
    schemes: Collection[str],
    limit: int,
    deadline: float,
    own: bool,
) -> tuple[int, str, bytes]:
    """Status, address of the redirection and body of one answer."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in schemes or not parts.hostname or parts.username is not None:
            raise Unreachable("adresse refusée")
        left = deadline - time.monotonic()
        if left <= 0:
            raise Unreachable("délai dépassé")
        connection = _Pinned(parts, _checked(parts, own), left)
        alarm = threading.Timer(left, connection.cut)
        alarm.daemon = True
        alarm.start()
        try:
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            method = "GET" if data is None else "POST"
            connection.request(method, path, body=data, headers=dict(headers))
            answer = connection.getresponse()
            body = answer.read(limit + 1)
        finally:
            alarm.cancel()
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreachable("ne répond pas") from error
    if time.monotonic() > deadline:  # cut: what was read may not be whole
        raise Unreachable("délai dépassé")
    if len(body) > limit:
        raise Unreachable("réponse trop volumineuse")
    return answer.status, answer.headers.get("Location", ""), body


def _checked(parts: SplitResult, own: bool) -> tuple[str, int]:
    """The address to reach; refused when one of those of the name is not public."""
    port = parts.port or PORTS[parts.scheme]
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not (own or settings.FETCH_PRIVATE_ADDRESSES) and (
        port != PORTS[parts.scheme] or not all(map(_is_public, addresses))
    ):
        raise Unreachable("adresse refusée")
    return addresses[0], port


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    translated = any(address in net for net in _TRANSLATED if net.version == address.version)
    return address.is_global and not address.is_multicast and not translated


class _Pinned(http.client.HTTPConnection):
    """A connection to an address already resolved and checked."""

    def __init__(self, parts: SplitResult, address: tuple[str, int], seconds: float) -> None:
        super().__init__(parts.hostname or "", address[1], timeout=seconds)
        self._address, self._secret = address, parts.scheme == "https"

    def connect(self) -> None:
        self.sock = socket.create_connection(self._address, self.timeout)
        if self._secret:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it now, whatever waits on it."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, AttributeError):
            return
