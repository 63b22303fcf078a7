"""Who writes the letters of a school's entry, and who receives them, as they are today."""

from dataclasses import dataclass

from common import clock
from governance import authority, standing, wording
from governance.authority import Authority
from governance.models import ChannelKind, ContactChannel, Institution, Mandate
from governance.offices import Office

from . import participants
from .models import SchoolEntry

KIND = "decision"
"""What an arrêté of delegation names to cover the letters of the president of the syndicate."""
SOMEBODY = "Madame, Monsieur"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Four lines of a letter; without anybody in office, it is addressed to the office."""

    name: str
    office: str
    address: str
    salutation: str

    def as_recipient(self) -> dict[str, str]:
        return {
            "recipient_name": self.name,
            "recipient_office": self.office,
            "recipient_address": self.address,
            "recipient_salutation": self.salutation,
        }


def to_body(body: Institution) -> Addressee:
    """The executive of a collectivité."""
    found = standing.holder(body, Office.EXECUTIVE, clock.now(), None)
    vacant = f"à l’attention de l’exécutif {wording.from_institution(body)}"
    return _addressee(found, body.name, vacant, wording.address(body))


def to_school(entry: SchoolEntry) -> Addressee:
    """The head of the school."""
    school = entry.school
    found = participants.head_of(entry)
    where = wording.address(school) or school.commune.name
    return _addressee(found, school.name, "à l’attention de la direction de l’école", where)


def _addressee(found: Mandate | None, body: str, vacant: str, address: str) -> Addressee:
    if found is None:
        return Addressee(body, vacant, address or body, SOMEBODY)
    name, quality = found.person.formal_name, wording.quality(found)
    return Addressee(name, quality, address or body, wording.salutation(found))


def sender(syndicate: Institution) -> dict[str, str]:
    """The syndicate and its president, or whoever signs for them; unknown values are empty."""
    held = authority.who_signs(syndicate, Office.SYNDICATE_PRESIDENT, KIND, None, clock.now())
    by = held if isinstance(held, Authority) else None
    channels = ContactChannel.unscoped.on(clock.today()).filter(institution=syndicate)
    email = channels.filter(kind=ChannelKind.EMAIL).first()
    return {
        "syndicate_name": syndicate.name,
        "syndicate_address": wording.address(syndicate),
        "syndicate_phone": syndicate.phone,
        "syndicate_email": email.value if email else "",
        "sender_name": by.name if by else "",
        "sender_office": by.quality if by else "",
        "sender_formula": by.formula if by else "",
        "place": syndicate.city or syndicate.name,
    }
