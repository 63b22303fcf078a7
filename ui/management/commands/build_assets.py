"""Put together the one stylesheet and the one script of the site."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

BUNDLES = {
    "site.css": (
        "node_modules/bootstrap/dist/css/bootstrap.min.css",
        "ui/assets/theme.css",
        "ui/assets/components.css",
    ),
    "site.js": (
        "node_modules/htmx.org/dist/htmx.min.js",
        "ui/assets/site.js",
        "ui/assets/keeping.js",
        "ui/assets/typing.js",
        "ui/assets/sitting.js",
    ),
}
# A source map that is not shipped would stop collectstatic.
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+")


class Command(BaseCommand):
    """Run after ``npm ci`` and after each change of ui/assets; writes ui/static/ui/vendor."""

    help = "Écrit la feuille de style et le script du site (après npm ci)."
    requires_system_checks = []  # a step of the set-up, before database and keys exist

    def handle(self, *args: Any, **options: Any) -> None:
        target = settings.BASE_DIR / "ui/static/ui/vendor"
        target.mkdir(parents=True, exist_ok=True)
        for name, sources in BUNDLES.items():
            text = "\n".join(self._read(settings.BASE_DIR / source) for source in sources)
            (target / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"{name} : {len(text) // 1024} ko")

    def _read(self, path: Path) -> str:
        if not path.exists():
            raise CommandError(
                f"Fichier attendu : {path.relative_to(settings.BASE_DIR)}. "
                "Il n'a pas été trouvé ; lancez d'abord « npm ci »."
            )
        return SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))
