"""Any file dropped on the verification page gets an answer, and the right one."""

import io
import random
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from documents.pdf import demo_keys, reading, screening, sealing
from documents.pdf.reading import Kind, Modification
from documents.pdf.verification import (
    Difference,
    claims,
    compare_with_final,
    first_difference,
    read,
)
from tests.documents.pdf import forgeries
from tests.documents.pdf.acts import AT, signed

pytestmark = pytest.mark.office


def test_the_final_copy_is_recognised(final_act):
    found = compare_with_final(final_act, bytes(final_act))
    assert found.identical
    assert found.first_difference is None
    assert found.sentence == "Ce fichier est l’exemplaire définitif, octet pour octet."


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.999])
def test_one_changed_byte_is_seen_and_located(final_act, share):
    position = int(len(final_act) * share)
    found = compare_with_final(final_act, forgeries.one_byte_changed(final_act, position))
    assert found.difference is Difference.ALTERED
    assert found.first_difference == position + 1
    assert found.differing_bytes == 1
    assert "L’exemplaire conservé par le syndicat est intact." in found.sentence


def test_the_sentence_of_a_difference_is_the_agreed_one(final_act):
    found = compare_with_final(final_act, forgeries.one_byte_changed(final_act, 48_212))
    assert found.sentence == (
        "Ce fichier n’est pas l’exemplaire signé : des octets ont été modifiés (premier écart : "
        "octet 48\u202f213). Il ne fait pas foi. L’exemplaire conservé par le syndicat est intact."
    )


def page_added(document):
    document.add_blank_page()


def script_added(document):
    document.Root.OpenAction = document.make_indirect(script())


