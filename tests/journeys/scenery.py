"""Things for every page to show: acts at each stage, works, mails, acts of authority, a school.

``early`` is played five weeks before ``late``: the link of its act has expired by then.
"""

import datetime as dt
from typing import Any

from accounts.models import User
from audit.actor import SYSTEM
from circuits import together
from common import clock, jobs, outbox
from common.models import Job, OutboxMessage
from conventions import clauses, copies, kinds, library, returning, services
from conventions.making import describing
from conventions.making import services as making
from conventions.models import CANOPE, Convention, LibraryClause, ReturnedText
from demo import paper, rehearsal, world
from demo.models import SentMail
from demo.people import CAST, Someone
from demo.seeding import loan
from documents import store
from governance import services as directory
from governance.models import ContactChannel, LegalParameter, SignatorySheet, SigningDelegation
from tests.accounts.phone import enrol
from tests.circuits import acts
from tests.documents.reviewer import Reviewer
from tests.journeys import (
    scenery_of_committees,
    scenery_of_entries,
    scenery_of_fieldwork,
    scenery_of_modifications,
    scenery_of_returns,
    scenery_of_undertakings,
)

NOBODY_YET = "sans-mandat@demonstration.example"
INVITED = "invitee@demonstration.example"
DEPUTY = Someone(
    "adjoint", "sir", "Luc", "Second", "deputy", "commune", "remplace le maire", "Premier adjoint"
)
Things = dict[str, tuple[Any, ...]]


def early(here: world.World) -> Things:
    """An act issued, its links sent, nobody signing."""
    convention = acts.issued(here, title="convention oubliée (fictive)")
    outbox.send_due()
    step = acts.step_of(convention, "authority")
    return {
        "forgotten": (convention.public_id,),
        "expired": (_token(),),
        "late step": _key(step),
        "late task": _key(acts.task_of(step)),
    }


def late(here: world.World) -> Things:
    """Everything else."""
    return {
        **_acts(here),
        **scenery_of_undertakings.things(here),
        **scenery_of_modifications.things(here),
        **scenery_of_returns.things(here),
        **scenery_of_committees.things(here),
        **scenery_of_entries.things(here),
        **scenery_of_fieldwork.things(here),
        **_directory(here),
        **_works(here),
        **_mails(here),
        **_kinds(here),
    }


def _key(record: Any) -> tuple[Any, ...]:
    return (record.public_id,)


def _token() -> str:
    """The token of the latest link sent to the mayor."""
    mail = SentMail.objects.filter(to="helene.dumont@personnel.example", text__contains="/signer/")
    return rehearsal.LINK.search(mail.first().text).group(1)  # type: ignore[union-attr]


def _acts(here: world.World) -> Things:
    manager, lawyer = here.actor("chef-de-projet"), here.actor("juriste")
    draft = acts.draft(here)
    review = services.submit(acts.draft(here), actor=manager)
    worded = _with_own_words(here)
    asked = services.submit(acts.draft(here), actor=manager)
    asked = services.request_changes(asked, actor=lawyer, reason="Datez l’article 1.", article="1")
    settled = acts.settled(here)
    council = acts.at_the_councils(here)
    voted = acts.at_the_councils(here)
    acts.vote(voted, here)
    ready = acts.ready(here)
    used = acts.issued(here)
    outbox.send_due()
    used_token = _token()
    signed_step = acts.step_of(used, "authority")
    acts.sign(signed_step)
    signed = acts.sign_all(acts.issued(here))
    acts.final(signed)
    unvoted = _signed_before_the_vote(here)
    refused = acts.issued(here)
    services.refuse(refused, actor=here.actor("maire"), reason="Budget.", category="budget")
    waiting = acts.issued(here)
    outbox.send_due()
    step = acts.step_of(waiting, "authority")
    document = signed.envelope.document
    listed = together.compose(
        [str(acts.step_of(waiting, "state").public_id)], actor=here.actor("inspectrice")
    )
    return {
        "list": _key(listed),
        "draft": _key(draft),
        "draft list": (draft.public_id, "training_sessions"),
        "review": _key(review),
        "own words": _key(worded),
        "discussed": _key(review),
        "library clause": _key(_library_clause(here)),
        "discussed clause": _discussed(here, review, "Règlement amiable"),
        "discussed value": (review.public_id, "valeur-unit_price"),
        "returned": (worded.public_id, _returned(here, worded).public_id),
        "changes": _key(asked),
        "remark": (asked.public_id, asked.remarks.get().public_id),
        "settled": _key(settled),
        "council": _key(council),
        "party at the council": (*_key(council), "authority"),
        "party that signs": (*_key(waiting), "authority"),
        "voted": _key(voted),
        "ready": _key(ready),
        "used": (used_token,),
        "signed step": _key(signed_step),
        "signed": _key(signed),
        "copy": (_copy(signed, here),),
        "old copy": (_old_copy(signed, here),),
        "unvoted": _key(unvoted),
        "refused": _key(refused),
        "waiting": _key(waiting),
        "step": _key(step),
        "token": (_token(),),
        "own transmission": (signed.public_id, "authority"),
        "vote of the syndicate": (council.public_id, "authority"),
        "file": (signed.public_id, document.public_id, "pdf"),
        "page of the act": (signed.public_id, document.public_id, 1),
        "page to sign": (step.public_id, 1),
        **{f"{verb} it": (rows.public_id, verb) for verb, rows in _moves(locals()).items()},
    }


