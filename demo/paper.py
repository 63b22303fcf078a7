"""Small PDFs that stand for papers in the demonstration: each says that it is invented."""

import datetime as dt
import io

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from common import french
from documents.pdf import fonts
from governance.models import Deliberation, Mandate

MARK = "DÉMONSTRATION – document inventé, sans valeur juridique"


def sheet(*lines: str) -> bytes:
    """One A4 page of text in an embedded font."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    words = [MARK, "", *lines]
    font = fonts.embed(pdf, {character for line in words for character in line})
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    body = [b"BT /F1 12 Tf 18 TL 60 770 Td"]
    body += [fonts.encode(line) + b" Tj T*" for line in words]
    page.obj.Contents = pdf.make_stream(b" ".join([*body, b"ET"]))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def signatory_sheet(mandate: Mandate) -> bytes:
    """The page that a signatory signs by hand once per mandate."""
    return sheet(
        "FICHE SIGNATAIRE",
        str(mandate),
        "J’accepte de signer par voie électronique, selon le procédé décrit.",
        "Signature manuscrite : (numérisation)",
    )


def letter_of_mission(auditor: Mandate, day: dt.date) -> bytes:
    """The letter by which a chamber of accounts announces a control."""
    return sheet(
        "LETTRE DE MISSION",
        f"{auditor.institution}, le {french.date_fr(day)}",
        "Contrôle des comptes et de la gestion du syndicat mixte.",
        f"Personne désignée : {auditor.person.formal_name}.",
    )


def stamped(vote: Deliberation, received: dt.date, at: dt.datetime | None = None) -> bytes:
    """A délibération with the stamp of the sous-préfecture, at the hour of ``at`` when given."""
    when = french.date_fr(received) + (f" à {at:%H:%M}" if at else "")
    return sheet(
        f"{vote.institution}",
        f"Délibération n° {vote.number}, séance du {french.date_fr(vote.voted_on)}",
        f"Objet : {vote.object}",
        "",
        f"Reçu en sous-préfecture le {when}",
        f"Publié le {when}",
    )


def framework_agreement() -> bytes:
    """The convention-cadre with the académie, signed on paper before the platform."""
    return sheet(
        "CONVENTION-CADRE ENTRE L’ACADÉMIE ET LE SYNDICAT",
        "Signée par le recteur et le président du syndicat.",
        "(numérisation de l’original papier)",
    )


def signed_act(title: str, signed_on: dt.date) -> bytes:
    """The scan of a convention signed on paper by its three parties."""
    return sheet(
        title,
        f"Signée par les trois parties, la dernière le {french.date_fr(signed_on)}.",
        "(numérisation de l’original papier)",
    )


def judgment(reference: str) -> bytes:
    """A judgment that annuls an act, of no real court."""
    return sheet(
        "TRIBUNAL ADMINISTRATIF DE MONTVAL (fictif)", f"La convention {reference}", "est annulée."
    )


VIEWS = ("Tableau interactif de la classe 1", "Baie du réseau, salle des maîtres")
"""What the photographs of a visit show."""


def photograph(view: str) -> bytes:
    """A drawing that stands for a photograph of the premises: it says so on its face."""
    shown = Image.new("RGB", (1200, 800), "#e3dfd4")
    draw = ImageDraw.Draw(shown)
    draw.rectangle((180, 140, 1020, 560), fill="#ffffff", outline="#47575a", width=14)
    for top in range(220, 500, 70):
        draw.line((250, top, 950, top), fill="#c8c3b4", width=8)
    draw.rectangle((0, 660, 1200, 800), fill="#73807f")
    font = ImageFont.truetype(io.BytesIO(fonts.face().data), 28)
    for line, top in ((MARK, 690), (view, 740)):
        draw.text((40, top), line, fill="#ffffff", font=font)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=85)
    return out.getvalue()
