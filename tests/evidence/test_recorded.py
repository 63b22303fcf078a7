"""What the evidence tells of one signature, by the way it was made and by who reads it."""

import json

from conventions.evidence import recorded

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
