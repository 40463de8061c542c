"""Addresses on other sites: which ones the library names, and what is found when they are asked for.

What an editor wrote may have been written by anyone, and so may what a server answers.
Nothing but http and https is asked for, only hosts on the public internet, and nothing of a page's body is read.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import Enum
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from courselib.markdown import scheme_of
from courselib.message import Message, say
from courselib.model import Library, Where

SCHEMES = ("https", "http")
MOST_REDIRECTS = 10
HEADERS = {
    "User-Agent": "courselib (looks once a week whether the links of a free course library still open)",
    "Accept": "text/html, */*;q=0.5",
    "Connection": "close",
}

_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_SHUT = (401, 403, 429)
_NO_SUCH_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_NO_HOST = say("there is no host of this name")
_NO_NAMES = say("the name of its host could not be looked up")
_UNICAST = ipaddress.IPv6Network("2000::/3")
_KEPT = "%/:=&?~+!$,;'@()*[]"
"""Signs of a path or query that stay as they are; what else is not plain ASCII is sent as UTF-8 with percent signs."""

Resolve = Callable[[str], Sequence[str]]
"""IP addresses of a host name, as text; raises what `public` raises."""


class State(Enum):
    """What became of an address."""

    ALIVE = "alive"
    MOVED = "moved"
    """It opens, but on another host or at the front page: often what was there is gone."""
    DEAD = "dead"
    UNSURE = "unsure"
    """Nothing was learnt: sites turn away programs and foreign networks, and servers have bad days."""


class Answer(NamedTuple):
    """What was found at an address."""

    address: str
    state: State
    detail: Message
    """What happened, with text from outside in its places."""


class NotPublicError(Exception):
    """A host has no IP address on the public internet."""


def links(library: Library) -> Mapping[str, tuple[Where, ...]]:
    """Every address on another site with the places that name it, in the order of the library.

    Anchors are left out: they are never sent. A source of a fact or a framework is named by the line of its owner.
    """
    found: dict[str, dict[Where, None]] = {}
    for address, where in _named(library):
        if scheme_of(address) in SCHEMES:
            found.setdefault(address.partition("#")[0], {})[where] = None
    return {address: tuple(places) for address, places in found.items()}


def _named(library: Library) -> Iterator[tuple[str, Where]]:
    for page in library.all_pages():
        for link in page.document.links:
            yield link.target, Where(page.where.path, link.line, link.column)
    for fact in library.facts.values():
        for address in fact.sources:
            yield address, fact.where
    for framework in library.frameworks.values():
        for source in framework.sources:
            yield source.url or "", framework.where


def public(host: str) -> list[str]:
    """The public IP addresses of a host.

    Source of what is public: the IANA registries of special-purpose addresses, as `ipaddress` knows them;
    of IPv6 only global unicast (RFC 4291), without the form that wraps an IPv4 address (6to4, RFC 3056).

    Raises:
        NotPublicError: it has addresses, and none is public.
        socket.gaierror: the name is unknown, or nobody could be asked.

    """
    found = dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
    open_to_all = [address for address in found if _is_public(address)]
    if not open_to_all:
        raise NotPublicError(host)
    return open_to_all


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in _UNICAST or ip.sixtofour):
        return False
    return ip.is_global and not ip.is_multicast


def look(
    addresses: Iterable[str],
    *,
    workers: int = 8,
    timeout: float = 20.0,
    pause: float = 1.0,
    resolve: Resolve = public,
) -> Iterator[Answer]:
    """Ask for each address once, with HEAD, and again with GET when that does not open; answers as they come.

    A host gets one request at a time, redirects from elsewhere among them.
    When not one name is known, it is our own connection that is dead: no address is called so.
    Proxies of the environment are not used: behind one, nobody could say which host is asked.

    Args:
        addresses: what to ask for; whatever is no address is an answer too.
        workers: hosts asked at the same time.
        timeout: seconds for one request, from the connection to the end of the answer's head.
        pause: seconds between two requests to one host.
        resolve: gives the IP addresses that may be connected to.

    """
    hosts: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        hosts.setdefault(_host(address), []).append(address)
    online, stopped = threading.Event(), threading.Event()
    visitor = _Visitor(timeout, resolve, _Turns(pause), online, stopped)
    pool = ThreadPoolExecutor(workers, "link")
    try:
        # The host with the most addresses takes longest, so it goes first.
        queues = sorted(hosts.values(), key=len, reverse=True)
        unknown = []
        for done in as_completed([pool.submit(visitor.answers, queue) for queue in queues]):
            for answer in done.result():
                if answer.detail == _NO_HOST:
                    unknown.append(answer)
                else:
                    yield answer
        for answer in unknown:
            yield answer if online.is_set() else Answer(answer.address, State.UNSURE, _NO_NAMES)
    finally:
        # Whoever stops listening, with Ctrl-C for instance, waits for the addresses under way and no others.
        stopped.set()
        pool.shutdown(cancel_futures=True)


class _NoAnswerError(Exception):
    """Ends a visit early: nothing more is to be learnt."""

    def __init__(self, state: State, detail: Message) -> None:
        super().__init__(str(detail))
        self.state = state
        self.detail = detail


class _Turns:
    """Lets the requests to a host go one by one, with a pause between."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._locks: dict[str, threading.Lock] = {}
        self._free: dict[str, float] = {}

    @contextlib.contextmanager
    def of(self, host: str) -> Iterator[None]:
        """Wait for this host's turn. Nobody who has a turn waits for another, so no two wait for each other."""
        with self._locks.setdefault(host, threading.Lock()):
            time.sleep(max(0.0, self._free.get(host, 0.0) - time.monotonic()))
            try:
                yield
            finally:
                self._free[host] = time.monotonic() + self._pause


