"""An operator of text messages on the loopback: it keeps what it accepts, or fails."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway(ThreadingHTTPServer):
    """``status`` and ``answer`` are what the next request is told; ``asked`` what came, in order:
    headers and body of each."""

    daemon_threads = True

    def __init__(self) -> None:
        self.status, self.answer = 200, "accepté"
        self.asked: list[tuple[dict[str, str], str]] = []
        super().__init__(("127.0.0.1", 0), _Talk)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/messages"

    @property
    def settings(self) -> dict[str, str]:
        """What a site needs to send its text messages here."""
        return {"SMS_BACKEND": "common.texting.gateway", "SMS_URL": self.url}


class _Talk(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        body = self.rfile.read(size).decode()
        self.server.asked.append((dict(self.headers), body))
        said = self.server.answer.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args: object) -> None:
        """Nothing: the test reads what came."""


@contextmanager
def running() -> Iterator[Gateway]:
    """A gateway in a thread of this process, for one block."""
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
