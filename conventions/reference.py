"""What the software ships and every installation needs: parameters, models, circuits, values."""

import datetime as dt
from pathlib import Path

from audit.actor import SYSTEM
from circuits import loading
from documents import catalogue
from governance import parameters, registry

from . import defaults, kinds, library

CIRCUITS = Path(__file__).parent / "data" / "circuits.toml"


def load(on: dt.date) -> dict[str, int]:
    """Record what is not known yet, models and values in use from ``on``; twice adds nothing.

    What an administrator recorded is left alone. Returns how many rows of each kind were added.
    Raises ``Refused`` for a shipped model whose words changed under the same version.
    """
    return {
        "paramètres juridiques": parameters.load(),
        "modèles Word": len(catalogue.load_shipped(on=on, actor=SYSTEM)),
        "circuits": loading.load(CIRCUITS, actor=SYSTEM),
        "natures d’acte": kinds.load(SYSTEM),
        "clauses": library.load(SYSTEM),
        "valeurs de départ": defaults.load_defaults(on, SYSTEM),
        **registry.load_shipped(on),
    }