def _copy(convention: Convention, here: world.World) -> str:
    """The personal part of the address of the mayor's signed copy."""
    path, _until = copies.address(convention, here.people["maire"])
    return path.split("/")[-2]


def _old_copy(convention: Convention, here: world.World) -> str:
    with clock.at(clock.now() - dt.timedelta(days=61)):
        return _copy(convention, here)


def _kinds(here: world.World) -> Things:
    """A kind just created, one that can be tried, one in use."""
    admin = here.actor("administration")
    created = making.create(label="Charte des usages", series="CH", duration_months=12, actor=admin)
    described = loan.described(admin)
    used = kinds.current(CANOPE)
    step = describing.steps(described, describing.SIGN)[0]
    return {
        "kind in the making": _key(created),
        "kind described": _key(described),
        "kind in use": _key(used),
        "kind to try": (described.public_id, "try"),
        "kind to retire": (used.public_id, "retire"),
        "part of a kind": (described.public_id, "emprunteur"),
        "circuit of a kind": (described.public_id, 2),
        "step of a kind": (described.public_id, step.public_id),
    }


def _with_own_words(here: world.World) -> Convention:
    """An act under review whose article 16 says something else than the model."""
    manager = here.actor("chef-de-projet")
    convention = services.submit(acts.draft(here), actor=manager)
    acts.reworded(convention, "trente jours", "quarante jours", actor=manager)
    return acts.fresh(convention)


def _library_clause(here: world.World) -> LibraryClause:
    """A clause of the library with a variant to approve."""
    library.load(SYSTEM)
    clause = LibraryClause.unscoped.get(
        key__startswith="article-16-", model_code__endswith="partite"
    )
    services.propose_variant(
        clause, title="Médiation préalable", effect="add", reason="CJA, art. L. 213-1",
        text="16.4 La médiation précède le juge.", actor=here.actor("chef-de-projet"),
    )  # fmt: skip
    return clause


def _discussed(here: world.World, convention: Convention, title: str) -> tuple[Any, ...]:
    """The mayor asks for a correction on one clause."""
    place = next(each for each in clauses.clauses(convention) if title in each.title)
    services.ask_correction(
        convention, key=place.key, title=place.title, text="Trente jours suffisent.",
        blocking=True, actor=here.actor("maire"),
    )  # fmt: skip
    return (convention.public_id, place.key)


def _returned(here: world.World, convention: Convention) -> ReturnedText:
    """The commune's corrections: a word replaced, a comment."""
    reviewer = Reviewer(returning.working_word(convention))
    reviewer.replace("soixante jours", "vingt jours")
    reviewer.comment("11.2 Les résultats", "Pourquoi ce seuil ?")
    word = reviewer.saved()
    with store.prepared((word, store.DOCX)) as (file,):
        return services.receive_text(
            convention, file=file, content=word, file_name="relu.docx",
            institution=convention.authority, actor=here.actor("maire"),
        )  # fmt: skip


def _signed_before_the_vote(here: world.World) -> Convention:
    """An act on paper, entered « sous réserve de délibération »."""
    convention, now = acts.draft(here), clock.now()
    words = paper.signed_act(convention.title, now.date())
    with store.prepared((words, store.PDF)) as (file,):
        return services.register_signed(
            convention, "register_early_signed", file=file, file_name="acte.pdf",
            signed_at=now, actor=here.actor("chef-de-projet"),
        )  # fmt: skip


def _moves(acts_by_name: dict[str, Convention]) -> dict[str, Convention]:
    """Each move that has a page, on an act that may make it."""
    stages = {
        "submit": "draft",
        "request_changes": "review",
        "settle_text": "review",
        "send_to_councils": "settled",
        "issue": "ready",
        "extend_signing": "waiting",
        "reopen_mentions": "waiting",
        "reopen_text": "waiting",
        "withdraw": "ready",
        "refuse": "waiting",
        "notify": "signed",
        "register_signed_elsewhere": "draft",
        "regularise": "unvoted",
        "discover_early_signature": "signed",
        "record_annulment": "signed",
    }
    return {verb: acts_by_name[name] for verb, name in stages.items()}