DIFFERENCES = {
    "bytes appended": (lambda f, _: f + b"\n% rien\n", Difference.APPENDED),
    "comment added": (lambda f, _: forgeries.with_comment(f), Difference.APPENDED),
    "text added": (lambda f, _: forgeries.with_text_inserted(f), Difference.APPENDED),
    "page added": (lambda f, _: forgeries.with_page_appended(f), Difference.PAGES_CHANGED),
    "page added, signed": (
        lambda f, who: forgeries.sign(forgeries.with_page_appended(f), who, "mine", new=True),
        Difference.PAGES_CHANGED,
    ),
    "signature added": (
        lambda f, who: forgeries.sign(f, who, "mine", new=True),
        Difference.SIGNATURES_ADDED,
    ),
    "rewritten": (lambda f, _: forgeries.rewritten(f), Difference.REWRITTEN),
    "rewritten, page added": (
        lambda f, _: forgeries.rewritten(f, change=page_added),
        Difference.PAGES_CHANGED,
    ),
    "rewritten, page added, signed": (
        lambda f, who: forgeries.sign(
            forgeries.rewritten(f, change=page_added), who, "mine", new=True
        ),
        Difference.PAGES_CHANGED,
    ),
    "signatures stripped": (
        lambda f, _: forgeries.rewritten(f, drop_form=True),
        Difference.SIGNATURES_REMOVED,
    ),
    "stripped and signed": (
        lambda f, who: forgeries.sign(
            forgeries.rewritten(f, drop_form=True), who, "mine", new=True
        ),
        Difference.SIGNATURES_REMOVED,
    ),
    "end cut": (lambda f, _: f[:-700], Difference.TRUNCATED),
    "half": (lambda f, _: f[: len(f) // 2], Difference.TRUNCATED),
    "broken inside": (
        lambda f, _: f[:5_000] + f[9_000:-2_000] + b"\nstartxref\n12\n%%EOF\n",
        Difference.DAMAGED,
    ),
    "script added": (
        lambda f, _: forgeries.rewritten(f, change=script_added),
        Difference.DAMAGED,
    ),
    "a photo": (lambda f, _: b"\xff\xd8\xff\xe0" + f, Difference.NOT_A_PDF),
    "empty": (lambda f, _: b"", Difference.NOT_A_PDF),
}


@pytest.mark.parametrize("case", DIFFERENCES)
def test_each_kind_of_difference_is_named(final_act, var_dir, case):
    make, expected = DIFFERENCES[case]
    candidate = make(final_act, forgeries.signer(var_dir))
    found = compare_with_final(final_act, candidate)
    assert found.difference is expected
    assert found.first_difference == first_difference(final_act, candidate)
    assert "Il ne fait pas foi" in found.sentence


def test_another_act_is_named_as_such(final_act, other_final):
    found = compare_with_final(final_act, other_final)
    assert found.difference is Difference.OTHER_ACT
    assert "CONV-2026-013" in found.reading.signatures[0].reason


def test_a_seal_made_by_anyone_else_is_not_another_act(final_act, tmp_path):
    bare = forgeries.rewritten(final_act, drop_form=True)
    forged = forgeries.sign(bare, forgeries.stranger(tmp_path), "seal", new=True, certify=True)
    assert read(forged).signatures[0].kind is Kind.SEAL
    assert compare_with_final(final_act, forged).difference is Difference.SIGNATURES_REMOVED


def test_a_state_before_the_last_signatures_is_told_from_a_cut_file(issued_act, final_act):
    found = compare_with_final(final_act, issued_act)
    assert found.difference is Difference.EARLIER_REVISION
    assert found.first_difference == len(issued_act) + 1


def test_the_stored_copy_is_called_intact_only_when_it_is(final_act):
    damaged = forgeries.one_byte_changed(final_act, 30_000)
    assert "est intact" not in compare_with_final(damaged, final_act).sentence


def test_first_difference_counts_from_one_over_any_length():
    block = bytes(200_000)
    assert first_difference(block, block) is None
    assert first_difference(b"", b"a") == 1
    for position in (0, 65_535, 65_536, 199_999):
        assert first_difference(block, forgeries.one_byte_changed(block, position)) == position + 1
    assert first_difference(block, block + b"x") == 200_001


def test_integrity_and_later_changes_are_separate_answers(issued_act, var_dir):
    forged = forgeries.sign(
        forgeries.with_text_inserted(issued_act), forgeries.signer(var_dir), "sig_authority"
    )
    found = read(forged)
    seal, last = found.signatures
    assert seal.intact
    assert seal.valid
    assert seal.modification is Modification.OTHER
    assert not seal.changes_allowed
    assert last.covers_whole_file
    assert not found.sound


def test_a_file_is_sound_only_when_each_answer_is_good(final_act):
    found = read(final_act)
    first, last = found.signatures[0], found.signatures[-1]
    assert found.sound
    assert not replace(found, other_fields=("montant",)).sound
    assert not replace(found, signatures=()).sound
    for bad in (
        replace(last, covers_whole_file=False),
        replace(last, intact=False),
        replace(last, valid=False),
        replace(last, changes_allowed=False),
    ):
        assert not replace(found, signatures=(*found.signatures[:-1], bad)).sound
    assert not replace(found, signatures=(replace(first, intact=False), last)).sound
    assert not read(final_act + b"\n%x\n").sound


def test_a_stranger_is_intact_but_not_trusted(issued_act, tmp_path):
    last = read(forgeries.sign(issued_act, forgeries.stranger(tmp_path))).signatures[-1]
    assert (last.intact, last.valid, last.trusted) == (True, True, False)
    assert "Inconnu" in last.signer


def test_a_demonstration_certificate_is_told(final_act, issued_act, settings, var_dir):
    assert all(s.demonstration for s in read(final_act).signatures)
    settings.DEMO = False
    found = read(final_act)
    assert found.sound
    assert not any(s.trusted for s in found.signatures)


def test_an_expired_certificate_is_judged_at_the_time_the_timestamp_proves(
    issued_act, var_dir, settings, tmp_path
):
    authority = demo_keys.open_authority(var_dir / "keys")
    short = tmp_path / "short.p12"
    short.write_bytes(
        demo_keys.issue(
            authority,
            "Cachet court",
            now=AT,
            valid=(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)),
            bits=2048,
        )
    )
    settings.SEAL_PKCS12 = str(short)
    pdf = signed(issued_act, "sig_state")
    later = datetime(2028, 1, 1, tzinfo=UTC)
    assert not read(pdf, at=later).signatures[-1].trusted
    stamped = sealing.add_timestamp(pdf, at=AT + timedelta(days=2))
    assert all(s.trusted for s in read(stamped, at=later).signatures)


def with_root(pdf, **entries):
    document = pikepdf.open(io.BytesIO(pdf))
    for key, value in entries.items():
        document.Root[Name("/" + key)] = document.make_indirect(value)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def script():
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def encrypted(pdf):
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf)).save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    return out.getvalue()


def with_attachment(pdf):
    document = pikepdf.open(io.BytesIO(pdf))
    document.attachments["virus.exe"] = b"MZ"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def many_pages(number):
    document = pikepdf.new()
    for _ in range(number):
        document.add_blank_page()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def many_revisions(pdf):
    for _ in range(screening.MAX_REVISIONS):
        pdf = forgeries.with_text_inserted(pdf)
    return pdf


