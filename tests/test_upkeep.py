"""What grows old while nobody changes anything, and how it is told: outside links, the report, Markdown for GitHub."""

from __future__ import annotations

import contextlib
import html
import http.client
import json
import re
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import TODAY, apply
from courselib import outside
from courselib.load import load
from courselib.message import say
from courselib.model import Library, Where
from courselib.outside import Answer, NotPublicError, State
from courselib.reports import upkeep as report
from courselib.reports.github_markdown import LONGEST, code, one_line, plain
from courselib.reports.upkeep import COMMENT_LENGTH, Upkeep, upkeep

LESSON = "people/basic/lamp"
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
"""The engine with what GitHub adds, but for the addresses, names and numbers that it links afterwards."""


# A site with everything that can go wrong


class Site:
    """Answers on 127.0.0.1 for every host that ends in .test, and writes down who was asked when."""

    def __init__(self) -> None:
        self.asked: dict[str, list[tuple[str, str, float, float]]] = defaultdict(list)
        """By host: method, path, and the seconds at which the request came and went."""
        self.released = threading.Event()
        """Set when those who wait for nothing may stop."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:  # the name is http.server's
                site.take(self)

            def do_GET(self) -> None:
                site.take(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def address(self, path: str, host: str = "a.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def resolve(self, host: str) -> list[str]:
        """Instead of name servers: one unknown name, one that can not be looked up, one in a private network."""
        if host.startswith("private"):
            raise NotPublicError(host)
        if not host.endswith(".test"):
            raise socket.gaierror(socket.EAI_AGAIN if host.startswith("later") else socket.EAI_NONAME, "no")
        return ["127.0.0.1"]

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        came = time.monotonic()
        host = (handler.headers["Host"] or "").partition(":")[0]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.answer(handler, handler.path.partition("?")[0])
        self.asked[host].append((handler.command, handler.path, came, time.monotonic()))

    def answer(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        write = handler.wfile.write
        name = path.strip("/")
        if name == "shy":
            self.send(handler, 403 if handler.command == "HEAD" else 200)
        elif name == "get-only":
            self.send(handler, 404 if handler.command == "HEAD" else 200)
        elif name == "passing":
            self.send(handler, 503 if handler.command == "HEAD" else 200)
        elif name.isdigit():
            self.send(handler, int(name))
        elif name.startswith("to/"):
            self.send(handler, 302, {"front": "/", "loop": path, "page": "/200", "none": "/404"}.get(name[3:], ""))
        elif name.startswith("deeper"):
            self.send(handler, 302, f"{path}r")
        elif name == "bytes":
            write("HTTP/1.1 301 Moved\r\nLocation: /trang-đích?q=ố\r\n\r\n".encode())
        elif name == "away":
            self.send(handler, 301, handler.path.partition("?")[2])
        elif name == "slow":
            self.released.wait(10)
        elif name == "drip":
            write(b"HTTP/1.1 200 OK\r\n" if handler.command == "GET" else b"")
            while not self.released.wait(0.05):
                write(b"X")
        elif name == "endless":
            self.send(handler, 200)
            while not self.released.is_set():
                write(b"words " * 10_000)
        elif name == "endless-head":
            while not self.released.is_set():
                write(b"X" * 10_000)
        elif name == "other":
            write(b"SSH-2.0-OpenSSH_9.6\r\n")
        elif name == "nothing":
            pass
        elif name == "pause":
            time.sleep(0.05)
            self.send(handler, 200)
        else:
            self.send(handler, 200)

    def send(self, handler: BaseHTTPRequestHandler, status: int, location: str | None = None) -> None:
        handler.send_response(status)
        if location is not None:
            handler.send_header("Location", location)
        handler.end_headers()

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.stop()


def look(site: Site, *addresses: str, timeout: float = 5.0, pause: float = 0.0, workers: int = 8) -> list[Answer]:
    return [
        *outside.look(addresses, timeout=timeout, pause=pause, workers=workers, resolve=site.resolve),
    ]


@pytest.mark.parametrize(
    ("path", "state", "detail"),
    [
        ("/200", State.ALIVE, "it opens"),
        ("/204", State.ALIVE, "it opens"),
        ("/shy", State.ALIVE, "it opens"),
        ("/get-only", State.ALIVE, "it opens"),
        ("/passing", State.ALIVE, "it opens"),
        ("/to/page", State.ALIVE, "it opens"),
        ("/bytes", State.ALIVE, "it opens"),
        ("/có-dấu/đường?q=ố", State.ALIVE, "it opens"),
        ("/404", State.DEAD, "the page is not there any more (404)"),
        ("/410", State.DEAD, "the page is not there any more (410)"),
        ("/to/none", State.DEAD, "the page is not there any more (404)"),
        ("/to/front", State.MOVED, "it now leads to the front page, http://a.test:{port}/"),
        ("/away?http://b.test:{port}/200", State.MOVED, "it now leads to http://b.test:{port}/200"),
        ("/away?http://www.a.test:{port}/200", State.ALIVE, "it opens"),
        ("/away?//A.test:{port}/200#there", State.ALIVE, "it opens"),
        ("/away?http://gone.example/", State.DEAD, "there is no host of this name"),
        ("/away?http://private.example/", State.UNSURE, "its host is not on the public internet, so it was not asked"),
        ("/away?file:///etc/passwd", State.UNSURE, "it leads on to something that is not a web page"),
        ("/away?ftp://a.test/", State.UNSURE, "it leads on to something that is not a web page"),
        ("/away?http://[::1", State.UNSURE, "it leads on to something that is not a web page"),
        ("/away?http://a.test:0/", State.UNSURE, "it leads on to something that is not a web page"),
        ("/to/loop", State.UNSURE, "it leads round in circles"),
        ("/deeper", State.UNSURE, "it leads round in circles"),
        ("/to/nowhere", State.UNSURE, "the site gives an unusual answer (302)"),
        ("/401", State.UNSURE, "the site turns programs away (401)"),
        ("/403", State.UNSURE, "the site turns programs away (403)"),
        ("/429", State.UNSURE, "the site turns programs away (429)"),
        ("/400", State.UNSURE, "the site gives an unusual answer (400)"),
        ("/500", State.UNSURE, "the site has trouble of its own (500)"),
        ("/503", State.UNSURE, "the site has trouble of its own (503)"),
        ("/other", State.UNSURE, "what answers there is not a web page"),
        ("/nothing", State.UNSURE, "what answers there is not a web page"),
        ("/endless-head", State.UNSURE, "what answers there is not a web page"),
        ("/endless", State.ALIVE, "it opens"),
    ],
)
def test_what_an_answer_means(site: Site, path: str, state: State, detail: str) -> None:
    """Dead is only what says so itself; trouble is never called dead."""
    address = site.address(path.format(port=site.port))
    assert look(site, address) == [Answer(address, state, found := look(site, address)[0].detail)]
    assert str(found) == detail.format(port=site.port)


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_nobody_is_waited_for_longer_than_said(site: Site, path: str) -> None:
    """A server that says nothing, or a letter now and then, costs two timeouts: one for HEAD and one for GET."""
    began = time.monotonic()
    (answer,) = look(site, site.address(path), timeout=0.3)
    assert 0.5 < time.monotonic() - began < 3
    assert (answer.state, str(answer.detail)) == (State.UNSURE, "no answer came in time")


def test_hosts_that_are_not_there(site: Site) -> None:
    """A refused connection is trouble; only a name that does not exist is dead."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"http://a.test:{taken.getsockname()[1]}/"
        found = look(site, closed, "http://gone.example/x", "https://later.example/", "https://private.example/")
    assert {(answer.address, answer.state, str(answer.detail)) for answer in found} == {
        (closed, State.UNSURE, "it could not be reached"),
        ("http://gone.example/x", State.DEAD, "there is no host of this name"),
        ("https://later.example/", State.UNSURE, "the name of its host could not be looked up"),
        ("https://private.example/", State.UNSURE, "its host is not on the public internet, so it was not asked"),
    }


