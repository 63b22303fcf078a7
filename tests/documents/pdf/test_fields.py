"""Signature fields: one per frame, where the model says, and nothing else to fill."""

import io

import pikepdf
import pytest

from documents.pdf import fields, pages
from documents.pdf.errors import FieldRefused, PdfRefused
from tests.documents.pdf.acts import SPECS, stamped, to_pdfa, word_model

pytestmark = pytest.mark.office


def test_each_frame_gets_one_empty_signature_field(converted):
    document = pikepdf.open(io.BytesIO(fields.place(converted, SPECS)))
    placed = document.Root.AcroForm
    assert placed.SigFlags == 3
    assert [str(field.T) for field in placed.Fields] == [
        "sig_authority",
        "sig_state",
        "sig_syndicate",
    ]
    assert all(field.FT == "/Sig" and "/V" not in field for field in placed.Fields)
    assert str(placed.Fields[0].TU) == "Signature de la collectivité"
    assert str(placed.Fields[1].TU) == "Signature — État"


def test_the_converted_bytes_stay_untouched(converted):
    assert fields.place(converted, SPECS).startswith(converted)


def test_a_field_stands_inside_its_frame_under_the_mention(converted):
    for box in fields.locate(converted, SPECS).values():
        assert box.page == pages.count(converted)
        assert 70 * 72 / 25.4 < box.right - box.left < 85 * 72 / 25.4
        assert 20 * 72 / 25.4 < box.top - box.bottom < 32 * 72 / 25.4
        # The frame's rule is blank paper's neighbour: nothing is printed inside the field.
    assert pages.same_outside(converted, fields.place(converted, SPECS))


def act(tmp_path, frames):
    return to_pdfa(word_model(tmp_path / "act.docx", pages=1, frames=frames), tmp_path / "profile")


def test_a_missing_frame_is_named(converted):
    wanted = [*SPECS, fields.FieldSpec("sig_canope", "Signature — Canopé")]
    with pytest.raises(FieldRefused, match="« Signature — Canopé » n’apparaît sur aucune page"):
        fields.place(converted, wanted)


def test_a_mention_printed_twice_is_refused(tmp_path):
    pdf = act(tmp_path, ("Signature — État", "Signature — État"))
    with pytest.raises(FieldRefused, match="apparaît 2 fois"):
        fields.place(pdf, [SPECS[1]])


def test_a_mention_that_begins_another_is_not_taken_for_it(tmp_path):
    pdf = act(tmp_path, ("Signature — collectivité", "Signature — collectivité membre"))
    specs = [SPECS[0], fields.FieldSpec("sig_member", "Signature — collectivité membre")]
    boxes = fields.locate(pdf, specs)
    assert boxes["sig_authority"].bottom > boxes["sig_member"].top


def test_no_break_spaces_and_dashes_of_the_word_processor_do_not_matter(tmp_path):
    pdf = act(tmp_path, ("Signature\u00a0– l’État",))
    spec = fields.FieldSpec("sig_state", "Signature — l'État")
    assert fields.locate(pdf, [spec])["sig_state"].page == 1


def test_a_frame_that_holds_text_is_refused(converted):
    tall = fields.FieldSpec("sig_authority", "Signature — collectivité", height_mm=90)
    with pytest.raises(FieldRefused, match="contient du texte"):
        fields.place(converted, [tall])


def test_a_frame_wider_than_the_page_is_refused(converted):
    wide = fields.FieldSpec("sig_state", "Signature — État", width_mm=250)
    with pytest.raises(FieldRefused, match="sort de la page"):
        fields.place(converted, [wide])


def test_one_frame_is_not_given_to_two_signatories(converted):
    twice = [SPECS[1], fields.FieldSpec("sig_second", SPECS[1].anchor)]
    with pytest.raises(FieldRefused, match="se chevauchent, page 3"):
        fields.place(converted, twice)


@pytest.mark.parametrize("name", ["seal", "sig_Mairie", "sig_a.b", "timestamp_1", ""])
def test_names_that_could_be_taken_for_ours_are_refused(converted, name):
    with pytest.raises(FieldRefused, match="Noms de champs refusés"):
        fields.place(converted, [fields.FieldSpec(name, "Signature — État")])


def test_an_act_without_signatory_is_refused(converted):
    with pytest.raises(FieldRefused, match="Aucun signataire"):
        fields.place(converted, [])


def test_a_model_with_its_own_form_is_refused(converted):
    document = pikepdf.open(io.BytesIO(converted))
    text = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("montant"))
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[document.make_indirect(text)])
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(FieldRefused, match="contient déjà un formulaire"):
        fields.place(out.getvalue(), SPECS)


def test_fields_are_placed_after_the_mark(converted):
    with pytest.raises(PdfRefused, match="ne peut plus être marqué"):
        stamped(fields.place(converted, SPECS))
