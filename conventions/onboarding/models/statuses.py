"""Statuses of a school's entry, its steps, and what it waits for in each status (tables, § 1.6)."""

from django.db import models


class EntryStatus(models.TextChoices):
    CANDIDATE = "candidate", "Candidate"
    PROJECT_SUBMITTED = "project_submitted", "Projet déposé"
    AWAITING_OPINION = "awaiting_opinion", "Avis attendu"
    UNFAVOURABLE = "unfavourable", "Avis défavorable"
    SCHOOL_PROJECT = "school_project", "Projet d’école"
    FINANCING_REQUESTED = "financing_requested", "Financement demandé"
    FINANCED = "financed", "Financée"
    AWAITING_CONVENTION = "awaiting_convention", "En attente de convention"
    UNDER_CONVENTION = "under_convention", "Conventionnée"
    OPENING_REQUESTED = "opening_requested", "Ouverture demandée"
    BASE_OPEN = "base_open", "Base ouverte"
    TRAINING_PLANNED = "training_planned", "Formation planifiée"
    TRAINED = "trained", "Formée"
    ACCOUNTS_DISTRIBUTED = "accounts_distributed", "Comptes distribués"
    ACTIVE = "active", "Active"
    BILLABLE = "billable", "Facturable"
    COMPLETED = "completed", "Année terminée"
    URGENT_OPEN = "urgent_open", "Ouverte en urgence"
    SUSPENDED = "suspended", "Suspendue"
    REFUSED_BY_SCHOOL = "refused_by_school", "Refus de l’école"
    REFUSED_BY_AUTHORITY = "refused_by_authority", "Refus de la collectivité"
    EXITED = "exited", "Sortie"


S = EntryStatus
FINAL = (S.COMPLETED, S.REFUSED_BY_SCHOOL, S.REFUSED_BY_AUTHORITY, S.EXITED)
"""Nothing leaves them."""
LEFT = (S.REFUSED_BY_SCHOOL, S.REFUSED_BY_AUTHORITY, S.EXITED)
"""The school does not enter this year, or not any longer."""


class Track(models.TextChoices):
    NORMAL = "normal", "Parcours ordinaire"
    URGENT = "urgent", "Parcours d’urgence"


class RefusalReason(models.TextChoices):
    """Why a school or a collectivité does not go on (domain, § 4.3)."""

    BUDGET = "budget", "Budget"
    TECHNICAL = "technical", "Conditions techniques"
    PEDAGOGY = "pedagogy", "Choix pédagogique"
    PARENTS = "parents", "Parents, refus de principe"
    INFORMATION = "information", "Manque d’information"
    OTHER = "other", "Autre"


class StepName(models.TextChoices):
    """What a school passes in a year, in order."""

    PROJECT = "project", "Projet déposé"
    OPINION = "opinion", "Avis favorable"
    FINANCING = "financing", "Financée"
    CONVENTION = "convention", "Conventionnée"
    OPENING = "opening", "Base ouverte"
    TRAINING = "training", "Formée"
    DISTRIBUTION = "distribution", "Comptes distribués"
    ACTIVATION = "activation", "Active"
    COUNT = "count", "Facturable"


PASSED_BY = {
    S.PROJECT_SUBMITTED: StepName.PROJECT,
    S.SCHOOL_PROJECT: StepName.OPINION,
    S.FINANCED: StepName.FINANCING,
    S.UNDER_CONVENTION: StepName.CONVENTION,
    S.BASE_OPEN: StepName.OPENING,
    S.URGENT_OPEN: StepName.OPENING,
    S.TRAINED: StepName.TRAINING,
    S.ACCOUNTS_DISTRIBUTED: StepName.DISTRIBUTION,
    S.ACTIVE: StepName.ACTIVATION,
    S.BILLABLE: StepName.COUNT,
}
"""Status → the step that a school has passed when it enters it."""

AWAITED = {
    S.CANDIDATE: StepName.PROJECT,
    S.PROJECT_SUBMITTED: StepName.OPINION,
    S.AWAITING_OPINION: StepName.OPINION,
    S.UNFAVOURABLE: StepName.PROJECT,
    S.SCHOOL_PROJECT: StepName.FINANCING,
    S.FINANCING_REQUESTED: StepName.FINANCING,
    S.FINANCED: StepName.CONVENTION,
    S.AWAITING_CONVENTION: StepName.CONVENTION,
    S.UNDER_CONVENTION: StepName.OPENING,
    S.OPENING_REQUESTED: StepName.OPENING,
    S.BASE_OPEN: StepName.TRAINING,
    S.TRAINING_PLANNED: StepName.TRAINING,
    S.TRAINED: StepName.DISTRIBUTION,
    S.ACCOUNTS_DISTRIBUTED: StepName.ACTIVATION,
    S.ACTIVE: StepName.COUNT,
}
"""Status → the step that comes next; none for the others."""
