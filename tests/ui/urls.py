"""The gallery: every component on pages that only the tests serve."""

import datetime as dt
from pathlib import Path

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path

from accounts.models import User
from audit.actor import Actor
from common.lifecycle import Refusal, Refused

PAGES = Path(__file__).parent / "pages"
ACTOR = Actor(label="Claire Vasseur, cheffe de projet", title="cheffe de projet", user_id=1)
NAMES = sorted(page.stem for page in PAGES.glob("*.html"))


class Choices(forms.Form):
    """One field of each kind, with hints and errors."""

    title = forms.CharField(label="Objet", help_text="Tel qu'il sera imprimé.", max_length=20)
    day = forms.DateField(label="Date de la délibération")
    amount = forms.DecimalField(label="Montant annuel", required=False, min_value=0)
    kind = forms.ChoiceField(label="Nature", choices=[("", "Choisir"), ("t", "Tripartite")])
    way = forms.ChoiceField(
        label="Signature",
        choices=[("p", "Électronique simple"), ("c", "Certificat"), ("s", "Papier")],
        widget=forms.RadioSelect,
    )
    years = forms.MultipleChoiceField(
        label="Années",
        choices=[("1", "2026"), ("2", "2027")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(label="Motif", widget=forms.Textarea, required=False)
    scan = forms.FileField(label="Page signée (20 Mo au plus)", required=False)
    agreed = forms.BooleanField(label="J'ai lu la convention dans son intégralité")

    def clean(self) -> dict[str, object]:
        self.add_error(None, "La délibération ne peut pas être postérieure à la signature.")
        return self.cleaned_data


class Reason(forms.Form):
    reason = forms.CharField(label="Motif, inscrit à l'historique", widget=forms.Textarea)


class Search(forms.Form):
    q = forms.CharField(label="Commune ou école", required=False)
    statut = forms.ChoiceField(
        label="Statut", choices=[("", "Tous"), ("s", "À signer")], required=False
    )


def _facts() -> dict[str, object]:
    at = dt.datetime(2026, 6, 17, 12, 8, tzinfo=dt.UTC)
    day = dt.date(2026, 9, 1)
    schools = [
        {"name": f"École inventée n° {n}", "pupils": 100 + n, "day": day, "amount": 987.5 * n}
        for n in range(1, 241)
    ]
    return {
        "day": day,
        "at": at,
        "page": Paginator(schools, 12).page(4),
        "choices": Choices(),
        "wrong": Choices({"title": "Un objet bien trop long pour ce champ", "day": "31/02/2026"}),
        "anchors": [("circuit", "Circuit"), ("historique", "Historique")],
        "steps": [
            {"state": "done", "title": "Texte arrêté", "text": "12 mai 2026, par Claire Vasseur"},
            {
                "state": "done",
                "title": "Commune de Cerisy",
                "text": "Signée par Mme Hélène Dumont, maire, lundi 15 juin 2026 à 10 h 42",
                "mode": "platform",
            },
            {
                "state": "now",
                "title": "Syndicat, président",
                "text": "M. Étienne Carpentier, depuis 1 jour ouvré. À faire avant le mardi "
                "30 juin 2026 : prise d'effet à la rentrée.",
                "mode": "paper",
                "mode_label": "Papier, retour attendu",
            },
            {"state": "next", "title": "Notification aux parties", "text": "Ensuite"},
        ],
        "entries": [
            {
                "at": at,
                "who": "Mme Nadia Lefebvre",
                "sentence": ", inspectrice, a signé avec son certificat.",
                "url": "#",
                "link": "Voir la preuve",
            },
            {"at": at, "who": "", "sentence": "Délibération exécutoire : accusé @CTES."},
        ],
        "tasks": [
            {
                "id": 1,
                "verb": "Émettre l'acte",
                "what": "CONV-2026-014 · Corbie, 3 écoles",
                "since": "Chez vous depuis hier ; mentions complètes, délibération exécutoire.",
                "due": day,
                "reason": "Pour laisser 10 jours ouvrés aux signataires.",
                "url": "#",
                "button": "Émettre l'acte",
            },
            {
                "id": 2,
                "verb": "Lever la réserve « accès au réseau »",
                "what": "École Les Tilleuls (école inventée)",
                "since": "Réserve de l'inspectrice du 11 mai.",
                "due": day,
                "reason": "Date fixée dans l'avis du 11 mai.",
                "late": True,
                "url": "#",
                "button": "Lever la réserve",
            },
        ],
        "title": "Retirer la convention CONV-2026-003",
        "consequence": "La convention quitte le circuit : les liens de signature envoyés ne "
        "serviront plus, et il faudra la renvoyer depuis le début.",
        "verb": "Retirer la convention",
        "refuse": True,
        "cancel_url": "#",
        "form": Reason(),
        "refusals": [
            Refusal(
                "La délibération du 10 juin 2026 n'est pas encore exécutoire : sa transmission "
                "n'est pas établie. Joignez l'accusé @CTES.",
                source="CGCT, art. L. 2131-1",
            )
        ],
    }


def gallery(request: HttpRequest, name: str) -> HttpResponse:
    request.user = User(email="claire.vasseur@exemple.fr")
    request.actor = ACTOR
    if "message" in request.GET:
        messages.success(request, "La convention est partie en relecture.")
    template = engines["django"].from_string((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    facts = {**_facts(), "search": Search(request.GET)}
    return HttpResponse(template.render(facts, request))


def saved(request: HttpRequest) -> JsonResponse:
    """Takes the text « bon », and « à deux » with a title that somebody else wrote meanwhile;
    refuses every other, and breaks on « panne »."""
    text = request.POST.get("reason", "")
    if text == "panne":
        return JsonResponse({}, status=503)
    if text == "à deux":
        answer = {"fields": {"title": "Objet d’un autre"}, "told": "changé entre-temps, « objet »."}
        return JsonResponse({"saved_at": "16 h 20", "version": "9", **answer})
    if text != "bon":
        return JsonResponse({"message": "le texte a changé entre-temps."}, status=409)
    return JsonResponse({"saved_at": "16 h 20", "version": "8"})


def refused(request: HttpRequest) -> HttpResponse:
    raise Refused(*_facts()["refusals"])


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a view fails")


def part(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(
        '{% extends "ui/partial.html" %}{% block main %}<h2>Partie relue</h2>{% endblock %}'
    )
    return HttpResponse(template.render({}, request))


urlpatterns = [
    path("galerie/enregistrer/", saved),
    path("galerie/impossible/", refused),
    path("galerie/panne/", broken),
    path("galerie/partie/", part),
    path("galerie/mandat/", part, name="gallery_switch"),
    path("galerie/<slug:name>/", gallery),
    path("compte/", include("accounts.urls")),
    path("", include("ui.urls")),
]
handler400, handler403 = "ui.views.bad_request", "ui.views.forbidden"
handler404, handler500 = "ui.views.not_found", "ui.views.server_error"
handler429 = "ui.views.too_many_requests"
