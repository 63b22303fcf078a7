"""The project keeps its own rules, and each rule can say no."""

import pytest

from tests.architecture import rules

PYTHON = (".py",)
PROJECT = {
    "upward": (rules.upward, lambda: rules.ours(*PYTHON)),
    "too_long": (
        rules.too_long,
        lambda: rules.tracked(".py", ".html", ".css", ".js", ".ts", ".mjs"),
    ),
    "status_writes": (rules.status_writes, lambda: rules.ours(*PYTHON)),
    "unscoped_reads": (rules.unscoped_reads, lambda: rules.ours(*PYTHON)),
    "inline_code": (rules.inline_code, lambda: rules.ours(".html")),
}


@pytest.mark.parametrize("rule", PROJECT)
def test_the_project_keeps_the_rule(rule):
    breaches, paths = PROJECT[rule]
    files = paths()
    assert len(files) > 20  # an empty list would keep any rule
    assert [breach for path in files for breach in breaches(path, rules.read(path))] == []


def test_no_tracked_file_names_a_registry_or_a_machine():
    found = []
    for path in rules.tracked():
        try:
            text = rules.read(path)
        except UnicodeDecodeError:
            continue  # a Word model, an image
        found += rules.addresses(path, text)
    assert found == []


BAD = [
    (rules.upward, "common/jobs.py", "from governance.models import Mandate"),
    (rules.upward, "governance/acts.py", "def f():\n    from governance.committees import x"),
    (rules.upward, "conventions/views.py", "import procurement.models"),
    (rules.upward, "conventions/views.py", "from conventions.onboarding import facts"),
    (rules.upward, "conventions/onboarding/a.py", "from ..models import Convention"),
    (rules.upward, "conventions/onboarding/views/a.py", "from conventions import kinds"),
    (rules.upward, "documents/a/b.py", "from ...circuits import models"),
    (rules.upward, "ui/views.py", "from desk import views"),
    (rules.upward, "audit/chain.py", "from common import clock"),
    (rules.too_long, "desk/views.py", "x\n" * 401),
    (rules.too_long, "ui/templates/a.html", "x\n" * 401),
    (rules.status_writes, "conventions/services.py", "c.status = Status.SIGNED"),
    (rules.status_writes, "conventions/services.py", "c.title, c.status = 1, 2"),
    (rules.status_writes, "conventions/services.py", "c.status: str = 'x'"),
    (rules.status_writes, "conventions/services.py", "rows.filter(pk=1).update(status='x')"),
    (rules.status_writes, "conventions/services.py", "setattr(c, 'status', 'x')"),
    (rules.status_writes, "a/b.py", "rows.bulk_update_recorded(cs, ['title', 'status'])"),
    (rules.status_writes, "a/b.py", "rows.bulk_update_recorded(cs, fields=['status'])"),
    (rules.status_writes, "a/b.py", "rows.filter(pk=1).update(**{'status': 'x'})"),
    (rules.status_writes, "a/b.py", "rows.update_or_create(pk=1, defaults={'status': 'x'})"),
    (rules.status_writes, "a/b.py", "cursor.execute('UPDATE t SET a = 1, status = 2')"),
    (rules.unscoped_reads, "conventions/views.py", "Convention.unscoped.all()"),
    (rules.unscoped_reads, "conventions/views/a.py", "Convention.objects.unscoped(reason='x')"),
    (rules.unscoped_reads, "desk/panels.py", "Convention._default_manager.count()"),
    (rules.unscoped_reads, "conventions/forms.py", "x = forms.ModelChoiceField(label='x')"),
    (rules.unscoped_reads, "a/forms.py", "ModelChoiceField(queryset=School.unscoped.all())"),
    (rules.inline_code, "ui/templates/a.html", "<script>alert(1)</script>"),
    (rules.inline_code, "ui/templates/a.html", '<p class="a"\n style="color: red">'),
    (rules.inline_code, "ui/templates/a.html", '<a href="#" onclick="x()">'),
    (rules.inline_code, "ui/templates/a.html", "<style>p {}</style>"),
    (rules.addresses, "README.md", "see https://" + "pypi" + ".org/simple"),
    (rules.addresses, "README.md", "cd /" + "work/main"),
    (rules.addresses, "a.py", "open('/" + "tmp/x')"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_a_breach_is_said(rule, path, text):
    assert len(rule(path, text)) == 1


GOOD = [
    (rules.upward, "governance/committees/models.py", "from governance.models import Mandate"),
    (rules.upward, "conventions/views.py", "from . import models\nfrom ui.fields import x"),
    (rules.upward, "ui/views.py", "from common import clock"),
    (rules.upward, "conventions/onboarding/views/a.py", "from ..models import Campaign"),
    (rules.too_long, "desk/views.py", "x\n" * 400),
    (rules.too_long, "desk/migrations/0001_initial.py", "x\n" * 900),
    (rules.status_writes, "conventions/lifecycle.py", "c.status = 1"),
    (rules.status_writes, "a/refusal.py", "def __init__(self): self.status = 409"),
    (rules.status_writes, "conventions/services.py", "if c.status == 1:\n    x.state = c.status"),
    (rules.unscoped_reads, "conventions/services.py", "C.objects.unscoped(reason='unicité')"),
    (rules.unscoped_reads, "a/forms.py", "ModelChoiceField(queryset=School.objects.none())"),
    (rules.unscoped_reads, "a/forms.py", "ModelChoiceField(queryset=School.unscoped.none())"),
    (rules.status_writes, "a/b.py", "rows.filter(status='x').update(title='status')"),
    (rules.status_writes, "a/b.py", "rows.update_or_create(status='x', defaults={'title': 1})"),
    (rules.status_writes, "workflows/a.py", "task.status = STATUS.CANCELED"),
    (rules.inline_code, "ui/templates/a.html", '<script src="a.js" defer></script>'),
    (rules.inline_code, "ui/templates/a.html", "{# no style= here #}<p data-on='x'>"),
    (rules.addresses, "a.py", "root = BASE_DIR / 'var/tmp/x'; url = 'https://a.fr/home/x'"),
]


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_what_is_right_is_left_alone(rule, path, text):
    assert rule(path, text) == []
