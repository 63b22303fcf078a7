"""What people do on the pages of any act: read it, have it move, prove a délibération."""

import datetime as dt

from playwright.sync_api import expect

from conventions.models import Convention
from demo import paper
from tests.circuits import acts


def act(stage):
    """The row of the journey's convention, for what no page shows."""
    return stage.behind(lambda: Convention.unscoped.order_by("-pk").first())


def agrees(reader, path, answer):
    """Nothing to say, or a visa, from the page of the act."""
    reader.open(path)
    reader.page.locator(".cs-next a").click()
    reader.field(answer).check()
    reader.press("Envoyer ma réponse")
    expect(reader.page.get_by_text("Votre réponse est enregistrée.")).to_be_visible()


def does(manager, path, name):
    """The move offered as the next action, confirmed."""
    manager.open(path)
    manager.follow(name)
    manager.press(name)
    expect(manager.page.locator("#messages .cs-message")).to_be_visible()
    assert manager.page.url == manager.stage.address + path


def is_issued(stage, convention):
    """The act is produced behind, and its links leave."""
    stage.behind(lambda: acts.issue(acts.fresh(convention), stage.world))
    stage.works()


def deposits(stage, depositor, role, number):
    """The stamped file, read by the site, confirmed by a person."""
    depositor.field("Délibération (PDF").set_input_files(stamped(stage, role, number))
    depositor.press("Déposer le fichier")
    expect(depositor.field("Numéro")).to_have_value(number)
    expect(depositor.field("Date de séance")).to_have_value("2026-05-04")
    depositor.press("Confirmer les mentions")


def stamped(stage, role, number):
    """The délibération as it came back from the sous-préfecture, a file to drop."""
    convention = act(stage)

    def made():
        vote = convention.parties.get(role=role).deliberation
        vote.number, vote.voted_on = number, dt.date(2026, 5, 4)
        vote.object = f"Autorisation de signer la convention {convention.reference}"
        return paper.stamped(vote, dt.date(2026, 5, 4))

    return {
        "name": "deliberation.pdf",
        "mimeType": "application/pdf",
        "buffer": stage.behind(made),
    }


def proves(stage, depositor, role, number):
    """The stamp, with the hours of publication and of receipt."""
    depositor.field("Cachet").check()
    depositor.field("Fichier de la preuve").set_input_files(stamped(stage, role, number))
    expect(depositor.field("Publiée le")).to_have_value("2026-05-04")
    depositor.field("Heure de la publication").fill("08:30")
    expect(depositor.field("Reçue par l’État le")).to_have_value("2026-05-04")
    depositor.field("Heure de la réception").fill("08:45")
    depositor.press("Joindre la preuve")
    expect(depositor.page.get_by_text("La délibération est exécutoire")).to_be_visible()
