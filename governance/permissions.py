"""Who may do what with the directory, mandates, acts of delegation and délibérations.

``may_<verb>(actor, obj)``: the same predicate serves the service, the page and the button.
Rights come from the office of the mandate under which one acts; an administrator configures and
neither signs nor sees a signatory's addresses; nobody changes their own rights.
"""

from audit.actor import Actor

from .models import ContactChannel, Deliberation, Institution, Mandate, Person
from .offices import LOCAL_OFFICES, STATE_OFFICES, SYNDICATE_OFFICES, Office

DIRECTORY_KEEPERS = frozenset({Office.ADMIN, Office.PROJECT_MANAGER})
ACT_KEEPERS = frozenset({Office.EXECUTIVE, Office.AUTHORITY_DIRECTOR, Office.PREPARER})
STATE_KEEPERS = frozenset({Office.DASEN, Office.DSDEN_OFFICER, Office.RECTOR, Office.DRANE})
CANOPE_KEEPERS = frozenset({Office.CANOPE_DIRECTOR, Office.CANOPE_OFFICER})
OWN_KEEPERS = ACT_KEEPERS | STATE_KEEPERS | CANOPE_KEEPERS
SYNDICATE_KEEPERS = frozenset({Office.PROJECT_MANAGER, Office.LEGAL_OFFICER})


def is_staff(actor: Actor) -> bool:
    """A mandate at the syndicate that runs the programme (administrators are not of them)."""
    return actor.mandate_id is not None and actor.office in SYNDICATE_OFFICES


def is_manager(actor: Actor) -> bool:
    """The project manager, who prepares acts and steers circuits."""
    return actor.mandate_id is not None and actor.office == Office.PROJECT_MANAGER


def is_local(actor: Actor) -> bool:
    """Acts for a commune, an EPCI or a school syndicate."""
    return actor.mandate_id is not None and actor.office in LOCAL_OFFICES


def is_state(actor: Actor) -> bool:
    """Acts for the Éducation nationale."""
    return actor.mandate_id is not None and actor.office in STATE_OFFICES


def has_office(actor: Actor, *offices: str) -> bool:
    return actor.mandate_id is not None and actor.office in offices


def of_institution(actor: Actor, institution_id: int) -> bool:
    return actor.mandate_id is not None and actor.institution_id == institution_id


def may_see(actor: Actor) -> bool:
    """Reads the public directory."""
    return actor.system or actor.mandate_id is not None


def may_keep_directory(actor: Actor) -> bool:
    """Institutions, schools, competences, districts, memberships."""
    return actor.system or has_office(actor, *DIRECTORY_KEEPERS)


def may_give_accounts(actor: Actor) -> bool:
    """The administrator gives a way in; what it opens is said by mandates."""
    return actor.system or has_office(actor, Office.ADMIN)


def may_announce_council(actor: Actor, institution: Institution) -> bool:
    """The date of the next council: its own people, or the staff who learnt it by telephone."""
    if actor.system or has_office(actor, Office.PROJECT_MANAGER):
        return True
    return actor.office in ACT_KEEPERS and of_institution(actor, institution.pk)


def may_keep_account(actor: Actor, person: Person) -> bool:
    """Open, invite, close: an administrator, for somebody else."""
    return may_give_accounts(actor) and actor.person_id != person.pk


def may_record_mandate(actor: Actor, institution: Institution, office: str, person: Person) -> bool:
    """An administrator anywhere, a preparer at home for local offices; never for oneself."""
    if actor.system:
        return True
    if actor.person_id == person.pk:
        return False
    if has_office(actor, Office.ADMIN):
        return True
    at_home = has_office(actor, Office.PREPARER) and of_institution(actor, institution.pk)
    return at_home and office in LOCAL_OFFICES


def may_confirm_mandate(actor: Actor, mandate: Mandate) -> bool:
    """The project manager, for somebody else's mandate."""
    if actor.system:
        return True
    return has_office(actor, Office.PROJECT_MANAGER) and actor.person_id != mandate.person_id


def may_set_end(actor: Actor, mandate: Mandate) -> bool:
    """The last day, once it is known: the project manager or the jurist, for somebody else."""
    return has_office(actor, *SYNDICATE_KEEPERS) and actor.person_id != mandate.person_id


def may_rule_mandate(actor: Actor, mandate: Mandate) -> bool:
    """Suspend, resume, end before term, annul, waive: the jurist, for somebody else."""
    return has_office(actor, Office.LEGAL_OFFICER) and actor.person_id != mandate.person_id


def may_keep_acts(actor: Actor, institution: Institution) -> bool:
    """Delegations, substitutions, signatories' sheets and addresses of an institution."""
    if actor.system or has_office(actor, *SYNDICATE_KEEPERS):
        return True
    return actor.office in OWN_KEEPERS and of_institution(actor, institution.pk)


def may_announce_absence(actor: Actor, mandate: Mandate) -> bool:
    """The person, for any of their mandates, or those who keep the acts of the body (P13)."""
    own = actor.person_id is not None and actor.person_id == mandate.person_id
    return own or may_keep_acts(actor, mandate.institution)


def may_keep_missions(actor: Actor, mandate: Mandate) -> bool:
    """What an auditor came to examine: the jurist or the director, for somebody else."""
    if actor.system:
        return True
    keeps = has_office(actor, Office.LEGAL_OFFICER, Office.SYNDICATE_DIRECTOR)
    return keeps and actor.person_id != mandate.person_id


def may_check_channel(actor: Actor, channel: ContactChannel) -> bool:
    """The second check of a recent address: the syndicate, for somebody else."""
    if actor.system:
        return True
    return has_office(actor, *SYNDICATE_KEEPERS) and actor.person_id != channel.person_id


def may_see_channel(actor: Actor, institution_id: int | None, person_id: int | None) -> bool:
    """An address in clear: oneself, or those who keep the sheets of that institution."""
    if actor.mandate_id is None:
        return False
    if person_id is not None and actor.person_id == person_id:
        return True
    keeps = actor.office in OWN_KEEPERS or actor.office in SYNDICATE_KEEPERS
    return keeps and institution_id is not None and actor.institution_id == institution_id


def may_expect_deliberation(actor: Actor) -> bool:
    return actor.system or has_office(actor, Office.PROJECT_MANAGER, Office.LEGAL_OFFICER)


def may_deposit_deliberation(actor: Actor, deliberation: Deliberation) -> bool:
    """Upload, record, prove, record a rejection: its own people, or the project manager."""
    if actor.system or has_office(actor, Office.PROJECT_MANAGER):
        return True
    return actor.office in ACT_KEEPERS and of_institution(actor, deliberation.institution_id)


def may_confirm_deliberation(actor: Actor, deliberation: Deliberation) -> bool:
    """Compare what was read with the file: whoever may deposit it, or the jurist."""
    return has_office(actor, Office.LEGAL_OFFICER) or may_deposit_deliberation(actor, deliberation)


def may_rule_deliberation(actor: Actor, deliberation: Deliberation) -> bool:
    """Contest a proof, record a challenge or an annulment: the jurist."""
    return has_office(actor, Office.LEGAL_OFFICER)


def may_set_parameter(actor: Actor) -> bool:
    return actor.system or has_office(actor, Office.ADMIN, Office.LEGAL_OFFICER)
