"""What the evidence tells of one signature, by the way it was made and by who reads it."""

import json

from audit import chain
from circuits import together
from common import clock
from conventions.evidence import journal, recorded
from tests.circuits import acts
from tests.circuits.test_together import confirmed

RETURNED = {
    "signed_at_utc": "2026-05-04T08:00:00+00:00",
    "certificate": {"holder": "CN=Maire", "revocation": "unknown", "qualified": False},
    "level": "avancée, à vérifier",
    "report": [
        {"number": 1, "name": "Nombre de signatures", "answer": "met", "explanation": "Une."},
        {"number": 5, "name": "Structure", "answer": "doubtful", "explanation": "Autre."},
    ],
    "deposit": {"by": "zqdeposant", "at": "2026-05-04T08:00:00+00:00", "name": "zqfichier.pdf"},
    "facts": {"ip": "203.0.113.9", "user_agent": "zqnavigateur"},
    "unheard_of": "zqinconnu",
}
CODED = {
    "signed_at_utc": "2026-05-04T08:03:00+00:00",
    "code": {"channel": "email", "sent_to": "m••••@x.example", "asked_at": "zq", "value": "zqcode"},
    "link": {"sent_to": "m••••@x.example", "token": "zqjeton"},
    "consent": {"version": "1", "words": ["lu", "accepté"]},
    "presence": {"agent": "zqagent", "place": "mairie"},
}


def test_a_returned_file_tells_its_points_and_its_certificate_to_all():
    for whole in (True, False):
        told = recorded.recorded(RETURNED, whole=whole)
        assert [each["reponse"] for each in told["sept_points"]] == ["rempli", "douteux"]
        assert told["certificat"]["titulaire"] == "CN=Maire"
        assert ("requete" in told) is whole
        assert ("depot" in told) is whole
        assert "code" not in told
        assert ("203.0.113.9" in json.dumps(told)) is whole
        assert "zqinconnu" not in json.dumps(told)


def test_a_code_and_a_token_are_told_to_nobody():
    whole = recorded.recorded(CODED, whole=True)
    assert whole["code"]["utilise_le"] == CODED["signed_at_utc"]
    assert whole["presence_d_un_agent"]["agent"] == "zqagent"
    shared = recorded.recorded(CODED, whole=False)
    assert set(shared) == {"signee_le_utc", "consentement"}
    for told in (whole, shared):
        text = json.dumps(told)
        assert "zqcode" not in text
        assert "zqjeton" not in text


def test_an_act_signed_in_a_list_tells_the_list_to_its_body_alone(here, issued):
    """P9: the composing and the confirming of the list are lines of each act that it signed."""
    inspector = here.actor("inspectrice")
    batch = together.compose([str(acts.step_of(issued, "state").public_id)], actor=inspector)
    confirmed(batch, inspector)
    convention, checkpoint = acts.fresh(issued), chain.checkpoint(clock.now())
    state, authority = (convention.party(role).institution for role in ("state", "authority"))
    found = journal.extract(convention, checkpoint, [None, state, authority])
    for reader, told in ((None, True), (state.pk, True), (authority.pk, False)):
        verbs = {each.verb for each in found[reader].lines}
        assert ({"compose_list", "confirm_list", "ask_code"} <= verbs) is told
    said = {each["phrase"] for each in found[None].to_data()["lignes"]}
    assert "acte porté sur la liste à signer" in said
