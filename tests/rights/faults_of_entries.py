"""Rules of visibility of the entries of schools, taken out one at a time."""

from conventions.onboarding.models.financing import PlanQuerySet
from conventions.onboarding.models.loans import ItemQuerySet
from conventions.onboarding.models.openings import OrderQuerySet
from conventions.onboarding.models.projects import OpinionQuerySet, ProjectQuerySet
from conventions.onboarding.models.scopes import EntryQuerySet
from conventions.onboarding.models.urgent import BatchQuerySet
from governance.models import people

from .faults import MAYOR, Fault, everything, everything_named, of

BASES = of("onboarding:order", "onboarding:line", "onboarding:order_paper")
ENTRIES: dict[str, Fault] = {
    "orders of bases": Fault(OrderQuerySet, "scope", everything, MAYOR, BASES),
    "orders decided": Fault(OrderQuerySet, "_decided", everything_named, of("provider"), BASES),
    "entries of schools": Fault(EntryQuerySet, "scope", everything, MAYOR, of("onboarding:entry")),
    "projects and photographs": Fault(
        ProjectQuerySet, "scope", everything, MAYOR, of("onboarding:photo")
    ),
    "opinions of inspectors": Fault(
        OpinionQuerySet,
        "scope",
        everything,
        MAYOR,
        of("onboarding:lift", "onboarding:opinion_paper"),
    ),
    "entries of an authority": Fault(
        EntryQuerySet,
        "_of_authority",
        lambda rows, actor: people.Q(pk__isnull=False),
        MAYOR,
        of("onboarding:entry"),
    ),
    "entries of a district": Fault(
        EntryQuerySet,
        "_of_area",
        lambda rows, actor: people.Q(pk__isnull=False),
        of("inspector next door", "digital_adviser next door"),
        of("onboarding:entry"),
    ),
    "entries of a département": Fault(
        EntryQuerySet,
        "_of_department",
        lambda rows, actor: people.Q(pk__isnull=False),
        of("dasen", "dsden_officer"),
        of("onboarding:entry"),
    ),
    "entry of one’s school": Fault(
        EntryQuerySet,
        "_of_school",
        lambda rows, actor: people.Q(pk__isnull=False),
        of("school_head next door", "teacher next door"),
        of("onboarding:entry"),
    ),
    "entries examined": Fault(
        EntryQuerySet,
        "_of_auditor",
        lambda rows, actor: people.Q(pk__isnull=False),
        of("auditor", "auditor without mission"),
        of("onboarding:entry"),
    ),
    "batches of urgency": Fault(BatchQuerySet, "scope", everything, MAYOR, of("onboarding:urgent")),
    "plans and decisions of financing": Fault(
        PlanQuerySet,
        "scope",
        everything,
        MAYOR,
        of("onboarding:financing_file", "onboarding:financing_paper"),
    ),
    "stock of equipment": Fault(
        ItemQuerySet, "scope", everything, MAYOR, of("onboarding:take_out")
    ),
}
