"""What a page that asks for a code shows of it: where it goes, whether one is on its way."""

from typing import Any

from common import clock
from common.lifecycle import Refusal

from . import codes

SAME_CODE = "Le code qui a ouvert l’acte sert aussi à le signer : saisissez-le de nouveau."


def code_context(owner: codes.Owner, *, again: bool = False) -> dict[str, Any]:
    """Values of the templates for the code of one act or of a list.

    ``again``: the act was opened in this browser with a code, which signs it too.
    """
    found, other = codes.way(owner), codes.other_way(owner)
    refused = isinstance(found, Refusal)
    shown = "" if isinstance(found, Refusal) else found.shown
    by_application = not isinstance(found, Refusal) and not found.sent
    sent = owner.codes.filter(status="sent", expires_at__gt=clock.now()).order_by("-pk").first()
    hint = f"Envoyé à {sent.sent_to if sent else shown} ; il vaut dix minutes."
    if by_application:
        hint = "Les six chiffres que montre votre application d’authentification."
    return {
        "channel": None if refused else found,
        "channel_label": shown,
        "other_label": other.shown if other else "",
        "channel_refusal": refused,
        "channel_refusals": [found] if refused else [],
        "code_hint": f"{SAME_CODE} {hint}" if again else hint,
        "code_sent": by_application or sent is not None,
        "code_label": "Code de l’application" if by_application else "Code reçu",
        "by_application": by_application,
        "code_trouble": codes.trouble(owner),
    }
