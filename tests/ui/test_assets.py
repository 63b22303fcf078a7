"""What the browser loads: two files, put together without any address of another machine."""

import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ui.management.commands import build_assets


def test_the_lock_file_holds_no_address():
    text = (settings.BASE_DIR / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text


def test_packages_are_pinned_exactly():
    wanted = json.loads((settings.BASE_DIR / "package.json").read_text(encoding="utf-8"))
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(version[0].isdigit() for version in versions)


def test_the_bundles_hold_their_sources_and_no_source_map(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    for sources in build_assets.BUNDLES.values():
        for source in sources:
            file = tmp_path / source
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"/* {source} */\n/*# sourceMappingURL=x.map */")
    call_command("build_assets", stdout=io.StringIO())
    css = (tmp_path / "ui/static/ui/vendor/site.css").read_text()
    assert css.index("bootstrap.min.css") < css.index("theme.css") < css.index("components.css")
    assert "sourceMappingURL" not in css


def test_a_missing_package_is_named(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="npm ci"):
        call_command("build_assets")
