// The site's own script. Every page works without it: it only saves steps.
(() => {
  "use strict";

  const live = () => document.getElementById("annonce");
  const announce = (words) => { if (live()) live().textContent = words; };
  const number = (value) => new Intl.NumberFormat("fr-FR").format(value);
  const hour = (date) => `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;

  const focusOn = (element) => {
    if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
    element.focus();
  };

  // --- Text not yet sent: leaving the page asks first -----------------------------------------
  const unsaved = new Set();
  const guarded = "form[data-guard], form[data-autosave]";
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches(guarded)) unsaved.add(form);
  });
  document.addEventListener("submit", (event) => unsaved.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    const waiting = [...unsaved].some((form) => form.isConnected);
    if (waiting) event.preventDefault();
  });

  // --- Autosave: <form data-autosave="/address/"> with {% autosave_note %} inside --------------
  const WAIT = 1500;
  const RETRY = 30000;

  const written = (form) => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };

  const tell = (form, words, failed) => {
    const note = form.querySelector("[data-autosave-note]");
    if (!note) return;
    note.textContent = words;
    note.classList.toggle("cs-autosave-failed", failed);
  };

  const saving = new WeakMap();

  const state = (form) => {
    if (!saving.has(form)) saving.set(form, { edition: 0, timer: 0, busy: false });
    return saving.get(form);
  };

  const later = (form, delay) => {
    const keep = state(form);
    clearTimeout(keep.timer);
    keep.timer = setTimeout(() => save(form), delay);
  };

  // What somebody else stored in a field, shown there unless its reader typed since it was sent.
  const plain = (text) => String(text ?? "").replace(/\r\n?/g, "\n");
  const shows = (field, value, sent) => {
    if (!field || plain(field.value) !== plain(sent)) return false;
    field.value = value;
    field.defaultValue = value;
    return true;
  };

  // A refusal never touches what is typed: the form keeps its text, and leaving still warns.
  const save = async (form) => {
    const keep = state(form);
    clearTimeout(keep.timer);
    if (keep.busy || !unsaved.has(form) || !form.isConnected) return;
    keep.busy = true;
    const edition = keep.edition;
    const kept = "Votre texte reste sur cette page";
    const data = written(form);
    const says = (name, detail) => document.dispatchEvent(new CustomEvent(`autosave:${name}`, { detail: { form, data, ...detail } }));
    says("sending");
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: data, credentials: "same-origin", redirect: "manual",
        headers: { "X-Requested-With": "autosave", Accept: "application/json" },
      });
      const json = (answer.headers.get("Content-Type") || "").includes("application/json");
      const said = json ? await answer.json() : {};
      if (answer.ok) {
        // Typed again while it left: the next save is still made on the version before.
        const shown = Object.entries(said.fields || {}).map(([name, value]) => shows(form.elements[name], value, data.get(name)));
        if (said.version !== undefined && form.elements.version && shown.every(Boolean)) form.elements.version.value = said.version;
        if (edition === keep.edition) unsaved.delete(form);
        for (const [id, html] of Object.entries(said.parts || {})) {
          const part = document.getElementById(id);
          if (part) part.innerHTML = html;
        }
        const more = said.message || said.told;
        tell(form, `Enregistré à ${said.saved_at || hour(new Date())}${more ? `\u00a0: ${more}` : ""}`, Boolean(said.message));
        says("saved", { said });
      } else if (answer.type === "opaqueredirect" || answer.status === 403) {
        tell(form, `Non enregistré : votre session est terminée. ${kept}. Connectez-vous dans un autre onglet, puis revenez ici.`, true);
        later(form, RETRY);
        says("failed", { state: "signed-out" });
      } else if (answer.status >= 500) {
        tell(form, `Non enregistré : le site ne répond pas. ${kept} ; nouvel essai dans 30 secondes.`, true);
        later(form, RETRY);
        says("failed", { state: "away" });
      } else {
        tell(form, `Non enregistré : ${said.message || "le site a refusé ce texte."} ${kept}.`, true);
      }
    } catch {
      tell(form, `Non enregistré : pas de réseau. ${kept} ; nouvel essai dans 30 secondes.`, true);
      later(form, RETRY);
      says("failed", { state: "away" });
    } finally {
      keep.busy = false;
    }
    if (edition !== keep.edition) later(form, WAIT);
  };

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.matches("form[data-autosave]")) return;
    state(form).edition += 1;
    later(form, WAIT);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) document.querySelectorAll("form[data-autosave]").forEach(save);
  });
  window.addEventListener("online", () => document.querySelectorAll("form[data-autosave]").forEach(save));
  document.addEventListener("autosave:now", (event) => save(event.detail));

  // --- Several rows at once: <form data-bulk> with {% bulk %} inside ---------------------------
  const boxesOf = (form) => [...form.querySelectorAll(".cs-tick input[type=checkbox], input[data-bulk-row]")].filter((box) => !box.matches("[data-bulk-all]"));
  const count = (form) => {
    const bar = form.querySelector("[data-bulk-bar]");
    if (!bar) return;
    const boxes = boxesOf(form);
    const chosen = boxes.filter((box) => box.checked).length;
    const words = bar.querySelector("[data-bulk-count]");
    words.textContent = `${number(chosen)} ${chosen < 2 ? words.dataset.one : words.dataset.many}`;
    bar.hidden = chosen === 0;
    const all = form.querySelector("[data-bulk-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    announce(chosen ? words.textContent : "");
  };
  const choose = (form, chosen) => {
    boxesOf(form).forEach((box) => { box.checked = chosen; });
    count(form);
  };
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !form.matches("form[data-bulk]")) return;
    if (event.target.matches("[data-bulk-all]")) choose(form, event.target.checked);
    else count(form);
  });
  document.addEventListener("click", (event) => {
    const reset = event.target.closest("[data-bulk-bar] [type=reset]");
    if (!reset) return;
    event.preventDefault();
    choose(reset.form, false);
    const first = boxesOf(reset.form)[0];
    if (first) first.focus();
  });

  // Buttons outside that form, which the server answers too: tick every row, unfold every part.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-bulk-check], [data-unfold]");
    const form = button && document.getElementById(button.dataset.bulkCheck || button.dataset.unfold);
    if (!form) return;
    event.preventDefault();
    if (button.dataset.bulkCheck) {
      if (form.matches(guarded)) unsaved.add(form);
      choose(form, true);
      return;
    }
    const parts = [...form.querySelectorAll("details[data-fold]")];
    const open = parts.some((part) => !part.open);
    parts.forEach((part) => { part.open = open; });
    button.textContent = open ? button.dataset.opened : button.dataset.closed;
  });

  // --- Rows put in order by dragging; their form has buttons that do the same -------------------
  let dragged = null;
  const inOrder = (event) => event.target instanceof Element && event.target.closest("tr[data-order-url]");
  document.querySelectorAll("tr[data-order-url]").forEach((row) => { row.draggable = true; });
  document.addEventListener("dragstart", (event) => { dragged = inOrder(event); });
  document.addEventListener("dragover", (event) => {
    const row = inOrder(event);
    if (dragged && row && row.parentNode === dragged.parentNode) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const row = inOrder(event);
    const form = dragged && dragged.querySelector("form");
    if (!form || !row || row === dragged) return;
    event.preventDefault();
    const rows = [...row.parentNode.querySelectorAll("tr[data-order-url]")];
    const rank = document.createElement("input");
    Object.assign(rank, { type: "hidden", name: "vers", value: rows.indexOf(row) });
    form.append(rank);
    form.submit();
  });

  // --- Small menus close with Escape or by clicking elsewhere -----------------------------------
  const closeMenus = (except) => document.querySelectorAll(".cs-top-bar > .cs-who[open]").forEach((menu) => {
    if (menu !== except) menu.removeAttribute("open");
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".cs-who")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.cs-who[open], details.cs-menu[open]");
    if (!menu) return;
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });

  // --- htmx: where the eyes and the screen reader go after a change -------------------------------
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.elt;
    if (!target.isConnected || target.closest("[data-live]")) return;
    const heading = target.querySelector("[data-focus], h1, h2, [role=alert]");
    if (heading) focusOn(heading);
    target.querySelectorAll("form[data-bulk]").forEach(count);
  });
  document.addEventListener("announce", (event) => announce(event.detail.value || ""));
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => {
      const box = document.createElement("div");
      box.className = "cs-note cs-note-late";
      box.textContent = "Le site n’a pas répondu : rien n’a été enregistré. Vérifiez votre connexion et recommencez.";
      document.getElementById("messages")?.replaceChildren(box);
    });
  }

  document.querySelectorAll("form[data-bulk]").forEach(count);
  const mistake = document.querySelector("[data-focus]");
  if (mistake) focusOn(mistake);
})();