def test_without_a_connection_no_link_is_dead(site: Site) -> None:
    """When no name is known at all, the fault is ours; one known name is enough to believe the rest."""
    gone = [f"https://gone{number}.example/" for number in range(3)]
    assert {(answer.state, str(answer.detail)) for answer in look(site, *gone)} == {
        (State.UNSURE, "the name of its host could not be looked up")
    }
    found = look(site, *gone, site.address("/200"))
    assert [answer.state for answer in found] == [State.ALIVE, *[State.DEAD] * 3]


def test_a_site_that_is_not_encrypted_at_all(site: Site) -> None:
    """Https at a server that speaks http."""
    (answer,) = look(site, f"https://a.test:{site.port}/200")
    assert (answer.state, str(answer.detail)) == (State.UNSURE, "no secure connection could be made")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://",
        "https:///path",
        "http://[::1",
        "http://a..test/",
        f"http://{'a' * 64}.test/",
        "http://a.test:99999/",
        "http://a.test:0/",
        "http://a.test:port/",
        "ftp://a.test/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address(site: Site, address: str) -> None:
    """It is said, and nobody is asked."""
    assert [(answer.address, answer.state, str(answer.detail)) for answer in look(site, address)] == [
        (address, State.DEAD, "this is not an address that can be opened")
    ]


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (ssl.SSLCertVerificationError("self-signed"), "its certificate can not be trusted"),
        (ssl.SSLEOFError("cut"), "no secure connection could be made"),
        (TimeoutError(), "no answer came in time"),
        (ConnectionResetError(), "it could not be reached"),
        (OSError(101, "Network is unreachable"), "it could not be reached"),
        (http.client.LineTooLong("header line"), "what answers there is not a web page"),
        (http.client.IncompleteRead(b""), "what answers there is not a web page"),
        (UnicodeDecodeError("utf-8", b"", 0, 1, ""), "what answers there is not a web page"),
    ],
)
def test_trouble_of_every_kind(site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception, detail: str) -> None:
    """Whatever goes wrong on the way, it is an answer."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(outside, "_asked", fail)
    (answer,) = look(site, site.address("/"))
    assert (answer.state, str(answer.detail)) == (State.UNSURE, detail)


@settings(deadline=None)
@given(head=st.binary(max_size=300))
def test_any_bytes_are_an_answer(head: bytes) -> None:
    """A server that sends anything at all."""

    def serve(server: socket.socket) -> None:
        for _ in range(2):
            with contextlib.suppress(OSError):
                sock = server.accept()[0]
                with sock:
                    sock.settimeout(1)
                    sock.recv(10_000)
                    sock.sendall(b"HTTP/1.1 " + head)
                    sock.shutdown(socket.SHUT_WR)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        thread = threading.Thread(target=serve, args=[server])
        thread.start()
        address = f"http://a.test:{server.getsockname()[1]}/"
        found = [*outside.look([address], timeout=1, pause=0, resolve=lambda _: ["127.0.0.1"])]
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert [answer.address for answer in found] == [address]


def test_one_request_at_a_time_with_a_pause_between(site: Site) -> None:
    """Also when ten hosts redirect to the same one at the same time."""
    site.asked.clear()
    ours = [site.address(f"/pause?{number}", "busy.test") for number in range(4)]
    theirs = [
        site.address(f"/away?{site.address('/pause', 'busy.test')}&{number}", f"h{number}.test") for number in range(4)
    ]
    found = look(site, *ours, *theirs, pause=0.1, workers=8)
    assert {answer.state for answer in found} == {State.ALIVE, State.MOVED}
    times = sorted((came, went) for _, _, came, went in site.asked["busy.test"])
    assert len(times) == 4 + 2 * 4
    # The pause begins when the answer's head is there, a moment before the server is done with it.
    assert all(after - before > 0.09 for (_, before), (after, _) in pairwise(times))
    assert {host for host in site.asked if host.startswith("h")} == {"h0.test", "h1.test", "h2.test", "h3.test"}


def test_hosts_are_asked_at_the_same_time(site: Site) -> None:
    """Eight slow hosts cost as much as one."""
    began = time.monotonic()
    found = look(site, *(site.address("/slow", f"h{number}.test") for number in range(8)), timeout=0.4)
    assert len(found) == 8
    assert time.monotonic() - began < 3


def test_an_address_is_asked_for_once_and_politely(site: Site) -> None:
    """HEAD, and GET only after trouble; the site learns what we are."""
    site.asked.clear()
    look(site, site.address("/200"), site.address("/200"), site.address("/shy"))
    assert [(method, path) for method, path, *_ in site.asked["a.test"]] == [
        ("HEAD", "/200"),
        ("HEAD", "/shy"),
        ("GET", "/shy"),
    ]
    assert outside.HEADERS["User-Agent"].startswith("courselib ")
    assert "://" not in outside.HEADERS["User-Agent"]


def test_who_stops_listening_stops_the_asking(site: Site) -> None:
    """What has not begun is left."""
    site.asked.clear()
    answers = outside.look(
        [site.address("/pause", f"s{number}.test") for number in range(50)],
        timeout=5,
        pause=0,
        workers=1,
        resolve=site.resolve,
    )
    next(answers)
    answers.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(site.asked) < 5


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0.0.0.0",  # noqa: S104  # nobody listens
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1",
        "fd00::1",
        "fec0::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_private_networks_are_not_asked(host: str) -> None:
    """However the address is written."""
    with pytest.raises(NotPublicError):
        outside.public(host)
    name = f"[{host}]" if ":" in host else host
    (answer,) = outside.look([f"http://{name}:9/"], timeout=1, pause=0)
    assert answer.state is State.UNSURE
    assert str(answer.detail) == "its host is not on the public internet, so it was not asked"


def test_only_public_addresses_of_a_host_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads both outside and inside is asked outside."""
    known = {"8.8.8.8": socket.AF_INET, "127.0.0.1": socket.AF_INET, "2606:4700::1": socket.AF_INET6}
    found = [(family, socket.SOCK_STREAM, 6, "", (ip, 0)) for ip, family in known.items()]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert outside.public("both.example") == ["8.8.8.8", "2606:4700::1"]


