"""Invented names: communes of the range 80Z01 to 80Z40, schools, officials."""

from collections.abc import Iterator

COMMUNES = (
    "Val-Témoin",
    "Longpré-le-Muet",
    "Saint-Spécimen",
    "Bellegabarit",
    "Fontaine-l’Exemple",
    "Mirelieu-sur-Page",
    "Aubercourt-le-Feint",
    "Villers-l’Ébauche",
    "Hautmodèle",
    "Courcelles-sous-Copie",
    "Nouvion-la-Maquette",
    "Beaulieu-le-Brouillon",
    "Saint-Prototype",
    "Rosières-en-Fable",
    "Méricourt-le-Songe",
    "Vaux-l’Essai",
    "Domart-en-Fiction",
    "Lignières-la-Marge",
    "Harbonnières-le-Conte",
    "Sainte-Esquisse",
    "Templeux-le-Rêvé",
    "Bray-sur-Encre",
    "Fresnoy-le-Calque",
    "Guignemont",
    "Hangest-le-Décor",
    "Saint-Figurant",
    "Marcheville-l’Imaginée",
    "Oisemont-la-Rature",
    "Poix-les-Lettres",
    "Quevauvert",
    "Ribeaucourt-en-Rime",
    "Saisseval-le-Rideau",
    "Tilloy-la-Feuille",
    "Ussy-le-Papier",
    "Vironchaux-la-Plume",
    "Warlus-en-Vers",
    "Yvrencheux-le-Signe",
    "Ablain-l’Inventé",
    "Bouchoir-la-Gomme",
)
SCHOOLS = (
    "Jules-Ferry", "Louise-Michel", "Jean-Macé", "Marie-Curie", "Jacques-Prévert", "Les Tilleuls",
    "Victor-Hugo", "Simone-Veil", "La Fontaine", "Rosa-Parks", "Charles-Perrault",
    "Les Marronniers",
    "Émile-Zola", "George-Sand", "Louis-Pasteur", "Les Hortillons", "Jean-Jaurès",
    "Olympe-de-Gouges",
    "Paul-Éluard", "Les Coquelicots", "Saint-Exupéry", "Germaine-Tillion", "Jules-Verne",
    "Le Blé d’or",
    "Georges-Brassens", "Joséphine-Baker", "Henri-Matisse", "Les Peupliers", "Anatole-France",
    "Camille-Claudel", "Pierre-Perret", "Les Saules", "Robert-Desnos", "Maryse-Bastié", "Voltaire",
    "Le Clos fleuri", "Édouard-Lucas", "Lucie-Aubrac", "Condorcet", "Les Alouettes", "Claude-Monet",
    "Alice-Milliat", "Diderot", "Le Petit Bois", "Léo-Lagrange", "Berthe-Morisot", "Montaigne",
    "Les Nénuphars", "Arthur-Rimbaud", "Marguerite-Duras", "Edmond-Rostand", "Le Marais",
    "Jean-Giono", "Niki-de-Saint-Phalle", "Alphonse-Daudet", "Les Glycines", "Maurice-Ravel",
    "Barbara", "Colette", "Les Cerisiers", "Paul-Langevin", "Le Moulin bleu",
)  # fmt: skip
AREAS = (
    "Montval-Ouest",
    "Montval-Centre",
    "Haute-Page",
    "Vallée-du-Signe",
    "Bords-d’Encre",
    "Plaine-des-Lettres",
    "Littoral-des-Fables",
    "Plateau-du-Conte",
    "Marches-du-Songe",
    "Pays-des-Feuillets",
)
LAST_NAMES = (
    "Boidin", "Caudron", "Delabie", "Évrard", "Flament", "Gaffet", "Hocquet", "Isambart", "Jumel",
    "Ketels", "Lemaître", "Magnier", "Nollet", "Obry", "Petitjean", "Quentin", "Roussel",
    "Sénéchal",
    "Thuillier", "Urbain", "Vasseux", "Warin", "Ximenes", "Yvart", "Zaïdi", "Asselin", "Bellard",
    "Cozette", "Ducrocq", "Fauvel", "Gosselin", "Herbet", "Jacquot", "Lamarre", "Masson", "Niquet",
    "Outrebon", "Pruvost", "Rambour", "Saguez", "Tellier", "Voisin", "Wable", "Bayart", "Carlier",
    "Darras", "Fiquet", "Guilbert", "Huyon", "Leclercq", "Mortier", "Noiret", "Poiret", "Retourné",
    "Sueur", "Trancart", "Vimeux", "Blangy", "Corroyer",
)  # fmt: skip
FIRST_NAMES = (
    ("madam", "Lucienne"), ("sir", "Gérard"), ("madam", "Sandrine"), ("sir", "Thomas"),
    ("madam", "Aurélie"), ("sir", "Bernard"), ("madam", "Céline"), ("sir", "Didier"),
    ("madam", "Fatima"), ("sir", "Olivier"), ("madam", "Geneviève"), ("sir", "Karim"),
    ("madam", "Isabelle"), ("sir", "Laurent"), ("madam", "Jeanne"), ("sir", "Michel"),
    ("madam", "Léa"), ("sir", "Nicolas"), ("madam", "Martine"), ("sir", "Patrice"),
    ("madam", "Noémie"), ("sir", "Régis"), ("madam", "Ophélie"), ("sir", "Samuel"),
    ("madam", "Pauline"), ("sir", "Vincent"), ("madam", "Sylvie"), ("sir", "Xavier"),
    ("madam", "Valérie"), ("sir", "Yann"), ("madam", "Brigitte"), ("sir", "Alain"),
    ("madam", "Delphine"), ("sir", "Cédric"), ("madam", "Édith"), ("sir", "François"),
    ("madam", "Agnès"),
)  # fmt: skip
MARK = " (fictive)"


def commune(rank: int) -> tuple[str, str]:
    """Code and name of the invented commune of ``rank``, from 2 (80Z01 is Saint-Modèle)."""
    return f"80Z{rank:02d}", COMMUNES[rank - 2] + MARK


def uai(rank: int) -> str:
    """The UAI of the school of ``rank``, from 1, with its key."""
    number = 809_000 + rank
    return f"0{number}{'ABCDEFGHJKLMNPRSTUVWXYZ'[number % 23]}"


def phone(rank: int) -> str:
    """A number of the range reserved for fiction."""
    return f"01 99 00 00 {rank % 100:02d}"


def people() -> Iterator[tuple[str, str, str]]:
    """Civility, first name, last name: 2 183 pairs, none twice."""
    count = len(LAST_NAMES)
    for rank in range(count * len(FIRST_NAMES)):
        civility, first = FIRST_NAMES[(rank // count + rank) % len(FIRST_NAMES)]
        yield civility, first, LAST_NAMES[rank % count]
