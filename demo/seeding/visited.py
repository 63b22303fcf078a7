"""What is seen in the schools of the demonstration, and recommended there."""

ROOMS = [
    {
        "label": "Classe 1",
        "network": "deux prises murales",
        "display": "tableau interactif de 2019",
        "devices": "1 poste, 6 tablettes",
    },
    {"label": "Classe 2", "network": "aucun", "display": "tableau blanc", "devices": "1 poste"},
    {
        "label": "Salle des maîtres",
        "network": "Wi-Fi",
        "devices": "1 poste, 1 imprimante",
        "remark": "prise électrique à ajouter",
    },
    {"label": "Bibliothèque", "network": "Wi-Fi faible", "devices": "3 postes anciens"},
]
ADVICE = [
    {
        "text": "Câbler la classe 2",
        "owner": "commune",
        "priority": "before_opening",
        "estimate": "420.00",
    },
    {
        "text": "Remplacer le vidéoprojecteur du cycle 3",
        "owner": "commune, après le choix commun",
        "priority": "within_year",
    },
]
