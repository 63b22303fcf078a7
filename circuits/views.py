"""The signatory's pages: read, consent, receive a code, sign; or ask a correction, or refuse.

Everything works without JavaScript and without an account. A GET changes nothing: mail scanners
open links. Nothing of the act is shown before the code sent to the signatory's own channel,
unless the signatory is signed in.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common import clock, french
from common.lifecycle import Refusal, Refused
from documents import reading, store
from documents.lifecycle import SlotLifecycle
from documents.models import Signature, Slot
from documents.pdf.errors import PdfRefused
from governance import acting, parameters
from ui.views import conflict

from . import codes, links, signing, terms
from .access import Access, NotOpened, find
from .forms import CodeForm, ConsentForm, CorrectionForm, RefusalForm, consent_words
from .models import SigningLink
from .paper import certifying, choosing
from .signing_context import code_context

READ_FOR = 1800


def _guarded(request: HttpRequest, key: str) -> Access | HttpResponse:
    """The access, or the page that says why the link no longer serves."""
    try:
        access = find(request, key)
    except NotOpened as waiting:
        context = {"step": waiting.step, "open_url": reverse("circuits:open_act", args=[key])}
        return render(request, "circuits/start.html", context)
    refusal = links.state_refusal(access.link)
    if refusal is None:
        return access
    if refusal.key == "link.expired":
        context = {**access.urls(), "refusal": refusal}
        return render(request, "circuits/expired.html", context, status=409)
    if refusal.key in ("link.over", "link.passed_on"):
        context = {"refusals": [refusal], "phone": terms.of(access.link.step).phone}
        return render(request, "circuits/over.html", context, status=409)
    if refusal.key == "link.consumed":
        return render(request, "circuits/used.html", {"refusals": [refusal]}, status=409)
    if refusal.key == "link.text":
        context = {
            "access": access,
            "refusals": [refusal],
            "changes": terms.since(access.link.step, access.link.envelope_id),
        }
        return render(request, "circuits/changed.html", context, status=409)
    return conflict(request, [refusal])


@require_safe
def sign(request: HttpRequest, key: str) -> HttpResponse:
    """Read and decide; a landing that shows nothing of the act before the code."""
    access = _guarded(request, key)
    if isinstance(access, HttpResponse):
        return access
    if not access.unlocked:
        return _landing(request, access, CodeForm())
    return _decision(request, access, ConsentForm())


def _landing(
    request: HttpRequest, access: Access, form: CodeForm, refusals: Any = (), status: int = 200
) -> HttpResponse:
    told, slot = code_context(access.link), links.slot_of(access.link)
    context = {
        **access.urls(),
        "signs_too": slot is None or slot.admits(Slot.Mode.PLATFORM),
        **told,
        "form": form,
        "refusals": told["channel_refusals"] or refusals,
    }
    return render(request, "circuits/landing.html", context, status=status)


def _decision(
    request: HttpRequest, access: Access, form: ConsentForm, refusals: Any = (), status: int = 200
) -> HttpResponse:
    ready = signing.readiness(access.link.step, access.link.mandate)
    if ready.envelope is None or ready.slot is None:
        return conflict(request, [Refusal("L’acte n’est pas encore émis.")])
    head = ready.envelope.head
    if head is None:
        return conflict(request, [Refusal("L’acte n’est pas encore émis.")])
    request.session.setdefault(f"opened-{access.link.pk}", clock.now().isoformat())
    total = ready.envelope.document.pages
    page = _page_number(request, total)
    context = {
        **access.urls(),
        "access": access,
        "ready": ready,
        "changes": links.changed_since_seen(access.link),
        "consent": consent_words(ready, access.link.mandate),
        "image_url": access.url("page_image", page),
        **code_context(access.link, again=f"reads-{access.link.pk}" in request.session),
        "terms": ready.terms,
        "form": form,
        "refusals": refusals or ready.refusals,
        "fingerprint": signing.code_scope(ready),
        "page": page,
        "pages": total,
        "words": reading.words(ready.envelope.document),
        "slot": ready.slot,
        "examined": ready.slot.status == Slot.Status.TO_CHECK,
        "return_url": access.url("return_pdf"),
        "printed_url": access.url("printed"),
        **_letter(access, ready.slot),
        "by_certificate": ready.slot.admits(Slot.Mode.CERTIFICATE),
        "on_paper": ready.slot.admits(Slot.Mode.PAPER),
    }
    return render(request, "circuits/sign.html", context, status=status)


def _letter(access: Access, slot: Slot) -> dict[str, object]:
    """Whether the letter of a copy to be signed by hand is ready, and why it failed."""
    if not choosing.prints(slot):
        return {}
    ready, trouble = choosing.letter_state(access.link.step, slot)
    return {
        "letter_ready": ready,
        "letter_trouble": trouble,
        "rejected": certifying.last_rejection(slot),
    }


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """What the simple electronic signature is, step by step, and what is kept of it."""
    minutes = parameters.value("code.lifetime", on=clock.today())
    return render(request, "circuits/notice.html", {"minutes": minutes})


def _page_number(request: HttpRequest, total: int) -> int:
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), total) if asked.isdecimal() and len(asked) < 6 else 1


@require_POST
def ask_code(request: HttpRequest, key: str) -> HttpResponse:
    """Send a code to the signatory's own channel; the two boxes ticked are kept in the page."""
    access = _guarded(request, key)
    if isinstance(access, HttpResponse):
        return access
    form = ConsentForm(request.POST)
    try:
        ready = signing.readiness(access.link.step, access.link.mandate)
        if access.unlocked and ready.level_refusals:
            raise Refused(*ready.level_refusals)
        links.ask_code(
            access.link,
            document_sha256=signing.code_scope(ready),
            actor=acting.actor_of(access.link.mandate),
            kind=request.POST.get("channel", ""),
        )
    except Refused as refused:
        if access.unlocked:
            return _decision(request, access, form, refused.refusals, status=409)
        return _landing(request, access, CodeForm(), refused.refusals, status=409)
    if access.unlocked:
        ticked = {name: name in request.POST for name in ("read", "process")}
        return _decision(request, access, ConsentForm(initial=ticked))
    return redirect(access.url("sign"))


