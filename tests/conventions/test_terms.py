"""What a signatory reads before signing."""

from conventions import signatures
from demo import paper
from demo.world import SYSTEM, DeliberationLifecycle, recording, store
from tests.circuits import acts


def test_a_vote_proved_by_its_day_alone_bears_that_day(here):
    act = acts.at_the_councils(here)
    vote = acts.vote(act, here)
    day = vote.voted_on
    with store.prepared((paper.stamped(vote, day), store.PDF)) as (file,), recording(SYSTEM):
        DeliberationLifecycle.move(
            vote,
            "prove",
            actor=SYSTEM,
            proof="stamp",
            proof_file=file.keep().sha256,
            published_on=day,
            received_on=day,
        )
    said = signatures._by_virtue_of(acts.fresh(act).party("authority"))
    assert said.replace("\u00a0", " ").endswith("du 3 mai 2026, exécutoire le 3 mai 2026")
