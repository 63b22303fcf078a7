"""Text messages to a telephone, through the HTTP gateway of an operator named by the settings.

Any gateway that takes one POST: ``SMS_URL``, ``SMS_BODY`` (form or json), the names of the two
fields, whatever else it wants as fixed fields and headers. Nothing of a message is ever logged:
it holds a code. Without a gateway the site reaches nobody's telephone, and says so.
"""

import base64
import json
import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.module_loading import import_string

from . import outside

MOST = 160
"""Characters of one message in the alphabet of the GSM (3GPP TS 23.038); more makes two."""
ANSWER = 100_000
OVERSEAS = {
    "0639": "262", "0690": "590", "0691": "590", "0692": "262", "0693": "262", "0694": "594",
    "0696": "596", "0697": "596",
}  # fmt: skip
"""First digits of a mobile (ARCEP's plan of numbers) and the code of its territory; else 33."""


class NotSent(Exception):
    """The gateway did not take the message; the reason is in French, without its content."""


def available() -> bool:
    """Whether the site can reach a telephone."""
    return bool(settings.SMS_BACKEND)


def send(to: str, text: str) -> None:
    """Hand ``text`` to the gateway for the mobile ``to`` (ten digits); raises ``NotSent``."""
    if not available():
        raise NotSent("Aucun opérateur de SMS n’est réglé (SMS_URL). Prévenez l’administrateur.")
    import_string(settings.SMS_BACKEND)(to, text)


def gateway(to: str, text: str) -> None:
    """The operator of ``SMS_URL``."""
    fields = {**settings.SMS_FIELDS}
    fields[settings.SMS_FIELD_TEXT] = text
    name, number = settings.SMS_FIELD_TO, written(to, settings.SMS_NUMBER)
    in_json = settings.SMS_BODY == "json"
    if in_json and name.endswith("[]"):
        fields[name.removesuffix("[]")] = [number]
    else:
        fields[name] = number
    body = json.dumps(fields) if in_json else urlencode(fields)
    headers = {**_headers(), "Content-Type": _TYPES["json" if in_json else "form"]}
    try:
        answer = outside.fetch(
            settings.SMS_URL,
            limit=ANSWER,
            data=body.encode(),
            headers=headers,
            schemes=("https", "http"),
            own=True,
        )
    except outside.Unreachable as fault:
        raise NotSent(
            f"L’opérateur de SMS n’a pas pris ce message ({fault}). Si cela dure, prévenez "
            "l’administrateur."
        ) from None
    if settings.SMS_SUCCESS and settings.SMS_SUCCESS not in answer.decode("utf-8", "replace"):
        raise NotSent(
            "L’opérateur de SMS a répondu sans accepter ce message : numéro, crédit ou réglages. "
            "Prévenez l’administrateur."
        )


_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


def _headers() -> dict[str, Any]:
    """Those of the settings, and the account when one is given (RFC 7617)."""
    if not settings.SMS_USER:
        return dict(settings.SMS_HEADERS)
    account = f"{settings.SMS_USER}:{settings.SMS_PASSWORD}".encode()
    return {**settings.SMS_HEADERS, "Authorization": f"Basic {base64.b64encode(account).decode()}"}


def written(number: str, form: str) -> str:
    """A mobile of ten digits as a gateway wants it: « international » with +, « plain » without,
    « national » as it is dialled."""
    digits = re.sub(r"\D", "", number)
    if form == "national":
        return digits
    plain = f"{OVERSEAS.get(digits[:4], '33')}{digits.removeprefix('0')}"
    return plain if form == "plain" else f"+{plain}"
