"""Where timestamps come from (RFC 3161): the authority of the settings, or the demonstration's.

Setting ``TSA_URL``. Without it a demonstration uses a local authority whose certificate says
« DÉMONSTRATION – sans valeur juridique »; production has none, and says so. A server's clock never
stands in for a token.
"""

import http.client
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime

from asn1crypto import tsp
from django.conf import settings
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import set_tsp_headers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from . import demo_keys, keys
from .errors import SealUnavailable, TimestampUnavailable

TIMEOUT = 10.0  # seconds: an authority answers in one; the retry is queued, not waited for
MAX_ANSWER = 200_000  # bytes: a token with its chain is under 20 kB


class HttpAuthority(TimeStamper):
    """An authority reached by HTTP, with a time limit and a limit on what it may answer."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send one request; every fault becomes :class:`TimestampUnavailable`."""
        request = urllib.request.Request(  # noqa: S310 the scheme is checked by authority()
            self.url, data=req.dump(), headers=set_tsp_headers({}), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                kind = answer.headers.get_content_type()
                body = answer.read(MAX_ANSWER + 1)
        except (OSError, http.client.HTTPException, urllib.error.URLError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()  # it is an answer, with its connection
            raise TimestampUnavailable(
                "L’autorité d’horodatage ne répond pas : l’acte reste complet mais pas encore "
                "horodaté, un nouvel essai suivra."
            ) from error
        if kind != "application/timestamp-reply" or len(body) > MAX_ANSWER:
            raise TimestampUnavailable(
                f"L’autorité d’horodatage a répondu autre chose qu’un jeton ({kind}) : vérifiez "
                "son adresse (TSA_URL)."
            )
        return tsp.TimeStampResp.load(body)


def authority(at: datetime) -> TimeStamper:
    """Return the authority of this site.

    ``at`` is the instant that the demonstration's authority attests, since the demonstration
    replays past years; a real authority ignores it.
    """
    url = str(getattr(settings, "TSA_URL", "") or "")
    if url:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise TimestampUnavailable(
                "Adresse d’horodatage refusée : TSA_URL doit commencer par https:// ou http://."
            )
        return HttpAuthority(url)
    if not keys.demo():
        raise TimestampUnavailable(
            "Aucune autorité d’horodatage n’est configurée (TSA_URL) : l’exemplaire définitif "
            "attend le jeton d’un tiers."
        )
    passphrase = str(getattr(settings, "SEAL_PASSPHRASE", "") or "")
    try:
        key = keys.load(keys.demo_folder() / demo_keys.TIMESTAMPS, passphrase)
    except SealUnavailable as refusal:
        raise TimestampUnavailable(
            "Les clés d’horodatage de démonstration manquent : lancez « manage.py make_demo_keys »."
        ) from refusal
    return DummyTimeStamper(
        tsa_cert=key.signer.signing_cert,
        tsa_key=key.signer.signing_key,
        certs_to_embed=key.signer.cert_registry,
        fixed_dt=at,
    )
