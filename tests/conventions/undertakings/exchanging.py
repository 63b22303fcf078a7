"""Exchanges of data for the tests: a description, its papers, and each status by its own way."""

from common import clock
from conventions.models import DataExchange
from conventions.undertakings import exchanges
from demo import paper
from documents import store

S = DataExchange.Status
MANAGER, OFFICER, MAYOR = "chef-de-projet", "dpo", "maire"
IDENTITY = "Identité de l’enfant"
ALLERGIES = "Allergies, régimes médicaux, projet d’accueil individualisé"
CONNECTOR = {
    "label": "Cantine et ENT",
    "purpose": "Restauration",
    "editor": "Logiciels du Bocage (fictif)",
    "product": "Table d’Hôte",
    "version": "4.2",
    "contact": "Service de la restauration",
    "categories": [IDENTITY],
    "health": False,
    "details": "",
    "processor": "Logiciels du Bocage, contrat 2026-04",
}
PROJECT = {
    "label": "Fiches sanitaires",
    "purpose": "Fiches sanitaires",
    "editor": "",
    "product": "",
    "version": "",
    "contact": "Service périscolaire",
    "categories": [IDENTITY, ALLERGIES],
    "health": True,
    "details": "Gardées jusqu’à la fin de l’année scolaire.",
    "processor": "Logiciels du Bocage, contrat 2026-04",
}
NATURES = {"connector": CONNECTOR, "project": PROJECT}


def prepared(act, here, nature="connector", who=MAYOR, **changed):
    """A record as the collectivité writes it, without any paper."""
    said = NATURES[nature] | changed
    return exchanges.create(act, nature, said, actor=here.actor(who))


def with_analysis(exchange, here, made_on=None):
    """With an analysis of today, or of ``made_on``."""
    with store.prepared((paper.sheet("Analyse d’impact"), store.PDF)) as (file,):
        return exchanges.attach_analysis(
            exchange, file=file, made_on=made_on or clock.today(), actor=here.actor(MAYOR)
        )


def with_test(exchange, here, result="passed", tested_on=None):
    """With the report of a test of today, or of ``tested_on``."""
    with store.prepared((paper.sheet("Procès-verbal de test"), store.PDF)) as (file,):
        return exchanges.record_test(
            exchange,
            file=file,
            tested_on=tested_on or clock.today(),
            result=result,
            actor=here.actor(MAYOR),
        )


def brought(act, here, status, nature="connector", **changed):
    """A complete record in ``status``, by the moves that lead there."""
    mayor, officer = here.actor(MAYOR), here.actor(OFFICER)
    one = prepared(act, here, nature, **changed)
    if one.health:
        one = with_analysis(one, here)
    if one.is_connector:
        one = with_test(one, here)
    if status == S.PREPARING:
        return one
    if status == S.CLOSED:
        return exchanges.withdraw(one, "close_exchange", reason="Abandonné.", actor=mayor)
    one = exchanges.submit(one, actor=mayor)
    if status == S.SUBMITTED:
        return one
    verb = "return_exchange" if status == S.TO_REVISE else "approve_exchange"
    one = exchanges.decide(one, verb, reason="Motifs de l’avis.", actor=officer)
    if status in (S.TO_REVISE, S.APPROVED):
        return one
    one = exchanges.run(one, "activate_exchange", actor=mayor)
    if status == S.SUSPENDED:
        one = exchanges.run(one, "suspend_exchange", reason="Panne.", actor=mayor)
    return one