def test_the_second_address_of_a_host_is_tried(site: Site) -> None:
    """And no name is looked up again on the way to it: it could lead somewhere else by then."""
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.2", "127.0.0.1"]

    (answer,) = outside.look([site.address("/200")], timeout=5, pause=0, resolve=resolve)
    assert answer.state is State.ALIVE
    assert asked == ["a.test"]


def test_links_are_gathered_with_the_places_to_edit(tiny: Path) -> None:
    """From pages, facts and frameworks; the anchor is not part of what is asked for."""
    change = {
        f"{LESSON}/index.vi.md": {
            "Đèn sáng.": "Xem [bóng đèn](https://lamps.example/shine#bong) hay\n"
            "[đui đèn](HTTP://sockets.example), đừng gọi [số này](tel:113).\n"
            "Chữ https://words.example không là liên kết."
        },
        "_data/frameworks/lamps.yml": {
            "{id: book, what: a book": "{id: book, url: https://books.example, what: a book"
        },
    }
    apply(tiny, {"change": change})
    body = (tiny / f"content/{LESSON}/index.vi.md").read_text("utf-8")
    line = body[: body.index("Xem [bóng")].count("\n") + 1
    found = outside.links(load("content")[0])
    assert found == {
        "https://lamps.example/shine": (
            Where(f"content/{LESSON}/index.vi.md", line, 16),
            Where("content/_data/facts.yml", 1, 7),
        ),
        "HTTP://sockets.example": (Where(f"content/{LESSON}/index.vi.md", line + 1, 11),),
        "https://books.example": (Where("content/_data/frameworks/lamps.yml", 1, 5),),
    }


