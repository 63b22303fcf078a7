"""Sentences of the history about campaigns and the entries of schools."""

ENTRIES = {
    "open_campaign": "a ouvert la campagne",
    "set_step": "a fixé une étape de la campagne",
    "enrol": "a inscrit l’école",
    "pass_step": "étape franchie",
}
