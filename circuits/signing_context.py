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
    channel, other = codes.channel_of(owner), codes.other_channel(owner)
    refused = isinstance(channel, Refusal)
    masked = "" if isinstance(channel, Refusal) else channels.masked(channel.kind, channel.value)
    sent = owner.codes.filter(status="sent", expires_at__gt=clock.now()).order_by("-pk").first()
    hint = f"Envoyé à {sent.sent_to if sent else masked} ; il vaut dix minutes."
    return {
        "channel": None if refused else channel,
        "channel_label": masked,
        "other_label": channels.masked(other.kind, other.value) if other else "",
        "channel_refusal": refused,
        "channel_refusals": [channel] if refused else [],
        "code_hint": f"{SAME_CODE} {hint}" if again else hint,
        "code_sent": sent is not None,
        "code_trouble": codes.trouble(owner),
    }