# The report


@pytest.fixture
def lamps(tiny: Path) -> Library:
    """The tiny library with a source text that went on without its translation, and with more addresses."""
    names = ", ".join(f"https://lamps.example/{name}" for name in ("shine", "move", "shut", "fine"))
    change = {
        f"{LESSON}/index.vi.md": {"Đèn sáng.": "Đèn sáng rực."},
        "_data/facts.yml": {"[https://lamps.example/shine]": f"[{names}]"},
    }
    apply(tiny, {"change": change})
    return load("content")[0]


def lines_of(made: Upkeep) -> str:
    return "\n".join(report.comment(made))


def shown(markdown: str) -> str:
    """What a reader sees of Markdown."""
    return html.unescape(re.sub(r"<[^>]+>", "", GITHUB.render(markdown)))


def test_facts_fall_due(lamps: Library) -> None:
    """Overdue the day after the last day; named 30 days before; only those that texts rest on."""
    limit = date(2027, 2, 22)
    days = {
        date(2027, 1, 22): (0, 0),
        date(2027, 1, 23): (0, 1),
        limit: (0, 1),
        date(2027, 2, 23): (1, 0),
        date(2040, 1, 1): (1, 0),
    }
    for day, counts in days.items():
        made = upkeep(lamps, day)
        assert (len(made.overdue), len(made.soon)) == counts, day
        assert {due.day for due in (*made.overdue, *made.soon)} <= {limit}


