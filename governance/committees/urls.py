"""Addresses of instances and of their meetings."""

from django.urls import path

from .views import agenda, answers, committees, meetings, rules, seats

app_name = "committees"
urlpatterns = [
    path("", committees.committees, name="list"),
    path("nouvelle/", committees.create, name="create"),
    path("natures/", rules.kinds, name="kinds"),
    path("natures/nouvelle/", rules.create_kind, name="create_kind"),
    path("natures/<uuid:public_id>/", rules.kind, name="kind"),
    path("natures/<uuid:public_id>/regles/", rules.change_of_kind, name="change_kind_rules"),
    path("regles/<uuid:public_id>/", rules.version, name="version"),
    path("sieges/<uuid:public_id>/suppleant/", seats.substitute, name="substitute"),
    path("sieges/<uuid:public_id>/fin/", seats.end, name="end_seat"),
    path("seances/<uuid:public_id>/", meetings.meeting, name="meeting"),
    path("seances/<uuid:public_id>/modifier/", meetings.change, name="change_meeting"),
    path("seances/<uuid:public_id>/convoquer/", meetings.convene, name="convene"),
    path("seances/<uuid:public_id>/annuler/", meetings.cancel, name="cancel_meeting"),
    path("seances/<uuid:public_id>/seance.ics", meetings.calendar, name="calendar"),
    path("seances/<uuid:public_id>/points/", agenda.add, name="add_item"),
    path("points/<uuid:public_id>/", agenda.change, name="change_item"),
    path("points/<uuid:public_id>/rapport.pdf", agenda.report, name="report"),
    path("points/<uuid:public_id>/inscrire/", agenda.place, name="place_item"),
    path("points/<uuid:public_id>/ordre/", agenda.order, name="order_item"),
    path("points/<uuid:public_id>/retirer/", agenda.withdraw, name="withdraw_item"),
    path("points/<uuid:public_id>/renvoyer/", agenda.defer, name="defer_item"),
    path("convocations/<str:key>/", answers.answer, name="answer"),
    path("convocations/<str:key>/ouvrir/", answers.open_convocation, name="open_convocation"),
    path("convocations/<str:key>/seance.ics", answers.calendar, name="answer_calendar"),
    path("convocations/<str:key>/<uuid:public_id>.pdf", answers.report, name="answer_report"),
    path("<uuid:public_id>/", committees.committee, name="detail"),
    path("<uuid:public_id>/modifier/", committees.change, name="change"),
    path("<uuid:public_id>/regles/", rules.change_of_committee, name="change_rules"),
    path("<uuid:public_id>/siege/", seats.add, name="add_seat"),
    path("<uuid:public_id>/seance/", meetings.plan, name="plan"),
    path("<uuid:public_id>/point/", agenda.ask_item, name="ask_item"),
    path("<uuid:public_id>/fin/", committees.close, name="close"),
]
