"""Fictitious people of the demonstration: their names are invented and marked so on screen."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Someone:
    """A person to become in one click: account, name, office, what they come to do."""

    slug: str
    civility: str
    first_name: str
    last_name: str
    office: str
    place: str
    purpose: str
    quality: str
    title: str = ""
    mobile: str = ""
    """The number written on the signatory's sheet, among those reserved for fiction."""

    @property
    def email(self) -> str:
        return f"{self.slug}@demonstration.example"

    @property
    def own_address(self) -> str:
        """The personal address written on the signatory's sheet."""
        plain = unicodedata.normalize("NFKD", f"{self.first_name}.{self.last_name}".lower())
        return f"{plain.encode('ascii', 'ignore').decode()}@personnel.example"


CAST = (
    Someone(
        "chef-de-projet",
        "madam",
        "Claire",
        "Vasseur",
        "project_manager",
        "syndicate",
        "prépare et suit les conventions",
        "Cheffe de projet au syndicat",
    ),
    Someone(
        "juriste",
        "madam",
        "Inès",
        "Caron",
        "legal_officer",
        "syndicate",
        "relit, vise, demande des corrections",
        "Juriste du syndicat",
    ),
    Someone(
        "dpo",
        "sir",
        "Hugo",
        "Delmotte",
        "dpo",
        "syndicate",
        "vise ce qui touche aux données personnelles",
        "Délégué à la protection des données",
    ),
    Someone(
        "president",
        "sir",
        "Étienne",
        "Carpentier",
        "syndicate_president",
        "syndicate",
        "signe en dernier pour le syndicat",
        "Président du syndicat",
    ),
    Someone(
        "direction",
        "madam",
        "Maud",
        "Leroux",
        "syndicate_director",
        "syndicate",
        "suit ce qui est bloqué",
        "Directrice du syndicat",
    ),
    Someone(
        "administration",
        "sir",
        "Louis",
        "Bertin",
        "admin",
        "syndicate",
        "tient les mandats, les comptes et les paramètres",
        "Administrateur du site",
    ),
    Someone(
        "maire",
        "madam",
        "Hélène",
        "Dumont",
        "executive",
        "commune",
        "lit et signe pour la commune",
        "Maire d’une commune rurale",
    ),
    Someone(
        "secretaire",
        "madam",
        "Odile",
        "Ferrand",
        "preparer",
        "commune",
        "prépare la signature pour plusieurs mairies, dépose les délibérations",
        "Secrétaire de plusieurs mairies",
        "secrétaire de mairie",
    ),
    Someone(
        "inspectrice",
        "madam",
        "Nadia",
        "Lefebvre",
        "inspector",
        "area",
        "relit, vise ou signe pour l’Éducation nationale",
        "Inspectrice de circonscription",
    ),
    Someone(
        "dasen",
        "sir",
        "Rémi",
        "Quesnel",
        "dasen",
        "dsden",
        "signe sur visa quand l’inspectrice n’a pas de délégation",
        "Directeur académique (DASEN)",
    ),
    Someone(
        "presidente-epci",
        "madam",
        "Solène",
        "Marquant",
        "executive",
        "epci",
        "préside une communauté de communes qui a la compétence scolaire",
        "Présidente d’EPCI",
    ),
    Someone(
        "rectrice",
        "madam",
        "Agathe",
        "Villard",
        "rector",
        "academie",
        "signe la convention-cadre de l’académie avec le syndicat",
        "Rectrice de l’académie",
    ),
    Someone(
        "canope",
        "sir",
        "Basile",
        "Fontenay",
        "canope_director",
        "canope",
        "relit et signe la convention d’accompagnement",
        "Directeur de l’atelier Canopé",
        mobile="01 99 00 47 12",
    ),
    Someone(
        "auditrice",
        "madam",
        "Edmée",
        "Rochebrune",
        "auditor",
        "chamber",
        "contrôle les conventions que sa lettre de mission désigne",
        "Magistrate de la chambre régionale des comptes",
    ),
    Someone(
        "secretaire-instance",
        "madam",
        "Ombeline",
        "Castelnaud",
        "committee_secretary",
        "syndicate",
        "tient les séances des instances et en rédige les procès-verbaux",
        "Secrétaire des instances du programme",
    ),
    Someone(
        "directrice",
        "madam",
        "Capucine",
        "Lavallée",
        "school_head",
        "school",
        "écrit le projet pédagogique de l’école et le dépose",
        "Directrice d’école",
    ),
    Someone(
        "erun",
        "sir",
        "Anselme",
        "Tournier",
        "digital_adviser",
        "area",
        "visite les écoles, lève les réserves, prévoit les formations",
        "Enseignant référent aux usages du numérique (ERUN)",
    ),
)
