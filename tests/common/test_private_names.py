"""Names of pupils and families in a free text: what is seen, what is left alone, what is missed."""

import pytest

from common.private_names import LIMITS, found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("L’élève Léo n’a pas d’ordinateur.", ["Léo"]),
        ("Appelé la famille Petit-Jean hier.", ["Petit-Jean"]),
        ("La maman de Zoé est venue.", ["Zoé"]),
        ("Les parents d’Inès refusent.", ["Inès"]),
        ("Vu Mme Durand, mère d’un élève.", ["Durand"]),
        ("L’enfant s’appelle Tom Martin.", ["Tom Martin"]),
        ("Le père : M. Durand", ["Durand"]),
        ("Prêt à Léo (CE2).", ["Léo"]),
        ("Prêt à Zoé en CM1.", ["Zoé"]),
        ("Élève Nadia : absente.", ["Nadia"]),
        ("Sa sœur Lina attend.", ["Lina"]),
        ("La petite Zoé est absente.", ["Zoé"]),
        ("Les jumeaux Martin ont deux comptes.", ["Martin"]),
        ("Fiche remise au responsable de Tom.", ["Tom"]),
        ("Responsable légal : Mme Durand", ["Durand"]),
        ("eleve MARTIN sans connexion", ["MARTIN"]),
        ("L’e\u0301le\u0300ve Léo attend.", ["Léo"]),
    ],
)
def test_a_name_beside_a_word_of_the_family_is_seen(text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sept familles refusent, douze acceptent.",
        "Réunion des parents à la mairie, le 3 mai.",
        "Mme Royer, maire, reçoit les parents élus.",
        "M. Petit, parent d’élève élu, est au conseil d’école.",
        "Les élèves de CM2 utilisent l’ENT.",
        "Familles : Refus de principe.",
        "Trois élèves du CE1 sans connexion.",
        "Les parents demandent une réunion. Le maire accepte.",
        "Ordinateurs à l’étude ; onze familles aidées.",
        "Deux enfants n’ont pas de tablette.\nLa directrice rappelle.",
        "M. Petit, Maire, et Mme Petit, IEN, sont venus.",
        "Petite Section et Moyenne Section",
        "Les élèves ULIS et SEGPA ont leur compte.",
        "Le responsable du réseau est la commune.",
        "Mme Dupont, directrice, et Léa MARTIN, enseignante.",
    ],
)
def test_counts_functions_and_elected_parents_are_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("doublon de Mme Petit", ["Petit"]),
        ("doublon de Mme ROUX", ["ROUX"]),
        ("compte Léa MARTIN absent", ["Léa MARTIN"]),
        ("le père de Léa", ["Léa"]),
        ("12 élèves en double, Fichier ONDE du 3 mai", []),
        ("Fichier refusé par le Prestataire", []),
        ("Madame la directrice a rappelé la DSDEN", []),
    ],
)
def test_a_text_in_which_nobody_is_named_names_no_teacher_either(text, names):
    assert found(text, anyone=True) == names


def test_a_place_that_is_known_is_no_person():
    text = "Les familles de Saint-Modèle attendent la fibre."
    assert found(text) == ["Saint-Modèle"]
    assert found(text, ["Commune de Saint-Modèle"]) == []


@pytest.mark.parametrize("text", ["léo n’a rien", "l’élève léo", "Durand a rappelé.", "élève LÉO"])
def test_the_limits_that_are_said_are_true(text):
    """Small letters, a name alone, a short one in capitals: whoever types is told so."""
    assert found(text) == []
    assert "minuscules" in LIMITS
    assert "nom seul" in LIMITS
    assert "nom court en capitales" in LIMITS
