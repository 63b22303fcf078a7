"""The pages of training."""

from tests.journeys.stop import FILE, INSPECTOR, MANAGER, MAYOR, STRANGER, Stop, sent_empty

ADVISER, HEAD = "erun", "directrice"
STOPS = [
    Stop("onboarding:sessions", MANAGER),
    Stop("onboarding:sessions", ADVISER, query="?q=introuvable"),
    Stop("onboarding:sessions", STRANGER),
    Stop("onboarding:plan_session", ADVISER),
    Stop("onboarding:plan_session", ADVISER, act=sent_empty),
    Stop("onboarding:plan_session", MAYOR, status=403),
    Stop("onboarding:session", ADVISER, "training to come"),
    Stop("onboarding:session", INSPECTOR, "training to come"),
    Stop("onboarding:session", ADVISER, "training held"),
    Stop("onboarding:session", HEAD, "training attested"),
    Stop("onboarding:session", MAYOR, "training attested"),
    Stop("onboarding:session", STRANGER, "training to come", 404),
    Stop("onboarding:change_session", ADVISER, "training to come"),
    Stop("onboarding:cover_session", ADVISER, "training to come"),
    Stop("onboarding:move_session", INSPECTOR, "training call"),
    Stop("onboarding:move_session", ADVISER, "training sheet"),
    Stop("onboarding:move_session", ADVISER, "training sheet", act=sent_empty),
    Stop("onboarding:move_session", ADVISER, "training postponed", act=sent_empty),
    Stop("onboarding:move_session", ADVISER, "training cancelled"),
    Stop("onboarding:session_sheet", ADVISER, "training held"),
    Stop("onboarding:session_sheet", MAYOR, "training attested", 403),
    Stop("onboarding:attestation", HEAD, "attestation"),
    Stop("onboarding:coverage", MANAGER, "campaign"),
    Stop("onboarding:coverage", MANAGER, "campaign", query="?q=introuvable"),
    Stop("onboarding:plans", INSPECTOR),
    Stop("onboarding:begin_plan", ADVISER),
    Stop("onboarding:begin_plan", ADVISER, act=sent_empty),
    Stop("onboarding:plan", ADVISER, "training plan"),
    Stop("onboarding:plan", INSPECTOR, "training plan asked"),
    Stop("onboarding:plan", STRANGER, "training plan", 404),
    Stop("onboarding:write_plan", ADVISER, "training plan"),
    Stop("onboarding:move_plan", INSPECTOR, "training plan return", act=sent_empty),
]
NO_PAGE = {
    "onboarding:session_ics": FILE,
    "onboarding:training_paper": FILE,
    "onboarding:plan_paper": FILE,
}