@pytest.mark.usefixtures("tiny")
def test_a_library_in_order_is_one_line() -> None:
    """In both languages, and nothing is said of links nobody asked for."""
    made = upkeep(load("content")[0], TODAY)
    assert made.nothing_to_do
    assert [*report.comment(made)] == ["Không có việc gì cần chăm sóc. / Nothing needs care."]
    assert [*report.text(made, "vi")] == ["Không có việc gì cần chăm sóc."]


@pytest.mark.usefixtures("tiny")
def test_links_that_could_not_be_judged_are_no_work() -> None:
    """Else the list would never be empty: state sites turn programs away every week."""
    answer = Answer(
        "https://lamps.example/shine", State.UNSURE, say("the site turns programs away ({status})", status=403)
    )
    made = upkeep(load("content")[0], TODAY, [answer])
    assert made.nothing_to_do
    assert lines_of(made) == (
        "Không có việc gì cần chăm sóc. Số liên kết ra ngoài chưa kiểm tra được từ máy này: 1. / "
        "Nothing needs care. Outside links that could not be judged from here: 1."
    )
    assert "  content/_data/facts.yml:1: https://lamps.example/shine: the site turns programs away (403)" in [
        *report.text(made, "en")
    ]


def answers() -> list[Answer]:
    gone, front = "the page is not there any more ({status})", "it now leads to the front page, {target}"
    return [
        Answer("https://lamps.example/shine", State.DEAD, say(gone, status=404)),
        Answer("https://lamps.example/move", State.MOVED, say(front, target="https://lamps.example/")),
        Answer("https://lamps.example/shut", State.UNSURE, say("no answer came in time")),
        Answer("https://lamps.example/fine", State.ALIVE, say("it opens")),
    ]


def test_the_report_as_text(lamps: Library) -> None:
    """Each kind with its number and what to do; each thing with its place first."""
    made = "\n".join(report.text(upkeep(lamps, date(2027, 3, 1), answers()), "en"))
    page, source = (f"content/{LESSON}/index.{code}.md" for code in ("en", "vi"))
    assert made == (
        "Facts overdue for another look (1): read the sources of each again; if it still holds, write the day you did "
        "so as its checked; if not, do as the lines at the top of the file say\n"
        "  content/_data/facts.yml:1: lamps-shine, due on 2027-02-22: Lamps shine.\n"
        "Translations behind their source (1): compare each with its source, mend it, then type the command beside it\n"
        f"  {page}:5: Switch on a lamp was made from an older text of {source}: courselib stamp {page}\n"
        "Outside links that no longer open (1): find where the text stands now and write that address, "
        "or take the link out\n"
        "  content/_data/facts.yml:1: https://lamps.example/shine: the page is not there any more (404)\n"
        "Outside links that lead elsewhere now (1): open each: if it shows what it should, write the new address, "
        "if not, find another\n"
        "  content/_data/facts.yml:1: https://lamps.example/move: "
        "it now leads to the front page, https://lamps.example/\n"
        "Outside links that could not be judged from here (1): open each in your browser; where it opens, "
        "nothing is to be done\n"
        "  content/_data/facts.yml:1: https://lamps.example/shut: no answer came in time"
    )


def test_the_report_as_an_issue(lamps: Library) -> None:
    """Vietnamese in the open, English folded, what could not be judged folded in both; values as code."""
    made = lines_of(upkeep(lamps, date(2027, 3, 1), answers()))
    vietnamese, english = made.split("<summary>English</summary>")
    assert vietnamese.startswith("Tính đến ngày 2027-03-01. ")
    assert "### Dữ kiện quá hạn đối chiếu (1)" in vietnamese
    assert "- `lamps-shine`, hạn đối chiếu 2027-02-22: `Đèn thì sáng.` (`content/_data/facts.yml:1`)" in vietnamese
    assert "- `lamps-shine`, due on 2027-02-22: `Lamps shine.` (`content/_data/facts.yml:1`)" in english
    assert "<summary>Liên kết ra ngoài chưa kiểm tra được từ máy này (1)</summary>" in vietnamese
    assert "`https://lamps.example/move`: it now leads to the front page, `https://lamps.example/`" in english
    rendered = GITHUB.render(made)
    assert rendered.count("<details>") == rendered.count("</details>") == 3
    assert rendered.count("<li>") == rendered.count("</li>") == 2 * 5
    assert "<a " not in rendered


