"""What changes A's act in force: an amendment that its author writes."""

from common import clock
from conventions import kinds
from conventions.models import (
    AUTHORITY,
    STATE,
    SYNDICATE,
    Convention,
    Modification,
    ModifiedArticle,
    Rectification,
    RectifiedError,
    Way,
)
from tests import factories

from .scene import World

BODIES = {AUTHORITY: "commune", STATE: "dsden", SYNDICATE: "syndicate"}


def of_the_act(world: World) -> None:
    """A draft of amendment to A's act in force, with one article."""
    initial = world.conventions["in_force"]
    act = _act(world, "avenant-tripartite", "ZQAVENANT-A1", "Zqtitre de l’avenant", initial)
    link = factories.recorded(
        Modification(
            act=act,
            initial=initial,
            way=Way.AMENDMENT,
            number=1,
            reason="other",
            reason_text="zqmotif",
            before={
                "unit_price": "9.87",
                "max_accounts": 150,
                "max_yearly_amount": "1500.00",
                "duration_months": 36,
                "schools": {},
            },
        )
    )
    factories.recorded(
        ModifiedArticle(
            modification=link,
            key="article-essai",
            article="Article essai",
            row="R23",
            old="zqancien",
            new="zqremarque",
            order=1,
        )
    )
    world.things["amendment"] = act
    _slip(world, initial)
    _rectification(world, initial)


def _rectification(world: World, initial: Convention) -> None:
    """A rectification proposed, then one that its author writes."""
    owner = factories.mandate_of(world.of_a["project_manager"])
    for status, name in (("proposed", "rectification"), ("draft", "rectification draft")):
        made = factories.recorded(
            Rectification(
                convention=initial,
                reference=f"ZQREC-2026-{status}",
                owner=owner,
                status=status,
                proposed_at=clock.now() if status == "proposed" else None,
            )
        )
        world.things[name] = made
        factories.recorded(
            RectifiedError(
                rectification=made,
                key="copie",
                place="zqemplacement",
                row="R01",
                wrong="zqfaux",
                right="zqremarque",
                evidence="zqpièce",
            )
        )


def _slip(world: World, initial: Convention) -> None:
    """A draft of the slip by which a school enters it."""
    act = _act(world, "bulletin-entree", "ZQBE-2026-001", "Zqtitre du bulletin", initial)
    link = Modification(act=act, initial=initial, way=Way.ENTRY_SLIP, before={"schools": {}})
    factories.recorded(link)
    world.things["slip"] = act


def _act(world: World, kind: str, reference: str, title: str, initial: Convention) -> Convention:
    act = factories.recorded(
        Convention(
            kind=kinds.current(kind),
            reference=reference,
            title=title,
            owner=factories.mandate_of(world.of_a["project_manager"]),
            circonscription=initial.circonscription,
            starts_on=clock.today(),
            ends_on=initial.ends_on,
            unit_price="9.87",
            max_accounts=150,
            max_yearly_amount="1500",
        )
    )
    things = {role: world.things[body] for role, body in BODIES.items()}
    for party in kinds.parties(act, things):
        factories.recorded(party)
    return Convention.unscoped.get(pk=act.pk)
