"""The seal key: usable, or refused with what to do; never replaced by nothing."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from documents.pdf import demo_keys, keys
from documents.pdf.errors import SealUnavailable

AT = datetime(2026, 6, 15, 8, 42, tzinfo=UTC)


@pytest.fixture
def real_seal(var_dir, tmp_path, settings):
    """A seal of an ordinary organisation, valid from January to December 2026."""
    authority = demo_keys.open_authority(var_dir / "keys")
    path = tmp_path / "cachet.p12"

    def install(
        organisation="Somme Numérique", passphrase="", last=datetime(2026, 12, 31, tzinfo=UTC)
    ):
        path.write_bytes(
            demo_keys.issue(
                authority,
                "Cachet",
                now=AT,
                organisation=organisation,
                passphrase=passphrase,
                valid=(datetime(2026, 1, 1, tzinfo=UTC), last),
                bits=2048,
            )
        )
        settings.SEAL_PKCS12 = str(path)
        return path

    return install


def test_the_configured_seal_names_its_organisation(real_seal):
    real_seal()
    assert keys.seal(AT).organisation == "Somme Numérique"
    assert keys.status(AT).refusal == ""
    assert keys.status(AT).warning == ""


def test_a_loaded_seal_is_kept_until_its_file_changes(real_seal):
    path = real_seal()
    first = keys.seal(AT)
    assert keys.seal(AT) is first
    path.unlink()
    real_seal(organisation="Autre syndicat")
    assert keys.seal(AT).organisation == "Autre syndicat"


def test_no_seal_configured_is_refused(settings):
    settings.DEMO = False
    with pytest.raises(SealUnavailable, match="Aucun cachet n’est configuré"):
        keys.seal(AT)


def test_a_missing_file_is_refused_without_its_folder(real_seal):
    path = real_seal()
    path.unlink()
    with pytest.raises(SealUnavailable, match="introuvable") as refusal:
        keys.seal(AT)
    assert str(path.parent) not in str(refusal.value)


def test_a_damaged_file_or_a_wrong_passphrase_is_refused(real_seal, settings):
    real_seal(passphrase="bonne phrase").stat()
    settings.SEAL_PASSPHRASE = "mauvaise phrase"
    with pytest.raises(SealUnavailable, match="phrase de passe"):
        keys.seal(AT)
    settings.SEAL_PASSPHRASE = "bonne phrase"
    assert keys.seal(AT).organisation == "Somme Numérique"
    real_seal().write_bytes(b"not a key")
    with pytest.raises(SealUnavailable, match="abîmé"):
        keys.seal(AT)


def test_the_last_thirty_days_warn_and_the_end_refuses(real_seal, caplog):
    real_seal(last=datetime(2026, 7, 10, tzinfo=UTC))
    assert "dans 24 jours" in keys.status(AT).warning
    assert "expire le 10/07/2026" in caplog.text
    assert keys.status(datetime(2026, 6, 9, tzinfo=UTC)).warning == ""
    with pytest.raises(SealUnavailable, match="a expiré le 10/07/2026"):
        keys.seal(datetime(2026, 7, 10, tzinfo=UTC))
    assert "a expiré" in keys.status(datetime(2026, 7, 10, tzinfo=UTC)).refusal


def test_a_seal_not_yet_valid_is_refused(real_seal):
    real_seal()
    with pytest.raises(SealUnavailable, match="qu’à partir du 01/01/2026"):
        keys.seal(datetime(2025, 12, 31, tzinfo=UTC))


def test_production_refuses_the_demonstration_seal(settings, var_dir):
    settings.DEMO = False
    settings.SEAL_PKCS12 = str(var_dir / "keys" / demo_keys.SEAL)
    with pytest.raises(SealUnavailable, match="clé de démonstration"):
        keys.seal(AT)


def test_production_refuses_a_seal_issued_by_the_demonstration_authority(real_seal, settings):
    real_seal()
    settings.DEMO = False
    with pytest.raises(SealUnavailable, match="clé de démonstration"):
        keys.seal(AT)


def test_production_does_not_trust_the_demonstration_authority(settings):
    assert len(keys.trust_roots()) == 1
    settings.DEMO = False
    assert keys.trust_roots() == ()


def test_an_unreadable_trust_root_is_named(settings, tmp_path):
    (tmp_path / "racine.pem").write_text("nothing")
    settings.SIGNING_TRUST_ROOTS = [str(tmp_path / "racine.pem")]
    with pytest.raises(SealUnavailable, match=r"racine\.pem"):
        keys.trust_roots()


def make(settings, folder):
    settings.VAR_DIR = folder
    out = StringIO()
    call_command("make_demo_keys", bits=2048, stdout=out)
    return out.getvalue()


def test_demonstration_keys_are_made_once_and_kept_secret(settings, tmp_path):
    assert "seal.p12" in make(settings, tmp_path)
    files = sorted((tmp_path / "keys").iterdir())
    before = [file.read_bytes() for file in files]
    assert [file.name for file in files] == ["ca.p12", "ca.pem", "seal.p12", "tsa.p12"]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert "rien n’a été changé" in make(settings, tmp_path)
    assert [file.read_bytes() for file in files] == before


def test_a_lost_demonstration_key_is_made_again_under_the_same_authority(settings, tmp_path):
    make(settings, tmp_path)
    authority = (tmp_path / "keys" / "ca.pem").read_bytes()
    (tmp_path / "keys" / "seal.p12").unlink()
    assert make(settings, tmp_path) == "Clés de démonstration créées : seal.p12.\n"
    assert (tmp_path / "keys" / "ca.pem").read_bytes() == authority
    assert keys.seal(AT).organisation == keys.DEMO_MARK


def test_demonstration_certificates_say_so_and_cover_the_years_it_replays(var_dir):
    key = keys.seal(AT)
    assert key.organisation == "DÉMONSTRATION – sans valeur juridique"
    assert key.demonstration
    assert key.not_before <= datetime(2023, 9, 1, tzinfo=UTC)
    assert key.not_after > datetime.now(UTC) + timedelta(days=365)


def test_demonstration_keys_are_refused_elsewhere(settings, tmp_path):
    settings.DEMO = False
    with pytest.raises(CommandError, match="n’est pas une démonstration"):
        make(settings, tmp_path)
    assert not (tmp_path / "keys").exists()
