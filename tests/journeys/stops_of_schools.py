"""Pages of schools: their calendar, their events, who answered for them at a date."""

from tests.journeys.stop import ADMIN, INSPECTOR, MAYOR, POSTS, Stop, sent_empty, unreadable_file

STOPS = [
    Stop("governance:school_years", ADMIN),
    Stop("governance:school_years", INSPECTOR, query="?zone=C"),
    Stop("governance:import_school_years", ADMIN),
    Stop("governance:import_school_years", ADMIN, act=unreadable_file),
    Stop("governance:record_school_year", ADMIN),
    Stop("governance:record_school_year", ADMIN, act=sent_empty),
    Stop("governance:school", MAYOR, "school", query="?au=2019-08-31"),
    Stop("governance:school", ADMIN, "school", query="?au=hier"),
    Stop("governance:school_events", ADMIN),
    Stop("governance:school_events", MAYOR, query="?etat=withdrawn"),
    Stop("governance:prepare_school_event", ADMIN, "closure"),
    Stop("governance:prepare_school_event", ADMIN, "merger", act=sent_empty),
    Stop("governance:prepare_school_event", ADMIN, "redrawing kind", act=sent_empty),
    Stop("governance:school_event", ADMIN, "school event"),
    Stop("governance:school_event", ADMIN, "redrawing"),
    Stop("governance:school_event", MAYOR, "applied event"),
    Stop("governance:withdraw_school_event", ADMIN, "school event"),
]

NO_PAGE = {
    "governance:store_school_years": POSTS,
    "governance:decide_school_event": POSTS,
    "governance:school_event_progress": "a part of the page of the event, refreshed by its script",
}
