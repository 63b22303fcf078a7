"""What is named somewhere exists once: handlers, mail writers, flows, applications, forms."""

import importlib
import re
import tomllib
from collections import Counter

import pytest
from django import forms
from django.apps import apps
from django.urls import reverse
from viewflow.workflow.base import Flow
from viewflow.workflow.fields import get_flow_ref, get_task_ref, import_flow_by_ref

from circuits import registry as circuits
from common import jobs, outbox
from common.models import Record
from documents import registry as finals
from tests.architecture import rules
from ui import navigation, panels

NAMES = "workflows/names.txt"


def given(*functions, text=None):
    """Names given to ``functions`` in the applications (or in ``text``)."""
    sources = {p: rules.read(p) for p in rules.ours(".py")} if text is None else {"x.py": text}
    everywhere = {}
    for path, source in sources.items():
        everywhere |= {k: v for k, v in rules.constants(path, source).items() if "." in k}
    found = []
    for path, source in sources.items():
        known = everywhere | rules.constants(path, source)
        found += rules.names_given(source, set(functions), known)
    return found


def faults(asked, declared, registered):
    """Kinds without handler, handlers declared twice, handlers whose module nobody imports."""
    twice = [kind for kind, n in Counter(declared).items() if n > 1]
    return sorted({*asked} - {*registered}) + twice + sorted({*declared} - {*registered})


def test_every_job_asked_for_has_one_handler():
    assert faults(given("jobs.ask"), given("jobs.handles"), jobs.kinds()) == []


def test_every_mail_posted_has_one_writer():
    asked, declared = given("outbox.post"), given("outbox.template")
    assert faults(asked, declared, outbox.templates()) == []


def circuit_codes():
    """The kinds of circuit that the shipped data describe."""
    for path in rules.tracked("circuits.toml"):
        yield from (circuit["code"] for circuit in tomllib.loads(rules.read(path))["circuit"])


def test_every_kind_of_circuit_has_a_handler_for_its_end():
    importlib.import_module("workflows.convention")
    codes = list(circuit_codes())
    assert len(codes) > 5
    families = {code.split(".")[0] for code in codes}
    assert faults(families, families, circuits.families()) == []
    with pytest.raises(ValueError, match="two handlers"):
        circuits.on_closed("convention")(print)


def test_every_act_that_is_sealed_has_a_handler_for_its_final_copy():
    sealed = {"conventions.convention", "committees.minutes"}
    assert set(finals.kinds()) == sealed
    with pytest.raises(ValueError, match="already has its handler"):
        finals.on_final("conventions.convention")(print)


def test_a_kind_without_handler_is_seen():
    asked = given("jobs.ask", text='jobs.ask("forgotten", "x", [])\njobs.ask("done", "x", [])')
    handled = given("jobs.handles", text='jobs.handles("done")\njobs.handles("done")')
    assert faults(asked, handled, ["done"]) == ["forgotten", "done"]
    assert faults([], ["asleep"], []) == ["asleep"]
    assert faults(["mail"], ["mail"], ["mail"]) == []


def test_names_are_read_in_literals_and_in_constants():
    source = 'JOB = "a"\njobs.ask(JOB, "x", [])\njobs.ask("b", "x", [])\nx.JOB = 1\njobs.ask(y)'
    assert given("jobs.ask", text=source) == ["a", "b"]


# --- Panels -------------------------------------------------------------------------------------
def test_every_panel_that_a_page_names_is_offered():
    named = set()
    for path in rules.ours(".html"):
        named |= set(re.findall(r'{% panel_named "([\w.]+)"', rules.read(path)))
    assert named
    assert {name for name in named if not panels.offered(name)} == set()


# --- Flows --------------------------------------------------------------------------------------


def names_in_use():
    """Every string that rows of the database may hold for our flows of today."""
    flows = [flow for flow in Flow.__subclasses__() if flow.__module__.startswith("workflows.")]
    for flow in flows:
        yield get_flow_ref(flow)
        for node in flow.instance.nodes():
            yield get_task_ref(node)


def unresolved(names):
    """Names that rows may hold and that the code no longer knows.

    viewflow answers for any node name, hence the look into the nodes themselves.
    """
    found = []
    for name in names:
        flow_name, node = name.rsplit(".", 1) if name.count(".") > 1 else (name, "")
        try:
            nodes = {n.name for n in import_flow_by_ref(flow_name).instance.nodes()}
        except (ImportError, AttributeError, LookupError):
            found.append(name)
        else:
            if node and node not in nodes:
                found.append(name)
    return found


def kept_names():
    return [line for line in rules.read(NAMES).splitlines() if line and not line.startswith("#")]


def test_every_flow_and_node_name_ever_used_still_resolves():
    assert unresolved(kept_names()) == []


def test_every_present_flow_and_node_name_is_kept_in_the_list():
    """A new node: add its line to workflows/names.txt, for ever."""
    importlib.import_module("workflows.convention")
    assert sorted(set(names_in_use()) - set(kept_names())) == []


def test_a_lost_name_is_seen():
    first = kept_names()[0]
    assert unresolved([first, "workflows/gone.Flow", f"{first}.gone"]) == [
        "workflows/gone.Flow",
        f"{first}.gone",
    ]


# --- Applications and forms ---------------------------------------------------------------------


def test_every_application_of_ours_has_a_layer():
    settings = tomllib.loads(rules.read("pyproject.toml"))
    packages = set(settings["tool"]["importlinter"]["root_packages"])
    own = [a.name for a in apps.get_app_configs() if (rules.ROOT / a.name.split(".")[0]).is_dir()]
    own = [name for name in own if not name.startswith("tests.")]
    assert len(own) > 5
    assert [name for name in own if name.split(".")[0] not in packages] == []
    assert [name for name in own if not rules.layer(name)] == []


def own_forms():
    for app in apps.get_app_configs():
        if app.name.split(".")[0] in rules.APPS and (rules.ROOT / app.name).is_dir():
            for path in (rules.ROOT / app.name).rglob("forms*.py"):
                importlib.import_module(
                    ".".join(path.relative_to(rules.ROOT).with_suffix("").parts)
                )
    todo = list(forms.ModelForm.__subclasses__())
    while todo:
        form = todo.pop()
        todo += form.__subclasses__()
        if form.__module__.split(".")[0] in rules.APPS:
            yield form


def guessed_choices(form):
    """Fields that Django filled with every row of an audited model."""
    return [
        f"{form.__name__}.{name}"
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ModelChoiceField)
        and issubclass(field.queryset.model, Record)
        and name not in form.declared_fields
    ]


def test_no_form_offers_rows_without_an_explicit_set():
    assert [breach for form in own_forms() for breach in guessed_choices(form)] == []


def test_a_form_that_offers_every_row_is_seen():
    from tests.app.models import Dossier

    guessed = forms.modelform_factory(Dossier, fields=["title", "parent"])
    assert guessed_choices(guessed) == ["DossierForm.parent"]


@pytest.mark.parametrize("path", ["LICENSE", "publiccode.yml", "CHANGELOG.md", ".env.example"])
def test_the_project_carries_its_papers(path):
    assert rules.read(path)


def test_every_entry_of_the_menus_leads_somewhere():
    """The menus leave out a route that does not exist, so a wrong name would not be seen."""
    assert navigation.routes()
    for route in navigation.routes():
        assert reverse(route)
