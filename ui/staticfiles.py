"""Which static files a site collects."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class OwnStaticFiles(StaticFilesConfig):
    """Ours alone: viewflow's pages are never shown, and its styles name fonts that it lacks."""

    ignore_patterns = (*StaticFilesConfig.ignore_patterns, "viewflow")
