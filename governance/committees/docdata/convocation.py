# ruff: noqa: RUF009 - always, only_if and optional return dataclass fields

"""Values of the letter that convenes a member to a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.contract import always, only_if, optional
from governance.committees.docdata.reserved import ITEM
from governance.committees.docdata.rows import AgendaItem
from governance.committees.docdata.shared import MeetingDocument


@dataclass(frozen=True, kw_only=True)
class ConvocationData(MeetingDocument):
    """One letter a member, signed by whoever may convene; the secretary only sends it.

    An item behind closed doors shows its number alone; its report travels apart: a title or a
    report beside it is a ``ValueError``.
    """

    syndicate_name: str = always("Nom du syndicat")
    syndicate_phone: str = always("Téléphone du syndicat")
    syndicate_email: str = always("Courriel du syndicat")
    place: str = always("Fait à")
    meeting_time: str = always("Heure de la séance")
    meeting_place: str = always("Lieu de la séance")
    recipient_name: str = always("Destinataire : civilité et nom")
    recipient_address: str = always("Adresse postale ou courriel")
    recipient_salutation: str = always("Formule d’appel")
    recipient_is_substitute: bool = optional("Convoqué comme suppléant ?", empty=False)
    sent_date: date = always("Date d’envoi")
    notice_rule: str = always("Délai et source, en clair")
    urgent: bool = optional("Convocation en urgence ?", empty=False)
    urgent_reason: str = always("Motif de l’urgence", only_if("urgent", True))
    urgent_rule: str = always("Source de l’urgence", only_if("urgent", True))
    second_session: bool = optional("Seconde convocation ?", empty=False)
    first_session_date: date | None = always(
        "Date de la première séance", only_if("second_session", True), empty=None
    )
    second_session_rule: str = always(
        "Source de la seconde séance", only_if("second_session", True)
    )
    quorum_required: str = optional("Quorum attendu, en clair")
    quorum_rule: str = always("Source du quorum", only_if("second_session", False))
    remote_access: str = optional("Accès à distance")
    agenda: tuple[AgendaItem, ...] = always("Ordre du jour")
    proxy_allowed: bool = optional("Pouvoir admis ?", empty=False)
    proxy_rule: str = always("Source du pouvoir", only_if("proxy_allowed", True))
    reply_by: date = always("Réponse attendue le")
    convener_name: str = always("Autorité qui convoque : civilité et nom")
    convener_office: str = always("Qualité de l’autorité qui convoque, accordée")

    def __post_init__(self) -> None:
        super().__post_init__()
        for item in self.agenda:
            bare = item.title.split() == ["Point", item.number] and not item.report_label
            if ITEM.fullmatch(item.number) and not bare:
                raise ValueError(
                    f"Le point {item.number} est examiné à huis clos : la convocation n’imprime "
                    f"que « Point {item.number} », sans rapport joint."
                )
