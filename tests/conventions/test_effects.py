"""What a refusal, a withdrawal, a new issue change for each reader: the mail and the page agree."""

import pytest

from circuits import links, signing
from circuits.models import Circuit, CircuitTemplate, SigningLink, Step, TemplateStep
from common import outbox
from common.lifecycle import Refused
from common.models import OutboxMessage
from conventions import effects
from conventions import services as conventions
from conventions.models import Status
from tests.circuits import acts
from tests.conventions import case as build

OWNER = "chef-de-projet"


def texts(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def told_to(template):
    return {
        m.recipient_label.split(",")[0] for m in OutboxMessage.objects.filter(template=template)
    }


def body(mailoutbox, subject, who):
    (mail,) = [m for m in mailoutbox if m.subject.startswith(subject) and who in m.to[0]]
    return mail.body.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def refused(here, issued):
    """The inspector has signed, the mayor refuses."""
    acts.sign(acts.step_of(issued, "state"))
    head = here.actor("directrice")
    signing.refuse(
        acts.link_for(acts.step_of(issued, "authority")), reason="budget rejeté", category="budget"
    )
    return acts.fresh(issued), head


def test_a_refusal_is_told_to_everyone_with_its_effect_on_each(
    here, refused, client_as, mailoutbox
):
    act, head = refused
    recipients = {m.context["mandate"] for m in OutboxMessage.objects.filter(
        template="conventions.closed")}  # fmt: skip
    expected = {here.people[s].pk for s in ("maire", "secretaire", "inspectrice", "dasen",
                                            "president", OWNER)}  # fmt: skip
    assert expected | {head.mandate_id} <= recipients
    outbox.send_due()
    signed = body(mailoutbox, "Refusée", "inspectrice")
    assert "Personne n’est engagé par cet acte." in signed
    assert "La signature de Mme Nadia Lefebvre, donnée le 4 mai 2026" in signed
    assert "reste dans l’historique, sans effet" in signed
    assert "budget rejeté" not in signed, "the other party reads the category, not the words"
    assert "L’école garde son projet et reste candidate." in signed
    president = body(mailoutbox, "Refusée", "president")
    assert "Votre signature n’est plus attendue" in president
    owner = body(mailoutbox, "Refusée", OWNER)
    assert "Vous pouvez préparer une nouvelle convention." in owner
    assert "Motif donné : budget rejeté." in owner
    own = texts(client_as(here.actor("maire")).get(act.get_absolute_url()))
    assert "Ce que cela change pour vous" in own
    assert "Motif donné : budget rejeté." in own
    other = texts(client_as(here.actor("inspectrice")).get(act.get_absolute_url()))
    assert "donnée le 4 mai 2026" in other
    assert "Motif donné" not in other


def test_the_field_of_the_party_that_refused_says_so_and_the_others_have_no_effect(refused):
    act, _head = refused
    states = dict(act.envelope.slots.values_list("key", "status"))
    assert states == {"authority": "refused_by_signatory", "state": "void", "syndicate": "void"}


def test_a_withdrawal_tells_who_signed_and_who_need_not(here, client_as, mailoutbox, issued):
    acts.sign(acts.step_of(issued, "state"))
    conventions.withdraw(
        acts.fresh(issued), actor=here.actor("direction"), reason="projet abandonné"
    )
    outbox.send_due()
    assert "Votre signature n’est plus attendue" in body(mailoutbox, "Retirée", "maire")
    page = texts(client_as(here.actor("inspectrice")).get(issued.get_absolute_url()))
    assert "projet abandonné" in page
    assert "reste dans l’historique, sans effet" in page


def test_a_new_issue_leaves_the_old_copy_replaced_and_says_so_to_its_readers(
    here, client_as, mailoutbox, issued
):
    outbox.send_due()
    mailoutbox.clear()
    acts.sign(acts.step_of(issued, "state"))
    old = acts.fresh(issued).envelope
    manager = here.actor(OWNER)
    conventions.reopen(acts.fresh(issued), "reopen_mentions", actor=manager, reason="nom du maire")
    outbox.send_due()
    mayor = body(mailoutbox, "Exemplaire remplacé", "maire")
    assert "est remplacé : nom du maire" in mayor
    assert "L’exemplaire émis le 4 mai 2026" in mayor
    assert "ne le signez pas" in mayor
    inspector = body(mailoutbox, "Exemplaire remplacé", "inspectrice")
    assert "La signature de Mme Nadia Lefebvre" in inspector
    page = texts(client_as(here.actor("maire")).get(issued.get_absolute_url()))
    assert "est remplacé : ne le signez pas" in page
    assert "— remplacé, ne le signez pas" in page
    again = acts.issue(acts.fresh(issued), here)
    assert effects.told(again, here.actor("maire")) == []
    old.refresh_from_db()
    assert old.status == "superseded"
    page = texts(client_as(here.actor("maire")).get(issued.get_absolute_url()))
    assert page.count("— remplacé, ne le signez pas") == 1


def test_the_mail_of_a_copy_replaced_does_not_follow_the_new_copy(here, issued):
    conventions.reopen(issued, "reopen_mentions", actor=here.actor(OWNER), reason="nom du maire")
    acts.issue(acts.fresh(issued), here)
    outbox.send_due()
    left = OutboxMessage.objects.filter(template="conventions.superseded")
    assert {m.state for m in left} == {"dropped"}


# --- groups: in parallel, one of --------------------------------------------------------------
def one_of_two_for_the_state():
    """The mayor, then the inspector or the DASEN, then the president."""
    old = CircuitTemplate.unscoped.filter(code="convention.sign.inspector").latest("version")
    made = build.saved(
        CircuitTemplate(code=old.code, label=old.label, version=old.version + 1), "record_circuit"
    )
    rows = [
        (1, "all", "authority", ["executive"]),
        (2, "any", "state", ["inspector"]),
        (2, "any", "state", ["dasen"]),
        (3, "all", "syndicate", ["syndicate_president"]),
    ]
    for position, (group, rule, party, offices) in enumerate(rows, start=1):
        build.saved(
            TemplateStep(
                template=made,
                group=group,
                position=position,
                rule=rule,
                kind="signature",
                label="Signer la convention",
                party=party,
                offices=offices,
                due="parameter:signing.due",
                due_reason="délai",
            )
        )


@pytest.mark.parametrize("signs", ["inspectrice", "dasen"])
def test_one_of_two_signatures_is_enough_and_the_other_is_no_longer_asked(here, signs):
    one_of_two_for_the_state()
    act = acts.issued(here)
    assert [s.party for s in acts.open_steps(act)] == ["authority"], "groups come in order"
    acts.sign(acts.step_of(act, "authority"))
    both = acts.open_steps(act, "signature")
    assert [s.party for s in both] == ["state", "state"], "steps of a group come together"
    mine = next(s for s in both if acts.task_of(s).mandate == here.people[signs])
    theirs = next(s for s in both if s.pk != mine.pk)
    link = acts.link_for(theirs)
    acts.sign(mine)
    theirs.refresh_from_db()
    link.refresh_from_db()
    assert (theirs.status, link.status) == (Step.Status.CANCELLED, SigningLink.Status.REVOKED)
    assert "une autre étape du groupe suffit" in links.state_refusal(link).sentence
    with pytest.raises(Refused):
        signing.sign(link, code="123456", consent=acts.CONSENT, facts=acts.FACTS)
    assert acts.sign_all(act).status == Status.SIGNED
    done = Circuit.unscoped.about(act).get(kind="convention.sign.inspector")
    assert done.status == Circuit.Status.COMPLETED
