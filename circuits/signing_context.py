"""What a page that asks for a code shows of it: where it goes, whether one is on its way."""

from typing import Any

from common import clock
from common.lifecycle import Refusal
from governance import channels

from . import codes

SAME_CODE = "Le code qui a ouvert l’acte sert aussi à le signer : saisissez-le de nouveau."


def code_context(owner: codes.Owner, *, again: bool = False) -> dict[str, Any]:
    """Values of the templates for the code of one act or of a list.

    ``again``: the act was opened in this browser with a code, which signs it too.
    """
    channel = codes.channel_of(owner)
    refused = isinstance(channel, Refusal)
    masked = "" if isinstance(channel, Refusal) else channels.masked(channel.kind, channel.value)
    sent = f"Envoyé à {masked} ; il vaut dix minutes."
    return {
        "channel": None if refused else channel,
        "channel_label": masked,
        "channel_refusal": refused,
        "channel_refusals": [channel] if refused else [],
        "code_hint": f"{SAME_CODE} {sent}" if again else sent,
        "code_sent": owner.codes.filter(status="sent", expires_at__gt=clock.now()).exists(),
        "code_trouble": codes.trouble(owner),
    }