@require_POST
def open_act(request: HttpRequest, key: str) -> HttpResponse:
    """The right code opens the act for reading, for half an hour in this browser."""
    access = _guarded(request, key)
    if isinstance(access, HttpResponse):
        return access
    if access.unlocked:
        return redirect(access.url("sign"))
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _landing(request, access, form, status=422)
    try:
        ready = signing.readiness(access.link.step, access.link.mandate)
        codes.check(
            access.link, form.cleaned_data["code"], document_sha256=signing.code_scope(ready)
        )
    except Refused as refused:
        return _landing(request, access, CodeForm(), refused.refusals, status=409)
    request.session[f"reads-{access.link.pk}"] = clock.now().timestamp() + READ_FOR
    return redirect(access.url("sign"))


def unlocked(request: HttpRequest, key: str) -> Access | HttpResponse:
    """The access once its act may be shown, or the page to answer instead."""
    access = _guarded(request, key)
    if isinstance(access, Access) and not access.unlocked:
        return redirect(access.url("sign"))
    return access


@require_POST
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Sign: two boxes, one code, one revision of the file."""
    access = unlocked(request, key)
    if isinstance(access, HttpResponse):
        return second_click(request, key) or access
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _decision(request, access, form, status=422)
    consent = signing.Consent(
        form.cleaned_data["read"], form.cleaned_data["process"], form.words(access.link)
    )
    facts = signing.Facts(
        ip=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", "")[:300],
        opened_at=request.session.get(f"opened-{access.link.pk}", ""),
        downloaded=bool(request.session.get(f"downloaded-{access.link.pk}")),
    )
    try:
        signing.sign(access.link, code=form.cleaned_data["code"], consent=consent, facts=facts)
    except Refused as refused:
        return second_click(request, key) or _decision(
            request, access, form, refused.refusals, status=409
        )
    except (PdfRefused, OSError) as failure:
        why = f"{french.os_error(failure)}." if isinstance(failure, OSError) else str(failure)
        sentence = Refusal(
            f"La signature n’a pas été enregistrée : {why} Votre code reste valable ; réessayez "
            "dans quelques minutes, ou appelez le syndicat."
        )
        return _decision(request, access, form, [sentence], status=503)
    return redirect(reverse("circuits:signed", args=[key]))


def second_click(request: HttpRequest, key: str) -> HttpResponse | None:
    """Who clicks twice is led to the signature that the first click stored; None without one."""
    try:
        stored = _signature(find(request, key))
    except (NotOpened, Refused):
        return None
    return redirect(reverse("circuits:signed", args=[key])) if stored else None


def _signature(access: Access) -> Signature | None:
    """The signature given with this link, for whoever gave it."""
    if access.link.status != SigningLink.Status.CONSUMED or not access.unlocked:
        return None
    return getattr(links.slot_of(access.link), "signature", None)


@require_safe
def signed(request: HttpRequest, key: str) -> HttpResponse:
    """Said once the signature is stored: what comes next."""
    try:
        access = find(request, key)
    except (NotOpened, Refused):
        raise Http404 from None
    signature = _signature(access)
    if signature is None:
        raise Http404
    context = {"access": access, "signature": signature, "terms": terms.of(access.link.step)}
    return render(request, "circuits/signed.html", context)


def refuse(request: HttpRequest, key: str) -> HttpResponse:
    """Refuse to sign, with a category and a reason."""
    return _say(request, key, RefusalForm, "refuse")


def correct(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a correction instead of signing."""
    return _say(request, key, CorrectionForm, "correct")