def test_a_translation_without_a_stamp_is_behind(tiny: Path) -> None:
    """It says so in other words."""
    apply(tiny, {"change": {f"{LESSON}/index.en.md": {'translation:\n  source: "6d5d6fa71273"\n': ""}}})
    found = "\n".join(report.text(upkeep(load("content")[0], TODAY), "vi"))
    assert f"Switch on a lamp chưa ghi được dịch từ bản nào của content/{LESSON}/index.vi.md" in found


def test_the_report_as_json(lamps: Library) -> None:
    """Every thing with its place, and whether there is anything to do."""
    made = json.loads("".join(report.as_json(upkeep(lamps, date(2027, 3, 1), answers()), "vi")))
    assert made["today"] == "2027-03-01"
    assert made["nothing_to_do"] is False
    assert made["overdue"] == [
        {
            "fact": "lamps-shine",
            "due": "2027-02-22",
            "statement": "Đèn thì sáng.",
            "path": "content/_data/facts.yml",
            "line": 1,
        }
    ]
    assert [(one["page"], one["line"]) for one in made["stale"]] == [(f"content/{LESSON}/index.en.md", 5)]
    assert {one["address"]: (one["state"], one["detail"]) for one in made["links"]} == {
        "https://lamps.example/shine": ("dead", "trang không còn nữa (404)"),
        "https://lamps.example/move": ("moved", "nay chỉ dẫn về trang chủ, https://lamps.example/"),
        "https://lamps.example/shut": ("unsure", "chờ quá lâu mà không có trả lời"),
    }


def test_many_places_are_named_in_part(lamps: Library) -> None:
    """Five, and how many more."""
    made = upkeep(lamps, TODAY, answers()[:1])
    places = tuple(Where("content/x.md", line) for line in range(1, 9))
    made = replace(made, links=(made.links[0]._replace(places=places),))
    assert "(`content/x.md:1`, `content/x.md:2`, `content/x.md:3`, `content/x.md:4`, `content/x.md:5`, +3)" in lines_of(
        made
    )


@pytest.mark.parametrize("number", [100, 101, 1500])
@pytest.mark.parametrize("letters", [10, 1000])
def test_a_long_list_is_cut_to_what_github_takes(tiny: Path, number: int, letters: int) -> None:
    """At most 100 of a kind, fewer when they are long, and how many there are besides."""
    both = [f"https://{name}.example/{n}/{'x' * letters}" for name in ("gone", "away") for n in range(number)]
    apply(tiny, {"change": {"_data/facts.yml": {"[https://lamps.example/shine]": json.dumps(both)}}})
    states = [State.DEAD] * number + [State.MOVED] * number
    found = [Answer(address, state, say("it opens")) for address, state in zip(both, states, strict=True)]
    made = lines_of(upkeep(load("content")[0], TODAY, found))
    named = 100 if letters == 10 else 50
    assert len(made) < COMMENT_LENGTH
    assert f"Outside links that no longer open ({number})" in made
    assert made.count("https://gone.example/") == made.count("https://away.example/") == 2 * named
    assert made.count(f"- and {number - named} more") == (2 if number > named else 0)


NASTY = [
    "`` ` ``` `",
    "a`b | c``",
    "\n\n# heading\r\n- item\u2028***\x85---",
    "@team @a/b, mail@example.com",
    "#123 GH-123 gh-7 a/b#1",
    "<img src=x onerror=alert(1)>",
    "<!-- hidden --> -->",
    "</details><summary>",
    "[words](https://evil.example) ![x](//evil.example) <https://evil.example>",
    "https://evil.example www.evil.example ftp://evil.example",
    "| a | b |\\| c",
    "\\`\\`",
    "\u200b\u2060\ufeff\u00ad",
    "abc\u202etxt.exe \u2066x\u2069 \u061c",
    "\x1b[31mred\x07\x00",
    "&lt;b&gt; &#64;team &copy;",
    "$x$ :tada: ~~x~~ **x** __x__",
    "1. x",
    "    code",
    "=====",
    "",
    "x" * 5000,
    "e\u0302\u0301" * 300,
]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_stays_text(text: str) -> None:
    """In code, and in a sentence."""
    stays_text(text)


