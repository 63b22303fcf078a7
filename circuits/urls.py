"""Addresses of the signatory's pages; ``key`` is a mail's token or, signed in, a step's id."""

from django.urls import path

from . import contact_pages, presence_pages, return_pages, together_pages, views
from .paper import certifying_pages, choosing_pages, scan_pages

app_name = "circuits"
urlpatterns = [
    path("procede-de-signature/", views.notice, name="notice"),
    path("relances/<uuid:public_id>/", contact_pages.record, name="contact"),
    path("signer-en-presence/<uuid:public_id>/", presence_pages.state_identity, name="presence"),
    path("retours/<uuid:public_id>/", return_pages.return_for, name="return_for"),
    path("retours/<uuid:public_id>/acte.pdf", return_pages.to_sign, name="return_file"),
    path("retours/<uuid:public_id>/examiner/", return_pages.examine, name="examine"),
    path("retours/<uuid:public_id>/recu.pdf", return_pages.received, name="received"),
    path("papier/numerisations/", scan_pages.drop, name="drop_scans"),
    path("papier/numerisations/<uuid:public_id>/", scan_pages.scanned, name="scans"),
    path(
        "papier/numerisations/<uuid:public_id>/<uuid:page_id>.png",
        scan_pages.image,
        name="scan_image",
    ),
    path("papier/<uuid:public_id>/", choosing_pages.paper_for, name="paper_for"),
    path("papier/<uuid:public_id>/certifier/", certifying_pages.certify, name="certify"),
    path(
        "papier/<uuid:public_id>/certifier/<str:which>-<int:page>.png",
        certifying_pages.image,
        name="certify_image",
    ),
    path("papier/<uuid:public_id>/numerisation.pdf", certifying_pages.scan, name="certify_scan"),
    path("papier/<uuid:public_id>/exemplaire.pdf", choosing_pages.printed_for, name="printed_for"),
    path("signer/ensemble/", together_pages.choose, name="choose_together"),
    path("signer/ensemble/<uuid:public_id>/", together_pages.listed, name="together"),
    path("signer/ensemble/<uuid:public_id>/code/", together_pages.ask_code, name="together_code"),
    path(
        "signer/ensemble/<uuid:public_id>/confirmer/",
        together_pages.confirm,
        name="together_confirm",
    ),
    path("signer/<str:key>/", views.sign, name="sign"),
    path("signer/<str:key>/code/", views.ask_code, name="ask_code"),
    path("signer/<str:key>/ouvrir/", views.open_act, name="open_act"),
    path("signer/<str:key>/confirmer/", views.confirm, name="confirm"),
    path("signer/<str:key>/fait/", views.signed, name="signed"),
    path("signer/<str:key>/refuser/", views.refuse, name="refuse"),
    path("signer/<str:key>/corriger/", views.correct, name="correct"),
    path("signer/<str:key>/mode/", views.choose_mode, name="choose_mode"),
    path("signer/<str:key>/exemplaire.pdf", choosing_pages.printed, name="printed"),
    path("signer/<str:key>/retour/", return_pages.return_pdf, name="return_pdf"),
    path("signer/<str:key>/nouveau-lien/", views.renew, name="renew"),
    path("signer/<str:key>/page/<int:page>.png", views.page_image, name="page_image"),
    path("signer/<str:key>/acte.pdf", views.pdf, name="pdf"),
]
