"""Ask the conversion service at ``CONVERTER_URL`` for a PDF."""

import http.client
import json
from urllib.parse import urlsplit

from documents.conversion import errors
from documents.conversion.service import DOCX
from documents.conversion.worker import LARGEST_ANSWER

# The service tries twice and may be waiting for a free worker.
PATIENCE = 8


def remote_pdf(url: str, docx: bytes, seconds: float) -> bytes:
    """The PDF made by the service; its own refusals are raised here under the same names."""
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise errors.ConverterUnreachable(
            f"CONVERTER_URL vaut « {url} » ; une adresse http:// est attendue, par exemple "
            "http://127.0.0.1:8765."
        )
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    # http.client reads no proxy from the environment.
    connection = kind(address.hostname, address.port, timeout=seconds * PATIENCE)
    try:
        connection.request(
            "POST", address.path.rstrip("/") + "/convert", docx, {"Content-Type": DOCX}
        )
        response = connection.getresponse()
        body = response.read(LARGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException) as error:
        raise errors.ConverterUnreachable(
            f"Le convertisseur ne répond pas à {url} ({type(error).__name__}). "
            "Lancez-le avec « python manage.py converter », ou videz CONVERTER_URL."
        ) from None
    finally:
        connection.close()
    if response.status == 200 and len(body) <= LARGEST_ANSWER:
        return body
    raise _failure(url, response.status, body)


def _failure(url: str, status: int, body: bytes) -> errors.ConversionFailed:
    try:
        told = json.loads(body)
        name, message = str(told["error"]), str(told["message"])
    except (ValueError, KeyError, TypeError):
        return errors.ConverterUnreachable(
            f"L’adresse {url} a répondu {status}, mais ce n’est pas le convertisseur. "
            "Vérifiez CONVERTER_URL."
        )
    refusals: dict[str, type[errors.ConversionFailed]] = {
        kind.__name__: kind
        for kind in (
            errors.ConverterHung,
            errors.ConverterCrashed,
            errors.ConverterBusy,
            errors.DocumentRefused,
            errors.LibreOfficeMissing,
        )
    }
    return refusals.get(name, errors.ConversionFailed)(message)
