"""Signatures by certificate: one awaited, one whose file an agent has to examine."""

from django.conf import settings

from circuits import links, returning
from circuits.models import Step
from circuits.paper import choosing
from circuits.signing import Facts
from common import jobs
from demo import world
from documents import store
from documents.lifecycle import SlotLifecycle
from documents.models import ScanDeposit, Slot
from documents.paper import deposits, printing
from governance import acting
from tests.circuits import acts
from tests.circuits.paper import returns as papers_back
from tests.documents.paper import papers
from tests.documents.pdf import forgeries


def chosen(here: world.World) -> Step:
    """The mayor opened an act and chose to sign it with a certificate."""
    convention = acts.issued(here, title="convention à signer par certificat (fictive)")
    step = acts.step_of(convention, "authority")
    actor = acting.actor_of(acts.task_of(step).mandate)
    slot = convention.envelope.slots.get(key="authority")
    SlotLifecycle.move(slot, "choose_certificate", actor=actor)
    acts.link_for(step)
    return step


def doubtful(here: world.World) -> Step:
    """What came back bears the name of the town hall in the place of the mayor's."""
    step = chosen(here)
    mandate = acts.task_of(step).mandate
    slot = links.slot_of_step(step)
    assert slot is not None
    head = store.read(slot.envelope.head.file.sha256)
    other = forgeries.signer(settings.VAR_DIR, "Mairie de Saint-Modèle")
    signed = forgeries.sign(head, other, slot.field)
    actor = acting.actor_of(mandate)
    returning.deposit(returning.Deposit(step, mandate, actor, signed, "signe.pdf", Facts()))
    return step


def on_paper(here: world.World) -> Step:
    """The mayor opened an act and chose to sign it by hand."""
    convention = acts.issued(here, title="convention à signer sur papier (fictive)")
    step = acts.step_of(convention, "authority")
    actor = acting.actor_of(acts.task_of(step).mandate)
    choosing.choose(step, convention.envelope.slots.get(key="authority"), actor=actor)
    acts.link_for(step)
    return step


def scans(here: world.World) -> ScanDeposit:
    """A copy complete, one with a page that no code places, a blank back, all read."""
    slots = [links.slot_of_step(on_paper(here)) for _ in range(2)]
    images = [papers.blank()]
    for slot in slots:
        assert slot is not None
        act = store.read(slot.envelope.head.file.sha256)
        images += papers.printed(printing.copy(b"", act, slot))
    images += papers.printed(papers.plain("Sans code", 1))
    given = [deposits.Given("retours de mai.pdf", papers.as_pdf(images), store.PDF)]
    found = deposits.deposit(given, actor=here.actor("chef-de-projet"))
    for job in deposits.reading_now(found):
        jobs.run(job.pk)
    return found


def torn(here: world.World) -> Slot:
    """A copy that the secretary registered, its page placed by hand: two agents compare it."""
    convention = acts.issued(here, title="convention au retour douteux (fictive)")
    return papers_back.registered(convention, here, torn=True).slot


def things(here: world.World) -> dict[str, tuple[object, ...]]:
    awaited, examined = chosen(here), doubtful(here)
    slot = links.slot_of_step(examined)
    assert slot is not None
    return {
        "certificate step": (awaited.public_id,),
        "doubtful step": (examined.public_id,),
        "paper step": (on_paper(here).public_id,),
        "scans": (scans(here).public_id,),
        "doubtful slot": (slot.public_id,),
        "torn slot": (torn(here).public_id,),
    }