@dataclass(frozen=True, slots=True)
class _Visitor:
    """Asks for addresses."""

    timeout: float
    resolve: Resolve
    turns: _Turns
    online: threading.Event
    """Set once a name of a host is known."""
    stopped: threading.Event

    def answers(self, addresses: Sequence[str]) -> list[Answer]:
        """The answers of one host after the other."""
        return [self.answer(address) for address in addresses if not self.stopped.is_set()]

    def answer(self, address: str) -> Answer:
        """What HEAD finds, or else GET: many servers know only GET, and trouble may pass."""
        found = self.found("HEAD", address)
        return found if found.state is State.ALIVE else self.found("GET", address)

    def found(self, method: str, address: str) -> Answer:
        try:
            return Answer(address, *self.follow(method, address))
        except _NoAnswerError as error:
            return Answer(address, error.state, error.detail)

    def follow(self, method: str, address: str) -> tuple[State, Message]:
        """Go where redirects lead."""
        here, seen = _parts(address), set[str]()
        if here is None:
            raise _NoAnswerError(State.DEAD, say("this is not an address that can be opened"))
        while here.geturl() not in seen and len(seen) <= MOST_REDIRECTS:
            seen.add(here.geturl())
            status, location = self.ask(method, here)
            if status not in _REDIRECTS or not location:
                return _judged(status, address, here)
            there = _parts(_joined(here.geturl(), location))
            if there is None:
                raise _NoAnswerError(State.UNSURE, say("it leads on to something that is not a web page"))
            here = there
        raise _NoAnswerError(State.UNSURE, say("it leads round in circles"))

    def ask(self, method: str, parts: SplitResult) -> tuple[int, str]:
        """Status and `Location` of one answer.

        Raises:
            _NoAnswerError: there is no answer.

        """
        host = parts.hostname or ""
        with self.turns.of(host):
            reached = self.addresses(host)
            ends = time.monotonic() + self.timeout
            try:
                return _asked(method, parts, reached, self.timeout)
            except ssl.SSLCertVerificationError:
                detail = say("its certificate can not be trusted")
            except (HTTPException, OSError, ValueError) as error:
                late = isinstance(error, TimeoutError) or time.monotonic() >= ends
                detail = say("no answer came in time") if late else _trouble(error)
        raise _NoAnswerError(State.UNSURE, detail)

    def addresses(self, host: str) -> Sequence[str]:
        try:
            found = self.resolve(host)
        except NotPublicError:
            raise _NoAnswerError(
                State.UNSURE, say("its host is not on the public internet, so it was not asked")
            ) from None
        except socket.gaierror as error:
            if error.errno in _NO_SUCH_HOST:
                raise _NoAnswerError(State.DEAD, _NO_HOST) from None
            raise _NoAnswerError(State.UNSURE, _NO_NAMES) from None
        self.online.set()
        return found


