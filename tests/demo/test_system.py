"""What the machine must have: said with the very line to type."""

import sys

import pytest

from scripts import check_system


@pytest.fixture
def not_root(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)


def test_who_may_not_install_reads_the_line_to_type(not_root, monkeypatch, capsys):
    monkeypatch.setattr(check_system, "missing_packages", lambda: ["poppler-utils", "npm"])
    assert check_system.main() == 1
    said = capsys.readouterr().err
    assert "sudo apt-get install -y --no-install-recommends poppler-utils npm\n" in said
    assert "puis relancez" in said


def test_a_program_that_is_on_the_path_is_enough(monkeypatch):
    monkeypatch.setattr(check_system.shutil, "which", lambda name: name if name == "npm" else None)
    assert check_system.present("npm", "npm")
    assert not check_system.present("chromium", "chromium")


def test_a_python_that_cannot_make_an_environment_lacks_its_package(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "python3-venv" in check_system.missing_packages()


def test_another_python_is_refused_with_the_way_to_name_the_right_one(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert check_system.main() == 1
    assert "make run PYTHON=/usr/bin/python3.11" in capsys.readouterr().err
