"""Around an act in force of an invented commune: messages to parents, exchanges of data."""

from audit.actor import Actor
from common import clock
from conventions.models import AUTHORITY, Convention, DataExchange, Status
from conventions.undertakings import exchanges, messages
from demo import paper
from demo.world import World
from documents import store
from governance import acting
from governance.models import Mandate
from governance.offices import Office

from . import territory

CATEGORIES = ("ENF-01", "ENF-03", "COM-01")


def bring_undertakings(world: World) -> None:
    """Once: nothing is added to an act that has its senders already."""
    act = _act()
    if act is None or act.senders.exists():
        return
    people = _people(act)
    mayor = next((each for each in people if each.office == Office.EXECUTIVE), None)
    if mayor is None:
        return
    writes = next((each for each in people if each.office == Office.PREPARER), mayor)
    actor = acting.actor_of(mayor)
    messages.authorise(act, CATEGORIES, [writes], starts_on=clock.today(), actor=actor)
    messages.report(
        act,
        writer="authority",
        category="Restauration",
        sent_on=clock.today(),
        ground="commercial",
        text="Le menu de la semaine s’accompagne d’une annonce pour une vente (message inventé).",
        actor=_inspector(act, world),
    )
    _connector(act, actor, world.actor("dpo"))
    _project(act, actor)


def _connector(act: Convention, mayor: Actor, officer: Actor) -> None:
    """Tested, approved, in service."""
    said = {
        "label": "Menus et inscriptions à la cantine",
        "purpose": "Restauration",
        "editor": "Logiciels du Bocage (fictif)",
        "product": "Table d’Hôte (fictif)",
        "version": "4.2",
        "contact": "Service de la restauration, à la mairie",
        "categories": [
            "Identité de l’enfant",
            "École et classe",
            "Repas sans indication de santé ni de conviction",
        ],
        "details": "De l’ENT vers le logiciel, chaque nuit. Gardé jusqu’à la fin de l’année.",
        "processor": "Logiciels du Bocage (fictif), contrat n° 2026-04 du 2 avril 2026",
    }
    made = exchanges.create(act, DataExchange.Nature.CONNECTOR, said, actor=mayor)
    with store.prepared((paper.sheet("PROCÈS-VERBAL DE TEST", "Version 4.2"), store.PDF)) as files:
        made = exchanges.record_test(
            made, file=files[0], tested_on=clock.today(), result="passed", actor=mayor
        )
    made = exchanges.submit(made, actor=mayor)
    reason = "Données proportionnées à la restauration, durée bornée, contrat conforme."
    made = exchanges.decide(made, "approve_exchange", reason=reason, actor=officer)
    exchanges.run(made, "activate_exchange", actor=mayor)


def _project(act: Convention, mayor: Actor) -> None:
    """Data concerning health, with its analysis: it waits for the officer."""
    said = {
        "label": "Fiches sanitaires de l’accueil du soir",
        "purpose": "Fiches sanitaires",
        "contact": "Service périscolaire, à la mairie",
        "categories": [
            "Identité de l’enfant",
            "Identité et coordonnées des responsables légaux",
            "Allergies, régimes médicaux, projet d’accueil individualisé",
        ],
        "health": True,
        "details": "Remplies par les parents, lues par les animateurs. Effacées en juillet.",
        "processor": "Éditions de la Ronde (fictif), contrat n° 2026-11 du 4 mai 2026",
    }
    made = exchanges.create(act, DataExchange.Nature.PROJECT, said, actor=mayor)
    with store.prepared((paper.sheet("ANALYSE D’IMPACT"), store.PDF)) as files:
        made = exchanges.attach_analysis(made, file=files[0], made_on=clock.today(), actor=mayor)
    exchanges.submit(made, actor=mayor)


def _act() -> Convention | None:
    """The act in force of the last invented commune."""
    return Convention.unscoped.filter(
        parties__role=AUTHORITY,
        parties__institution=territory.invented_communes()[-1],
        status=Status.IN_FORCE,
    ).first()


def _people(act: Convention) -> list[Mandate]:
    held = Mandate.unscoped.valid(clock.now()).filter(institution=act.authority)
    return list(held.with_words().order_by("pk"))


def _inspector(act: Convention, world: World) -> acting.Actor:
    """The inspector of the act's district, or whoever prepares it."""
    held = Mandate.unscoped.valid(clock.now()).filter(
        office=Office.INSPECTOR, circonscription=act.circonscription
    )
    found = held.with_words().first()
    return acting.actor_of(found) if found is not None else world.actor("chef-de-projet")
