"""Files of these tests stand in a folder of their own: rows are given back, files are not."""

import pytest


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