def _asked(method: str, parts: SplitResult, reached: Sequence[str], timeout: float) -> tuple[int, str]:
    """One request over a connection of its own, to one of the given IP addresses and no other.

    The name is not looked up again: it could by now lead somewhere else.
    """
    ends = time.monotonic() + timeout
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_KEPT)
    with contextlib.ExitStack() as stack:
        sock = stack.enter_context(_connected(reached, port, timeout))
        if secure:
            wrapped = _tls().wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
            sock = stack.enter_context(wrapped)
        stack.enter_context(_cut_off(sock, ends - time.monotonic()))
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        connection = HTTPSConnection(host, port, context=_tls()) if secure else HTTPConnection(host, port)
        connection.sock = sock
        connection.request(method, path, headers=HEADERS)
        response = stack.enter_context(connection.getresponse())
        if time.monotonic() >= ends:
            raise TimeoutError  # a head that was cut off looks like a short one
        return response.status, response.getheader("Location") or ""


def _connected(reached: Sequence[str], port: int, timeout: float) -> socket.socket:
    """A connection to the first IP address that takes one; each gets its part of the time."""
    error: OSError = TimeoutError()
    for address in reached:
        try:
            sock = socket.create_connection((address, port), timeout / len(reached))
        except OSError as refused:
            error = refused
        else:
            sock.settimeout(timeout)
            return sock
    raise error


@cache
def _tls() -> ssl.SSLContext:
    """One for all: reading the system's certificates takes longer than many an answer."""
    return ssl.create_default_context()


@contextlib.contextmanager
def _cut_off(sock: socket.socket, seconds: float) -> Iterator[None]:
    """Shut a connection when its time is over: a socket's own timeout begins anew with every byte that drips in."""
    timer = threading.Timer(max(seconds, 0.0), _shut, [sock])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _shut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # Of the socket itself: the method of an encrypted one would also forget that it is encrypted.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _judged(status: int, asked: str, here: SplitResult) -> tuple[State, Message]:
    """What a status means that is no redirect. Source of the codes: RFC 9110, chapter 15."""
    if 200 <= status < 300:
        return _place(asked, here)
    if status in _GONE:
        return State.DEAD, say("the page is not there any more ({status})", status=status)
    if status in _SHUT:
        return State.UNSURE, say("the site turns programs away ({status})", status=status)
    if status >= 500:
        return State.UNSURE, say("the site has trouble of its own ({status})", status=status)
    return State.UNSURE, say("the site gives an unusual answer ({status})", status=status)


def _place(asked: str, here: SplitResult) -> tuple[State, Message]:
    """Whether what opened is still where it was: `www.` and https instead of http make no difference."""
    first = urlsplit(asked)
    if _bare(first) != _bare(here):
        return State.MOVED, say("it now leads to {target}", target=here.geturl())
    if _is_front(here) and not _is_front(first):
        return State.MOVED, say("it now leads to the front page, {target}", target=here.geturl())
    return State.ALIVE, say("it opens")


def _bare(parts: SplitResult) -> str:
    return _ascii(parts.hostname or "").removeprefix("www.")


def _is_front(parts: SplitResult) -> bool:
    return parts.path in ("", "/") and not parts.query


def _trouble(error: Exception) -> Message:
    if isinstance(error, ssl.SSLError):
        return say("no secure connection could be made")
    if isinstance(error, HTTPException | ValueError):
        return say("what answers there is not a web page")
    return say("it could not be reached")


def _parts(address: str) -> SplitResult | None:
    """An address in its parts, its host in ASCII and without a name or password, or None when it can not be opened."""
    try:
        parts = urlsplit(address)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or not host or port == 0:
        return None
    name = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=name if port is None else f"{name}:{port}", fragment="")


def _host(address: str) -> str:
    parts = _parts(address)
    return (parts and parts.hostname) or ""


def _ascii(host: str) -> str:
    """A host name as name servers know it.

    Raises:
        ValueError: it can not be a host name.

    """
    return host.encode("idna").decode("ascii").lower()


def _joined(here: str, location: str) -> str:
    """The address a `Location` means. http.client reads its bytes as Latin-1; servers send UTF-8."""
    try:
        return urljoin(here, location.encode("latin-1").decode("utf-8", "replace").strip())
    except ValueError:
        return ""
