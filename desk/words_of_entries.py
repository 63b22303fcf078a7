"""Sentences of the history about campaigns, entries of schools and orders on their bases."""

ENTRIES = {
    "open_campaign": "a ouvert la campagne",
    "set_step": "a fixé une étape de la campagne",
    "enrol": "a inscrit l’école",
    "pass_step": "étape franchie",
    "start_project": "a commencé le projet pédagogique",
    "write_project": "a écrit le projet pédagogique",
    "keep_council_extract": "a joint l’extrait du conseil d’école",
    "ask_opinion": "avis demandé à l’inspection",
    "record_visit": "a enregistré la visite technique",
    "waive_visit": "a dispensé de visite technique",
    "add_photo": "a ajouté une photographie",
    "prepare_list": "a préparé la liste",
    "add_line": "a ajouté l’école à la liste",
    "tick": "a enregistré le préalable",
}
