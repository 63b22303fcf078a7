"""The pages of the families' side, and of what is lent to schools."""

from tests.journeys.stop import INSPECTOR, MANAGER, MAYOR, STRANGER, Stop, sent_empty

HEAD = "directrice"
STOPS = [
    Stop("onboarding:distribution", HEAD, "school entry"),
    Stop("onboarding:distribution", INSPECTOR, "school entry"),
    Stop("onboarding:distribution", STRANGER, "school entry", 404),
    Stop("onboarding:inform", HEAD, "school entry"),
    Stop("onboarding:add_class", HEAD, "school entry", act=sent_empty),
    Stop("onboarding:add_class", MAYOR, "school entry", 403),
    Stop("onboarding:count_class", HEAD, "counted class"),
    Stop("onboarding:activation", HEAD, "school entry", act=sent_empty),
    Stop("onboarding:ask_help", HEAD, "school entry"),
    Stop("onboarding:answer_help", HEAD, "family request"),
    Stop("onboarding:stock", MANAGER),
    Stop("onboarding:stock", MANAGER, query="?etat=sorti"),
    Stop("onboarding:stock", MAYOR, status=403),
    Stop("onboarding:bring", MANAGER),
    Stop("onboarding:bring", MANAGER, act=sent_empty),
    Stop("onboarding:take_out", MANAGER, "loan item"),
    Stop("onboarding:ask_loan", HEAD, "school entry"),
    Stop("onboarding:lend", MANAGER, "loan request"),
    Stop("onboarding:lend", MANAGER, "loan request", act=sent_empty),
    Stop("onboarding:decline_loan", MANAGER, "loan request"),
    Stop("onboarding:loan", HEAD, "loan"),
    Stop("onboarding:loan", MANAGER, "loan"),
    Stop("onboarding:give_back", MANAGER, "loan", act=sent_empty),
    Stop("onboarding:lose", HEAD, "loan"),
]