def _directory(here: world.World) -> Things:
    """The acts of authority of the commune, its sheet, addresses; a person without account."""
    maire, secretary = here.people["maire"], here.actor("secretaire")
    enrol(User.objects.get(email="dpo@demonstration.example"))
    deputy = world.appoint(DEPUTY, here.commune)
    delegation = directory.record_delegation(
        actor=SYSTEM,
        delegator=maire,
        delegate=deputy,
        objects_covered=["convention"],
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=90),
        act_number="2026-11",
        act_date=clock.today(),
    )
    replaced = directory.record_substitution(
        actor=SYSTEM,
        absent=here.people["president"],
        replacement=world.appoint(_vice_president(), here.syndicate),
        ground="prevented",
        reason="hospitalisation",
        starts_on=clock.today() + dt.timedelta(days=60),
        ends_on=clock.today() + dt.timedelta(days=120),
        confirmed_circumstance=True,
    )
    away = directory.announce_absence(
        actor=secretary,
        mandate=maire,
        starts_on=clock.today() + dt.timedelta(days=200),
        ends_on=clock.today() + dt.timedelta(days=210),
    )
    auditor = here.people["auditrice"]
    channel = directory.add_channel(
        actor=secretary, kind="email", value="mairie@clairval.example",
        scope="institutional", institution=here.commune,
    )  # fmt: skip
    newcomer = directory.create_person(
        actor=SYSTEM, civility="madam", last_name="Nouvelle", first_name="Jeanne"
    )
    invited = directory.create_person(
        actor=SYSTEM, civility="sir", last_name="Invité", first_name="Jean",
        user=User.objects.create_user(INVITED, None),
    )  # fmt: skip
    closed = directory.create_person(
        actor=SYSTEM, civility="sir", last_name="Parti", first_name="Jean",
        user=User.objects.create_user("parti@demonstration.example", world.PASSWORD),
    )  # fmt: skip
    directory.close_account(actor=here.actor("administration"), person=closed, reason="—")
    User.objects.create_user(NOBODY_YET, world.PASSWORD)
    published = SigningDelegation.unscoped.exclude(pk=delegation.pk).first()
    parameter = LegalParameter.unscoped.filter(starts_on__isnull=False).first()
    return {
        "commune": _key(here.commune),
        "syndicate": _key(here.syndicate),
        "school": _key(here.school),
        "area": _key(here.area),
        "mayor": _key(maire.person),
        "mandate": _key(maire),
        "mandate to suspend": (maire.public_id, "suspend_mandate"),
        "mandate to end": (maire.public_id, "set_end"),
        "delegation": _key(delegation),
        "published delegation": _key(published),
        "substitution": _key(replaced),
        "absence": _key(away),
        "auditor": _key(auditor),
        "mission": _key(auditor.missions.get()),
        "channel": _key(channel),
        "signing channel": _key(ContactChannel.unscoped.filter(sheet__mandate=maire).first()),
        "newcomer": _key(newcomer),
        "invited": _key(invited),
        "closed": _key(closed),
        "sheet": _key(SignatorySheet.unscoped.filter(mandate=maire).first()),
        "parameter": _key(parameter),
        "history": ("institution", here.commune.public_id),
    }


def _vice_president() -> Someone:
    president = next(each for each in CAST if each.slug == "president")
    return Someone(
        "vice-president", "madam", "Ada", "Vice", "deputy", president.place, "remplace", "Vice"
    )


def _works(here: world.World) -> Things:
    """A work under way, one that failed, one done; the same for the import of a directory."""
    manager, found = here.actor("chef-de-projet"), {}
    states = {"running": "running", "failed": "failed", "done": "done"}
    for kind, name in (("conventions.issue", "work"), ("governance.import_schools", "import")):
        for word, state in states.items():
            items = [(f"ligne {row}", {"convention": 0}) for row in (1, 2)]
            job = jobs.ask(kind, f"Essai {word}", items, actor=manager)
            finished = None if state == "running" else clock.now()
            Job.objects.filter(pk=job.pk).update(
                state=state, taken_at=clock.now(), finished_at=finished
            )
            job.items.update(state=state, message="Ce qui s’est passé.")
            found[f"{word} {name}"] = (job.public_id,)
    return found


def _mails(here: world.World) -> Things:
    """A mail that could not leave, one that did."""
    failed = OutboxMessage.objects.filter(state=OutboxMessage.State.SENT).first()
    OutboxMessage.objects.filter(pk=failed.pk).update(
        state=OutboxMessage.State.FAILED, error="Connexion refusée"
    )
    sent = SentMail.objects.filter(text__contains="/signer/").first()
    return {"mail": (sent.pk,), "piece": ("deliberation", "personne")}
