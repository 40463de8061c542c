"""The preview over HTTP, for browsers on this machine and nobody else."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from courselib.message import say
from courselib.web.preview import Answer, Preview
from courselib.web.watch import changes

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
"""Hosts that may be asked for. Another name that leads here is a stranger's page reading along: DNS rebinding."""
CHANGES = "/.preview/changes"
BEAT = 10.0
"""Seconds after which a page that waits hears that it still waits, so that a closed one is noticed."""


class Server(ThreadingTCPServer):
    """A preview at an address of this machine."""

    daemon_threads = True
    request_queue_size = 64  # many open pages are told of a change at once
    allow_reuse_address = os.name == "posix"  # elsewhere two servers could share a port

    def __init__(self, port: int, preview: Preview, language: str) -> None:
        """Take the port; 0 takes any that is free.

        Raises:
            OSError: it is taken, or not for this user.

        """
        super().__init__((HOST, port), _Handler)
        self.preview = preview
        self.language = language
        self._stop = threading.Event()

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def run(self) -> None:
        """Load the library, again after each change, and answer until someone presses Ctrl-C or calls `shutdown`."""
        threading.Thread(target=self._watch, daemon=True).start()
        with suppress(KeyboardInterrupt):
            self.serve_forever()
        self._stop.set()
        self.server_close()

    def _watch(self) -> None:
        for _ in changes(self.preview.folders, self._stop):
            self.preview.refresh()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that hung up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self._reply()

    def do_HEAD(self) -> None:
        self._reply()

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for the address."""

    def _reply(self) -> None:
        if not self._asked_for_this_machine():
            text = say("this preview answers only at {address}", address=self.server.address)
            said = text.in_language(self.server.language).encode()
            self._send(Answer(said, "text/plain; charset=utf-8", 403))
            return
        path, _, query = self.path.partition("?")
        if path == CHANGES:
            self._tell_of_change(query)
        else:
            self._send(self.server.preview.answer(unquote(path).lstrip("/")))

    def _asked_for_this_machine(self) -> bool:
        with suppress(ValueError):
            return urlsplit(f"//{self.headers.get('Host', '')}").hostname in NAMES
        return False

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _tell_of_change(self, query: str) -> None:
        """Server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html: one, and an end."""
        asked = parse_qs(query)
        path, seen = (asked.get(name, [""])[0] for name in ("path", "seen"))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command == "HEAD":
            return
        while not self.server.preview.changed(path, seen, BEAT):
            self.wfile.write(b":\n\n")
        self.wfile.write(b"data: changed\n\n")
