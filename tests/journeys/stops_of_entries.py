"""The pages of campaigns and of the entries of schools."""

from tests.journeys.stop import INSPECTOR, MANAGER, MAYOR, STRANGER, Stop, sent_empty

STOPS = [
    Stop("onboarding:list", MANAGER),
    Stop("onboarding:list", STRANGER),
    Stop("onboarding:campaign", MANAGER, "campaign"),
    Stop("onboarding:campaign", STRANGER, "campaign"),
    Stop("onboarding:open_campaign", MANAGER),
    Stop("onboarding:open_campaign", MANAGER, act=sent_empty),
    Stop("onboarding:open_campaign", MAYOR, status=403),
    Stop("onboarding:step", MANAGER, "campaign step"),
    Stop("onboarding:enrol", MANAGER, "campaign"),
    Stop("onboarding:enrol", MANAGER, "campaign", act=sent_empty),
    Stop("onboarding:carry_over", MANAGER, "campaign"),
    Stop("onboarding:enrol_own", INSPECTOR, "campaign", 403),
    Stop("onboarding:schools", MANAGER, "campaign"),
    Stop("onboarding:schools", MANAGER, "campaign", query="?q=introuvable"),
    Stop("onboarding:schools", STRANGER, "campaign"),
    Stop("onboarding:move", INSPECTOR, "school refusal"),
    Stop("onboarding:move", INSPECTOR, "school refusal", act=sent_empty),
    Stop("onboarding:entry", INSPECTOR, "school entry"),
    Stop("onboarding:entry", MAYOR, "school entry"),
    Stop("onboarding:entry", STRANGER, "school entry", 404),
]

NO_PAGE: dict[str, str] = {}
