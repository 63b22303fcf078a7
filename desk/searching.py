"""Search across domains: each app's own search, the same scope as its list."""

from dataclasses import dataclass

from audit.actor import Actor
from conventions import search as conventions
from conventions.models import Convention
from governance.committees.models import Committee
from governance.models import Institution, School

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What answers to a few words, by kind; each list is cut at ``LIMIT``."""

    conventions: tuple[Convention, ...]
    institutions: tuple[Institution, ...]
    schools: tuple[School, ...]
    committees: tuple[Committee, ...]

    def __bool__(self) -> bool:
        return bool(self.conventions or self.institutions or self.schools or self.committees)


def everywhere(actor: Actor, words: str) -> Found:
    """Acts, institutions, schools and instances that ``words`` (name, code, reference) may mean."""
    acts = conventions.conventions(actor, {"q": words})[:LIMIT]
    return Found(
        tuple(acts),
        _named(Institution.objects.visible_to(actor), words, ("siren", "insee_code")),
        _named(School.objects.visible_to(actor), words, ("uai",)),
        _named(Committee.objects.visible_to(actor), words, ("reference",)),
    )


def _named(rows: object, words: str, codes: tuple[str, ...]) -> tuple:  # type: ignore[type-arg]
    """Rows whose name holds the words, accents forgiven, or whose code is the words."""
    wanted, digits = conventions.plain(words), "".join(words.split()).upper()
    keys = []
    for key, name, *values in rows.values_list("pk", "name", *codes).iterator():  # type: ignore[attr-defined]
        if digits in values or (len(wanted) > 1 and wanted in conventions.plain(name)):
            keys.append(key)
            if len(keys) == LIMIT:
                break
    return tuple(rows.filter(pk__in=keys))  # type: ignore[attr-defined]
