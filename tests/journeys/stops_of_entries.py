"""The pages of campaigns and of the entries of schools."""

from tests.journeys.stop import INSPECTOR, MANAGER, MAYOR, STRANGER, Stop

STOPS = [
    Stop("onboarding:list", MANAGER),
    Stop("onboarding:list", STRANGER),
    Stop("onboarding:campaign", MANAGER, "campaign"),
    Stop("onboarding:campaign", STRANGER, "campaign"),
    Stop("onboarding:entry", INSPECTOR, "school entry"),
    Stop("onboarding:entry", MAYOR, "school entry"),
    Stop("onboarding:entry", STRANGER, "school entry", 404),
]

NO_PAGE: dict[str, str] = {}
