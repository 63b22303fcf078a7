"""What an editor is told when somebody else changed what they have before their eyes."""

from django.db.models import Model
from django.utils import timezone

from audit import registry
from audit.models import Event
from common import french
from common.lifecycle import Refusal

KEY = "common.stale"


def refusal(record: Model, name: str) -> Refusal:
    """« {name} a changé depuis l’ouverture de la page (Mme Vasseur, 10 h 42) », after the journal.

    What was typed is the page's business: it is kept, and stored by a second save.
    """
    last = (
        Event.objects.filter(object_type=record._meta.label_lower, object_id=record.pk)
        .order_by("-sequence")
        .first()
    )
    told = f" ({_who(last)}, {french.time_fr(timezone.localtime(last.at))})" if last else ""
    return Refusal(
        f"{name} a changé depuis l’ouverture de la page{told}. Voir ce qui a changé.", key=KEY
    )


def _who(event: Event) -> str:
    names = registry.names({event.actor_person}) if event.actor_person else {}
    return names.get(event.actor_person) or event.actor_title