@settings(deadline=None)
@given(text=st.one_of(st.text(), st.text(alphabet="`|\\@#<>!-[]()*_&;:/w.\n\r\t 1a~$=+{}\"'")))
def test_any_text_stays_text(text: str) -> None:
    """Whatever someone writes."""
    stays_text(text)


def stays_text(text: str) -> None:
    """Render it as GitHub does, in a list and in a table: there is nothing but the text."""
    line = one_line(text)
    kept = line.replace("`", "'").replace("|", "¦")
    assert len(line) <= LONGEST
    assert len(line.splitlines()) <= 1
    assert all(letter.isprintable() for letter in line)
    written = html.escape(kept or " ", quote=False).replace('"', "&quot;")
    assert GITHUB.render(f"- a {code(text)} b") == f"<ul>\n<li>a <code>{written}</code> b</li>\n</ul>\n"
    table = "| a | b |\n| --- | --- |\n| {} | x |\n"
    assert f"<td><code>{written}</code></td>\n<td>x</td>" in GITHUB.render(table.format(code(text)))
    said = plain(text)
    written = html.escape(said_plainly(line), quote=False).replace('"', "&quot;")
    assert GITHUB.render(f"a {said} b") == f"<p>a {written} b</p>\n"
    assert f"<td>{written}</td>\n<td>x</td>" in GITHUB.render(table.format(said))
    assert not re.search(r"@\w|#\d|://|www\.|gh-\d", html.unescape(written), re.IGNORECASE)


def said_plainly(line: str) -> str:
    """A line with the cuts that keep GitHub from linking."""
    return re.sub(r"(?i)(@|#(?=[0-9])|:(?=//)|\bwww(?=\.)|\bgh(?=-[0-9]))", "\\1\u200b", line)


def test_hostile_content_in_an_issue(tiny: Path) -> None:
    """A title, a statement and an address that would like to be more than that."""
    evil = "`</details> @team #1 <img src=x> <!-- [x](https://evil.example) -->\u202e"
    change = {
        f"{LESSON}/index.vi.md": {"Đèn sáng.": "Đèn sáng rực."},
        f"{LESSON}/index.en.md": {"title: Switch on a lamp": f"title: {json.dumps(evil)}"},
        "_data/facts.yml": {
            "{vi: Đèn thì sáng., en: Lamps shine.}": json.dumps({"vi": evil, "en": evil}),
            "[https://lamps.example/shine]": '["https://x/`@team`|"]',
        },
    }
    apply(tiny, {"change": change})
    answer = Answer(
        "https://x/`@team`|", State.MOVED, say("it now leads to {target}", target=f"https://y/{evil}\n\n# x")
    )
    made = lines_of(upkeep(load("content")[0], date(2027, 3, 1), [answer]))
    assert made.rstrip().splitlines() == made.rstrip().split("\n")
    assert "`https://x/'@team'¦`" in made
    rendered = GITHUB.render(made)
    bare = re.sub(r"<code>.*?</code>", "", rendered)
    assert "team" in rendered
    assert "team" not in bare
    assert "img" not in bare
    assert "evil" not in bare
    assert "<!--" not in rendered
    assert "\u202e" not in made
    assert rendered.count("<details>") == rendered.count("</details>") == 1
    assert "\u202e" not in "\n".join(report.text(upkeep(load("content")[0], date(2027, 3, 1), [answer]), "vi"))


def test_the_real_library_can_be_reported(library: Library) -> None:
    """Every link has a place, and the report of a bad year fits."""
    places = outside.links(library)
    assert places
    assert all(address.startswith("http") and where for address, where in places.items())
    found = [Answer(address, State.DEAD, say("there is no host of this name")) for address in places]
    made = upkeep(library, date(2030, 1, 1), found)
    assert len(made.links) == len(places)
    assert len(lines_of(made)) < COMMENT_LENGTH
    assert shown(lines_of(made)).count("content/_data/facts.yml") > 100
