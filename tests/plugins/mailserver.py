"""A mail server on the loopback, as real as SMTP needs: it keeps what it accepts, or fails.

A letter is on disk before the server answers 250, as with a real one; whoever was killed before
reading that answer has sent it all the same.
"""

import email.policy
import os
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path


class MailServer(socketserver.ThreadingTCPServer):
    """``answers``: SMTP verb or part of an address, in capitals → the line said instead of 250."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.answers: dict[str, str] = {}
        self.silent = False
        self._turn = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Talk)

    @property
    def settings(self) -> dict[str, object]:
        """What a site needs to send its mails here."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.server_address[1],
        }

    def keep(self, data: bytes) -> None:
        with self._turn:
            place = self.folder / f"{len(list(self.folder.glob('*.eml'))):06d}.eml"
            aside = place.with_suffix(".part")
            aside.write_bytes(data)
            os.replace(aside, place)


def letters(folder: Path) -> list[EmailMessage]:
    """All that the server accepted, in order; readable from any process."""
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]


def words(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(("plain",))
    return part.get_content() if part else ""


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.silent:
            self.rfile.read()  # until the caller gives up
            return
        self._say("CONNECT", "220 essai")
        for line in self.rfile:
            words = line.decode("ascii", "replace").strip()
            verb = words[:4].upper()
            if verb == "QUIT":
                self._say(verb, "221 fin")
                return
            if verb != "DATA":
                self._say(words, "250 oui")
            elif self._say(verb, "354 la lettre"):
                self.server.keep(self._letter())
                self._say("END", "250 gardée")

    def _say(self, asked: str, usual: str) -> bool:
        """Answer; True when as usual."""
        planned = next(
            (said for key, said in self.server.answers.items() if key in asked.upper()), usual
        )
        self.wfile.write(f"{planned}\r\n".encode())
        return planned == usual

    def _letter(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


@contextmanager
def running(folder: Path) -> Iterator[MailServer]:
    """A server in a thread of this process, for one block."""
    server = MailServer(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
