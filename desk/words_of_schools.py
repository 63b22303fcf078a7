"""Sentences of the history about schools, their districts and their calendar."""

SCHOOLS = {
    "create_circonscription": "a ajouté la circonscription",
    "create_school": "a ajouté l’école",
    "change_school": "a modifié l’école",
    "close_school": "a enregistré la fermeture de l’école",
    "link_school": "a rattaché l’école à la circonscription",
    "end_link": "a mis fin au rattachement",
    "record_competence": "a enregistré la compétence scolaire",
    "end_competence": "a mis fin à la compétence scolaire",
    "prepare_event": "a préparé l’événement",
    "name_in_event": "a ajouté l’école à l’événement",
    "apply_event_line": "a appliqué l’événement à l’école",
    "load_school_year": "a chargé l’année scolaire",
    "record_school_year": "a enregistré l’année scolaire",
    "change_school_year": "a modifié l’année scolaire",
}
