"""Addresses of the directory."""

from django.urls import path

from .views import (
    absences,
    accounts,
    acts,
    home,
    imports,
    institutions,
    mandates,
    missions,
    parameters,
    people,
    rulings,
    school_events,
    school_years,
    schools,
    switching,
)

app_name = "governance"
urlpatterns = [
    path("mandat/", switching.switch_mandate, name="switch_mandate"),
    path("repertoire/", home.home, name="home"),
    path("repertoire/institutions/", institutions.institutions, name="institutions"),
    path("repertoire/institutions/nouvelle/", institutions.create, name="create_institution"),
    path("repertoire/institutions/<uuid:public_id>/", institutions.institution, name="institution"),
    path(
        "repertoire/institutions/<uuid:public_id>/modifier/",
        institutions.change,
        name="change_institution",
    ),
    path(
        "repertoire/institutions/<uuid:public_id>/nom/",
        institutions.rename,
        name="rename_institution",
    ),
    path(
        "repertoire/institutions/<uuid:public_id>/conseil/",
        institutions.announce_council,
        name="announce_council",
    ),
    path(
        "repertoire/institutions/<uuid:public_id>/coordonnees/",
        institutions.add_channel,
        name="add_institution_channel",
    ),
    path("repertoire/ecoles/", schools.schools, name="schools"),
    path("repertoire/ecoles/<uuid:public_id>/", schools.school, name="school"),
    path("repertoire/ecoles/<uuid:public_id>/modifier/", schools.change, name="change_school"),
    path(
        "repertoire/ecoles/<uuid:public_id>/competence/",
        schools.add_competence,
        name="add_competence",
    ),
    path("repertoire/ecoles/<uuid:public_id>/circonscription/", schools.link, name="link_school"),
    path("repertoire/circonscriptions/", schools.circonscriptions, name="circonscriptions"),
    path(
        "repertoire/circonscriptions/<uuid:public_id>/",
        schools.circonscription,
        name="circonscription",
    ),
    path("repertoire/personnes/", people.people, name="people"),
    path("repertoire/personnes/nouvelle/", people.create, name="create_person"),
    path("repertoire/personnes/<uuid:public_id>/", people.person, name="person"),
    path(
        "repertoire/personnes/<uuid:public_id>/mandat/",
        mandates.record,
        name="record_mandate",
    ),
    path(
        "repertoire/personnes/<uuid:public_id>/compte/ouvrir/",
        accounts.open_account,
        name="open_account",
    ),
    path(
        "repertoire/personnes/<uuid:public_id>/compte/inviter/",
        accounts.invite,
        name="invite_again",
    ),
    path(
        "repertoire/personnes/<uuid:public_id>/compte/fermer/",
        accounts.close,
        name="close_account",
    ),
    path(
        "repertoire/personnes/<uuid:public_id>/compte/rouvrir/",
        accounts.reopen,
        name="reopen_account",
    ),
    path(
        "repertoire/personnes/<uuid:public_id>/compte/second-facteur/",
        accounts.reset_second_factor,
        name="reset_second_factor",
    ),
    path(
        "repertoire/personnes/<uuid:public_id>/coordonnees/",
        people.add_channel,
        name="add_person_channel",
    ),
    path(
        "repertoire/coordonnees/<uuid:public_id>/retirer/",
        people.close_channel,
        name="close_channel",
    ),
    path(
        "repertoire/coordonnees/<uuid:public_id>/verifier/",
        people.check_channel,
        name="check_channel",
    ),
    path("repertoire/mandats/", mandates.mandates, name="mandates"),
    path("repertoire/mandats/<uuid:public_id>/", mandates.mandate, name="mandate"),
    path(
        "repertoire/mandats/<uuid:public_id>/confirmer/", mandates.confirm, name="confirm_mandate"
    ),
    path("repertoire/mandats/<uuid:public_id>/terminer/", mandates.end, name="end_mandate"),
    path(
        "repertoire/mandats/<uuid:public_id>/decider/<slug:verb>/",
        rulings.rule,
        name="rule_mandate",
    ),
    path(
        "repertoire/mandats/<uuid:public_id>/delegation/", acts.delegate, name="record_delegation"
    ),
    path(
        "repertoire/mandats/<uuid:public_id>/suppleance/",
        acts.substitute,
        name="record_substitution",
    ),
    path(
        "repertoire/mandats/<uuid:public_id>/absence/", absences.announce, name="announce_absence"
    ),
    path("repertoire/mandats/<uuid:public_id>/mission/", missions.record, name="record_mission"),
    path("repertoire/missions/<uuid:public_id>/terminer/", missions.end, name="end_mission"),
    path("repertoire/missions/<uuid:public_id>/lettre/", missions.letter, name="mission_letter"),
    path("repertoire/absences/<uuid:public_id>/terminer/", absences.end, name="end_absence"),
    path("repertoire/mandats/<uuid:public_id>/fiche/", acts.sheet, name="register_sheet"),
    path("repertoire/fiches/<uuid:public_id>/", acts.sheet_scan, name="sheet_scan"),
    path(
        "repertoire/delegations/<uuid:public_id>/publier/", acts.publish, name="publish_delegation"
    ),
    path(
        "repertoire/delegations/<uuid:public_id>/retirer/",
        acts.end_delegation,
        name="end_delegation",
    ),
    path(
        "repertoire/suppleances/<uuid:public_id>/terminer/",
        acts.end_substitution,
        name="end_substitution",
    ),
    path("repertoire/parametres/", parameters.parameters, name="parameters"),
    path("repertoire/parametres/<uuid:public_id>/", parameters.parameter, name="parameter"),
    path(
        "repertoire/parametres/<uuid:public_id>/valeur/",
        parameters.set_value,
        name="set_parameter",
    ),
    path("repertoire/evenements/", school_events.events, name="school_events"),
    path(
        "repertoire/evenements/nouveau/<slug:kind>/",
        school_events.prepare,
        name="prepare_school_event",
    ),
    path("repertoire/evenements/<uuid:public_id>/", school_events.event, name="school_event"),
    path(
        "repertoire/evenements/<uuid:public_id>/avancement/",
        school_events.progress,
        name="school_event_progress",
    ),
    path(
        "repertoire/evenements/<uuid:public_id>/abandonner/",
        school_events.withdraw,
        name="withdraw_school_event",
    ),
    path(
        "repertoire/evenements/<uuid:public_id>/decider/<slug:verb>/",
        school_events.decide,
        name="decide_school_event",
    ),
    path("repertoire/calendrier/", school_years.years, name="school_years"),
    path("repertoire/calendrier/importer/", school_years.upload, name="import_school_years"),
    path("repertoire/calendrier/enregistrer/", school_years.store_years, name="store_school_years"),
    path("repertoire/calendrier/saisir/", school_years.record, name="record_school_year"),
    path("repertoire/importer/ecoles/", imports.upload, name="import_schools"),
    path("repertoire/importer/ecoles/lancer/", imports.start, name="start_import"),
    path("repertoire/importer/travaux/<uuid:public_id>/", imports.job, name="import_job"),
    path(
        "repertoire/importer/travaux/<uuid:public_id>/avancement/",
        imports.progress,
        name="import_progress",
    ),
]