def _say(request: HttpRequest, key: str, form_class: Any, verb: str) -> HttpResponse:
    access = unlocked(request, key)
    if isinstance(access, HttpResponse):
        return access
    form = form_class(request.POST if request.method == "POST" else None)
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            form.apply(access.link)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            return render(request, "circuits/said.html", {"verb": verb})
    elif request.method == "POST":
        status = 422
    context = {
        **access.urls(),
        "form": form,
        "verb": verb,
        "refusals": refusals,
        "terms": signing.readiness(access.link.step, access.link.mandate).terms,
    }
    return render(request, "circuits/say.html", context, status=status)


@require_POST
def choose_mode(request: HttpRequest, key: str) -> HttpResponse:
    """Sign with one's own certificate or on paper, or come back from that choice."""
    access = unlocked(request, key)
    if isinstance(access, HttpResponse):
        return access
    verb = request.POST.get("mode", "")
    if verb not in ("choose_certificate", "choose_paper", "change_mode"):
        raise Http404
    slot = links.slot_of(access.link)
    if slot is None:
        raise Http404
    actor = acting.actor_of(access.link.mandate)
    try:
        if verb == "choose_paper":
            choosing.choose(access.link.step, slot, actor=actor)
        else:
            SlotLifecycle.move(slot, verb, actor=actor)
    except Refused as refused:
        return conflict(request, refused.refusals)
    return redirect(access.url("sign"))


@require_POST
def renew(request: HttpRequest, key: str) -> HttpResponse:
    """A new link for an expired one, to the address on file only."""
    access = find(request, key)
    try:
        links.renew(access.link)
    except Refused as refused:
        return conflict(request, refused.refusals)
    return render(request, "circuits/renewed.html", {"sent_to": access.link.sent_to})


@require_safe
def page_image(request: HttpRequest, key: str, page: int) -> HttpResponse:
    access = unlocked(request, key)
    if isinstance(access, HttpResponse):
        return access
    head = _head_sha256(access)
    try:
        image = reading.page_image(head, page)
    except PdfRefused:
        raise Http404 from None
    return HttpResponse(image, content_type="image/png")


@require_safe
def pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The file to sign, as it stands now."""
    access = unlocked(request, key)
    if isinstance(access, HttpResponse):
        return access
    data = store.read(_head_sha256(access))
    request.session[f"downloaded-{access.link.pk}"] = True
    response = HttpResponse(data, content_type=store.PDF)
    name = access.link.step.circuit.subject_label.split(" ")[0]
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _head_sha256(access: Access) -> str:
    ready = signing.readiness(access.link.step, access.link.mandate)
    head = ready.envelope.head if ready.envelope else None
    if head is None:
        raise Http404
    return head.file.sha256