def many_signatures(pdf):
    document = pikepdf.open(io.BytesIO(pdf))
    fields = [
        document.make_indirect(
            Dictionary(FT=Name.Sig, T=String(f"s{number}"), V=Dictionary(Contents=String("x")))
        )
        for number in range(screening.MAX_SIGNATURES + 1)
    ]
    document.Root.AcroForm = Dictionary(Fields=Array(fields))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb():
    document = pikepdf.new()
    document.add_blank_page()
    packed = zlib.compress(bytes(screening.MAX_INFLATED + 1_000_000), 1)
    stream = pikepdf.Stream(document, packed)
    stream.Filter = Name.FlateDecode
    document.Root.Extra = document.make_indirect(stream)
    out = io.BytesIO()
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


HOSTILE = {
    "empty": (lambda p: b"", "n’est pas un PDF"),
    "zip": (lambda p: b"PK\x03\x04" + bytes(500), "n’est pas un PDF"),
    "html before": (lambda p: b"<html>" + p, "n’est pas un PDF"),
    "header only": (lambda p: b"%PDF-1.7\n", "abîmé"),
    "noise": (lambda p: b"%PDF-1.7\n" + random.Random(1).randbytes(50_000), "abîmé"),
    "half": (lambda p: p[: len(p) // 2], "abîmé|aucune signature"),
    "encrypted": (encrypted, "chiffré"),
    "attachment": (with_attachment, "fichier joint"),
    "script at opening": (lambda p: with_root(p, OpenAction=script()), "à l’ouverture"),
    "link at opening": (
        lambda p: with_root(p, OpenAction=Dictionary(S=Name.URI, URI=String("https://x"))),
        "à l’ouverture",
    ),
    "named script": (
        lambda p: with_root(p, Names=Dictionary(JavaScript=Dictionary(Names=Array([])))),
        "script",
    ),
    "automatic action": (lambda p: with_root(p, AA=Dictionary(WC=script())), "action automatique"),
    "launch": (
        lambda p: with_root(p, Deep=Dictionary(A=Array([Dictionary(S=Name.Launch)]))),
        "action \\(Launch\\)",
    ),
    "dynamic form": (
        lambda p: with_root(p, AcroForm=Dictionary(Fields=Array([]), XFA=String("x"))),
        "XFA",
    ),
    "1 001 pages": (lambda p: many_pages(screening.MAX_PAGES + 1), "plus de 1000 pages"),
    "no page": (lambda p: many_pages(0), "aucune page"),
    "bomb": (lambda p: bomb(), "démesuré"),
    "61 revisions": (many_revisions, "modifié plus de 60 fois"),
    "31 signatures": (many_signatures, "plus de 30 signatures"),
    "too large": (lambda p: p + bytes(screening.MAX_BYTES), "trop volumineux"),
    "unsigned": (lambda p: p, "aucune signature"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_comes_back_with_its_reason(converted, case):
    make, reason = HOSTILE[case]
    found = read(make(converted))
    assert re.search(reason, found.refusal), found.refusal
    assert not found.sound
    assert found.signatures == ()


def test_a_refused_file_is_not_opened_to_look_for_its_reference(converted, final_act):
    assert "CONV-2026-012" in claims(final_act, read(final_act))
    hostile = with_root(converted, OpenAction=script())
    assert claims(hostile, read(hostile)) == []


def test_a_destination_at_opening_is_harmless(final_act):
    assert b"/OpenAction" in final_act
    assert read(final_act).refusal == ""


def test_no_cut_nor_noise_makes_the_reading_fail(final_act):
    chance = random.Random(20260615)
    for _ in range(60):
        data = bytearray(final_act)
        for _ in range(chance.choice([1, 5, 50])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
        found = read(cut)
        assert found.refusal or found.signatures


def test_a_field_name_written_twice_is_refused(issued_act):
    forged = forgeries.with_field_renamed(issued_act, "sig_state", "sig_authority")
    assert "plusieurs champs du même nom (sig_authority)" in read(forged).refusal


def test_fields_left_to_sign_and_foreign_fields_are_listed(issued_act):
    assert read(issued_act).empty_fields == ("sig_authority", "sig_state", "sig_syndicate")
    found = read(forgeries.with_extra_field(issued_act, text=True))
    assert found.other_fields == ("montant",)
    assert not found.sound


def test_what_cannot_be_validated_says_so(issued_act):
    position = issued_act.rindex(b"/Contents <") + len(b"/Contents <")
    found = reading.read(issued_act[:position] + b"00" * 40 + issued_act[position + 80 :])
    assert not found.sound
    assert not any(s.valid and s.intact for s in found.signatures)
