"""Addresses of conventions."""

from django.urls import path

from .views import act, bundle, creation, deliberations, kinds, lists, moves

app_name = "conventions"
urlpatterns = [
    path("", lists.index, name="list"),
    path("nouvelle/", creation.create, name="create"),
    path("nouvelle/<slug:code>/", kinds.begin, name="begin"),
    path("<uuid:public_id>/", act.detail, name="detail"),
    path("<uuid:public_id>/modifier/", creation.edit, name="edit"),
    path("<uuid:public_id>/modifier/brouillon/", creation.autosave, name="autosave"),
    path("<uuid:public_id>/signer/", act.sign, name="sign"),
    path("<uuid:public_id>/kit.pdf", bundle.kit, name="kit"),
    path("<uuid:public_id>/pieces/", bundle.make, name="make_papers"),
    path("<uuid:public_id>/relecture/", moves.review, name="review"),
    path(
        "<uuid:public_id>/observations/<uuid:remark_id>/",
        moves.answer,
        name="answer",
    ),
    path("<uuid:public_id>/deliberation/", deliberations.deliberation, name="deliberation"),
    path(
        "<uuid:public_id>/deliberation/<slug:role>/",
        deliberations.deliberation,
        name="deliberation_of",
    ),
    path(
        "<uuid:public_id>/deliberation/<slug:role>/attendre/",
        deliberations.await_vote,
        name="await_vote",
    ),
    path("<uuid:public_id>/transmission/<slug:role>/", moves.transmission, name="transmission"),
    path("<uuid:public_id>/faire/<slug:verb>/", moves.move, name="move"),
    path(
        "<uuid:public_id>/documents/<uuid:document_id>/page-<int:number>.png",
        act.document_page,
        name="document_page",
    ),
    path(
        "<uuid:public_id>/documents/<uuid:document_id>.<slug:form>",
        act.document_file,
        name="document_file",
    ),
]
