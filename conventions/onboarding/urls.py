"""Addresses of campaigns and of the entries of schools."""

from django.urls import path

from .views import (
    campaigns,
    enrolling,
    entries,
    families,
    financing,
    lending,
    letters,
    openings,
    opinions,
    projects,
    training,
    training_plans,
    urgent,
    visits,
)

app_name = "onboarding"
urlpatterns = [
    path("", campaigns.campaigns, name="list"),
    path("ouvrir/", campaigns.open_campaign, name="open_campaign"),
    path("<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("<uuid:public_id>/liste/", entries.schools, name="schools"),
    path("<uuid:public_id>/inscrire/", enrolling.enrol, name="enrol"),
    path("<uuid:public_id>/proposer/", enrolling.enrol_own, name="enrol_own"),
    path("<uuid:public_id>/reconduire/", campaigns.carry_over, name="carry_over"),
    path("<uuid:public_id>/financement/", financing.campaign_financing, name="campaign_financing"),
    path("<uuid:public_id>/urgence/", urgent.prepare_urgent, name="prepare_urgent"),
    path("etapes/<uuid:public_id>/", campaigns.step, name="step"),
    path("dossiers/<uuid:public_id>/", entries.entry, name="entry"),
    path("dossiers/<uuid:public_id>/etape/<slug:verb>/", entries.move, name="move"),
    path("avis/", opinions.desk, name="desk"),
    path("avis/<uuid:public_id>/lever/", opinions.lift, name="lift"),
    path("avis/<uuid:public_id>/constater/", opinions.harden, name="harden"),
    path("avis/<uuid:public_id>/avis.<slug:shape>", opinions.paper, name="opinion_paper"),
    path("photos/<uuid:public_id>/", visits.photo, name="photo"),
    path("parts/<uuid:public_id>/retirer/", financing.remove_share, name="remove_share"),
    path("equipements/<uuid:public_id>/retirer/", financing.remove_item, name="remove_item"),
    path("decisions/<uuid:public_id>/copie/", financing.decision_file, name="financing_file"),
    path(
        "decisions/<uuid:public_id>/<slug:name>.<slug:shape>",
        letters.financing,
        name="financing_paper",
    ),
    path("urgences/", urgent.urgents, name="urgents"),
    path("urgences/decisions/<uuid:public_id>/copie/", urgent.urgent_file, name="urgent_file"),
    path("urgences/ecoles/<uuid:public_id>/retirer/", urgent.remove_row, name="remove_urgent_row"),
    path("dettes/<uuid:public_id>/<slug:verb>/", urgent.move_debt, name="move_debt"),
    path("ouvertures/", openings.orders, name="orders"),
    path("ouvertures/preparer/", openings.prepare_order, name="prepare_order"),
    path("ouvertures/<uuid:public_id>/", openings.order, name="order"),
    path("ouvertures/<uuid:public_id>/ajouter/", openings.add_lines, name="add_lines"),
    path("ouvertures/<uuid:public_id>/decision/", openings.decision, name="order_decision"),
    path(
        "ouvertures/<uuid:public_id>/<slug:name>.<slug:shape>", openings.paper, name="order_paper"
    ),
    path("ouvertures/<uuid:public_id>/etape/<slug:verb>/", openings.move_order, name="move_order"),
    path("ouvertures/ecoles/<uuid:public_id>/", openings.line, name="line"),
    path("ouvertures/ecoles/<uuid:public_id>/prealable/<slug:name>/", openings.tick, name="tick"),
    path(
        "ouvertures/ecoles/<uuid:public_id>/etape/<slug:verb>/",
        openings.move_line,
        name="move_line",
    ),
]
urlpatterns += [
    path("classes/<uuid:public_id>/", families.count_class, name="count_class"),
    path("aides/<uuid:public_id>/", families.answer_help, name="answer_help"),
    path("materiel/", lending.stock, name="stock"),
    path("materiel/ajouter/", lending.bring, name="bring"),
    path("materiel/<uuid:public_id>/sortir/", lending.take_out, name="take_out"),
    path("prets/demandes/<uuid:public_id>/", lending.lend, name="lend"),
    path("prets/demandes/<uuid:public_id>/refuser/", lending.decline, name="decline_loan"),
    path("prets/<uuid:public_id>/", lending.loan, name="loan"),
    path("prets/<uuid:public_id>/retour/", lending.give_back, name="give_back"),
    path("prets/<uuid:public_id>/non-rendu/", lending.lose, name="lose"),
]
urlpatterns += [
    path("formations/", training.sessions, name="sessions"),
    path("formations/prevoir/", training.plan_session, name="plan_session"),
    path("formations/plans/", training_plans.plans_list, name="plans"),
    path("formations/plans/commencer/", training_plans.begin_plan, name="begin_plan"),
    path("formations/plans/<uuid:public_id>/", training_plans.plan, name="plan"),
    path(
        "formations/plans/<uuid:public_id>/plan.<slug:shape>",
        training_plans.plan_paper,
        name="plan_paper",
    ),
    path("formations/plans/<uuid:public_id>/ecrire/", training_plans.write_plan, name="write_plan"),
    path(
        "formations/plans/<uuid:public_id>/etape/<slug:verb>/",
        training_plans.move_plan,
        name="move_plan",
    ),
    path("formations/couverture/<uuid:public_id>/", training_plans.covered, name="coverage"),
    path("formations/attestations/<uuid:public_id>/", training.attestation, name="attestation"),
    path(
        "formations/convoques/<uuid:public_id>/<slug:name>.docx",
        training.paper,
        name="training_paper",
    ),
    path("formations/<uuid:public_id>/", training.session, name="session"),
    path("formations/<uuid:public_id>/modifier/", training.change_session, name="change_session"),
    path("formations/<uuid:public_id>/ecoles/", training.cover, name="cover_session"),
    path("formations/<uuid:public_id>/feuille/", training.sheet, name="session_sheet"),
    path("formations/<uuid:public_id>/seance.ics", training.session_calendar, name="session_ics"),
    path(
        "formations/<uuid:public_id>/etape/<slug:verb>/",
        training.move_session,
        name="move_session",
    ),
]
_OF_A_FILE = [
    ("projet/", projects.project, "project"),
    ("projet/enregistrer/", projects.autosave, "autosave_project"),
    ("projet/deposer/", projects.submit, "submit_project"),
    ("projet/conseil/", projects.extract, "council_extract"),
    ("projet/conseil/extrait.pdf", projects.extract_file, "council_file"),
    ("projet/projet.<slug:shape>", projects.paper, "project_paper"),
    ("refus/<slug:name>.<slug:shape>", letters.refusal, "refusal_paper"),
    ("distribution/fiche.<slug:shape>", letters.families_sheet, "families_paper"),
    ("visite/", visits.visit, "visit"),
    ("visite/compte-rendu.<slug:shape>", visits.report, "visit_paper"),
    ("visite/dispense/", visits.waive, "waive_visit"),
    ("visite/photo/", visits.add_photo, "add_photo"),
    ("distribution/", families.distribution, "distribution"),
    ("distribution/familles/", families.inform, "inform"),
    ("distribution/classe/", families.add_class, "add_class"),
    ("activation/", families.activation, "activation"),
    ("aide/", families.ask_help, "ask_help"),
    ("pret/", lending.ask_loan, "ask_loan"),
    ("financement/", financing.financing, "financing"),
    ("financement/cout/", financing.prepare, "prepare_financing"),
    ("financement/part/", financing.add_share, "add_share"),
    ("financement/equipement/", financing.add_item, "add_item"),
    ("financement/accord/", financing.agree, "agree_equipment"),
    ("financement/demander/", financing.ask_again, "ask_financing_again"),
    ("financement/decision/", financing.decide, "decide_financing"),
    ("financement/refus/", financing.decline, "decline_financing"),
    ("financement/ratification/", financing.ratify, "ratify_financing"),
]
urlpatterns += [
    path(f"dossiers/<uuid:public_id>/{where}", view, name=name) for where, view, name in _OF_A_FILE
]
urlpatterns.append(
    path("dossiers/<uuid:public_id>/projet/<slug:verb>/", projects.move, name="move_project")
)
_OF_A_BATCH = [
    ("", urgent.urgent, "urgent"),
    ("corriger/", urgent.change_urgent, "change_urgent"),
    ("decision/", urgent.join_decision, "join_decision"),
    ("ajouter/", urgent.add_rows, "add_urgent_rows"),
    ("lancer/", urgent.launch_urgent, "launch_urgent"),
    ("abandonner/", urgent.abandon_urgent, "abandon_urgent"),
    ("travail/", urgent.urgent_work, "urgent_work"),
    ("reprendre/", urgent.retry_urgent, "retry_urgent"),
    ("retour/", urgent.set_return, "set_return"),
]
urlpatterns += [
    path(f"urgences/<uuid:public_id>/{where}", view, name=name) for where, view, name in _OF_A_BATCH
]
