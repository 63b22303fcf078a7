"""The workers offered to several processes over HTTP on the loopback interface.

``POST /convert`` takes a .docx and gives a PDF or, with another status, a JSON object: ``error``
(the class of ``documents.conversion.errors``) and ``message`` (its sentence). ``GET /health``
says how many workers. A web page cannot reach it: the content type is required, hence a
preflight request, which is refused; so is a Host that is not the loopback.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from documents.conversion.errors import ConversionFailed, DocumentRefused
from documents.conversion.pool import Pool
from documents.conversion.sanitise import sanitised
from documents.rendering.package import MAX_FILE_BYTES, MAX_TOTAL_BYTES

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOOPBACK = "127.0.0.1"
# Clients send the document unpacked: larger than an upload, smaller than what it may open to.
LARGEST_REQUEST = MAX_TOTAL_BYTES + MAX_FILE_BYTES


class ConverterServer(ThreadingHTTPServer):
    """Listens at once; ``OSError`` when the port is taken."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, pool: Pool) -> None:
        self.pool = pool
        super().__init__((LOOPBACK, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: ConverterServer
    protocol_version = "HTTP/1.1"
    timeout = 120

    def do_GET(self) -> None:
        if self.path == "/health" and self._from_here():
            self._json(200, {"workers": self.server.pool.size})
        else:
            self._json(404, {"error": "NotFound", "message": "Adresse inconnue."})

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "")
        if self.path != "/convert" or not self._from_here():
            self._json(404, {"error": "NotFound", "message": "Adresse inconnue."})
        elif self.headers.get("Content-Type") != DOCX or not size.isdigit():
            self._json(415, {"error": "DocumentRefused", "message": "Un .docx est attendu."})
        elif int(size) > LARGEST_REQUEST:
            self._json(413, {"error": "DocumentRefused", "message": "Le document est trop lourd."})
        else:
            self._convert(self.rfile.read(int(size)))

    def _convert(self, docx: bytes) -> None:
        try:
            # Again here: the service does not rely on its clients' care.
            pdf = self.server.pool.convert(sanitised(docx))
        except ConversionFailed as failure:
            status = 422 if isinstance(failure, DocumentRefused) else 503
            self._json(status, {"error": type(failure).__name__, "message": str(failure)})
        else:
            self._answer(200, "application/pdf", pdf)

    def _from_here(self) -> bool:
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        return host in (LOOPBACK, "localhost")

    def _json(self, status: int, body: dict[str, Any]) -> None:
        if status >= 400:
            # The body of a refused request is not read: the connection cannot be used again.
            self.close_connection = True
        self._answer(status, "application/json", json.dumps(body).encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: failures reach the caller, and documents' sizes interest nobody."""
