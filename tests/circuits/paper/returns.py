"""Papers that come back: chosen, printed, signed by hand, scanned, registered."""

from circuits.paper import choosing, scans
from circuits.paper.certifying import Reading
from common import calendar, clock, jobs
from documents import store
from documents.models import PaperReturn, ScannedPage, Slot
from documents.paper import deposits, printing
from tests.circuits import acts
from tests.documents.paper import papers


def slot_of(act, party="authority"):
    return Slot.unscoped.select_related("envelope__document").get(envelope=act.envelope, key=party)


def printed(act, here, party="authority", *, by="juriste"):
    """Paper is chosen for a party; each page of the copy, as a printer draws it."""
    choosing.choose(acts.step_of(act, party), slot_of(act, party), actor=here.actor(by))
    slot = slot_of(act, party)
    return papers.printed(printing.copy(b"", store.read(slot.envelope.head.file.sha256), slot))


def registered(act, here, party="authority", *, by="secretaire", torn=False) -> PaperReturn:
    """The copy signed, scanned askew and registered; ``torn``: placed by hand, without code."""
    pages = list(printed(act, here, party))
    pages[-1] = papers.signed(pages[-1])
    if torn:
        pages = [papers.without_code(each) for each in pages]
    content = papers.as_pdf([papers.scanned(each, skew=1, noise=6) for each in pages])
    actor = here.actor(by)
    found = scans.deposit([deposits.Given("retour.pdf", content, store.PDF)], actor=actor)
    for job in deposits.reading_now(found):
        jobs.run(job.pk)
    slot = slot_of(act, party)
    if torn:
        for scanned in ScannedPage.objects.filter(file__deposit=found):
            scans.place(scanned, slot, page=scanned.index, turn=0, actor=actor)
    return scans.register(found, slot.public_id, actor=actor)


def read(act, party="authority", **changed) -> Reading:
    """What an agent reads on it: signed today by the person awaited."""
    given = {
        "mandate_id": acts.task_of(acts.step_of(act, party)).mandate_id,
        "day": calendar.act_date(clock.now()),
        "time": None,
        "holder": "le syndicat, service juridique",
    }
    return Reading(**{**given, **changed})
