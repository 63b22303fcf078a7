// The page of a meeting held where the network is poor. Each entry is kept in the browser before it
// leaves, sent once and in order, and forgotten when the site has answered. Without this script the
// same forms work as any other.
(() => {
  "use strict";

  const page = document.querySelector("[data-sitting]");
  if (!page) return;

  const { owner, login, zone } = page.dataset;
  const here = location.pathname;
  const band = document.getElementById("connexion");
  const aside = document.getElementById("saisies");
  const RETRY = 5000;
  const PATIENCE = 20000;
  const clock = new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit", timeZone: zone });
  const hour = (at) => {
    const part = (type) => clock.formatToParts(new Date(at)).find((each) => each.type === type).value;
    return `${Number(part("hour"))}\u00a0h\u00a0${part("minute")}`;
  };
  const entriesOf = (n) => `${n} ${n < 2 ? "saisie" : "saisies"} en attente`;
  const announce = (value) => document.dispatchEvent(new CustomEvent("announce", { detail: { value } }));
  const element = (name, words, css) => {
    const made = document.createElement(name);
    if (css) made.className = css;
    made.append(...[words].flat().filter(Boolean));
    return made;
  };

  const { visible, fill, typed, restore } = typing(page);
  const { put, drop, all } = keeping("seances", ["entries", "notes"]);
  const mine = async (name) => (await all(name)).filter((row) => row.owner === owner && row.page === here);

  const ARRIVALS = ["salle", "distance", "suppleant"];
  const ASIDE = ["retrait", "retour"];
  const SIDE = {
    salle: ARRIVALS, distance: ARRIVALS, suppleant: ARRIVALS,
    depart: ASIDE, "depart-suppleant": ASIDE, retrait: [], retour: [],
  };
  const AFTER = {
    salle: ["depart", "retrait"], distance: ["depart", "retrait"], suppleant: ["depart-suppleant", "retrait"],
    depart: ARRIVALS, "depart-suppleant": ARRIVALS, retrait: ["retour"], retour: ["retrait"],
  };

  // --- What people see of it ----------------------------------------------------------------------
  let state = "";
  let since = 0;
  let clockWords = "";

  const becomes = (next) => {
    if (next === "away" && state !== "away") since = Date.now();
    state = next;
  };

  const shown = async () => {
    const rows = await mine("entries");
    const drafts = state ? await mine("notes") : [];
    const waiting = rows.filter((row) => !row.refused);
    const others = (await all("entries")).filter((row) => row.owner !== owner && row.page === here).length;
    const count = entriesOf(waiting.length + drafts.length);
    const words = [];
    if (state === "away") {
      words.push(element("b", `Hors connexion depuis ${hour(since)}, ${count}.`), " Elles partiront au retour du réseau\u202f; gardez cet onglet ouvert.");
    } else if (state === "signed-out") {
      const link = element("a", "Se connecter de nouveau");
      link.href = login;
      words.push(element("b", `Votre session est terminée, ou n’est plus celle de ces saisies\u00a0: ${count}.`), " Tout est gardé sur cet appareil et partira ensuite. ", link);
    } else if (clockWords) words.push(clockWords);
    if (others) words.push(` ${others} ${others < 2 ? "saisie d’une autre personne attend" : "saisies d’une autre personne attendent"} sur cet appareil\u00a0: cette personne doit s’y connecter.`);
    const said = band.querySelector("[data-words]");
    const text = words.map((each) => each.textContent || each).join("");
    if (said.textContent !== text) said.replaceChildren(...words);
    band.hidden = !words.length;
    listed(waiting, rows.filter((row) => row.refused), drafts);
    return waiting;
  };

  const listed = (waiting, refused, drafts) => {
    page.querySelectorAll("[data-pending]").forEach((mark) => mark.remove());
    for (const row of waiting) {
      const called = state && page.querySelector(`form[action="${row.url}"][data-call]`);
      if (called) {
        called.hidden = true;
        page.querySelectorAll("[data-after-call]").forEach((part) => { part.hidden = false; });
      }
      const seat = row.fields.find(([name]) => name === "seat");
      const member = seat && document.getElementById(`siege-${seat[1]}`);
      if (!member || !state) continue;
      const mark = element("small", `en attente\u00a0: ${row.label.split(/\s:\s/)[0].toLowerCase()}, ${hour(row.made)}`);
      mark.dataset.pending = "";
      member.firstElementChild.append(mark);
      const act = row.fields.find(([name]) => name === "act")[1];
      member.querySelectorAll("button[name=act]").forEach((button) => {
        if (button.value === act || SIDE[act].includes(button.value)) button.hidden = true;
        if (AFTER[act].includes(button.value)) button.hidden = false;
      });
    }
    const parts = refused.map(refusal);
    if (state && waiting.length + drafts.length) {
      const lines = waiting.map((row) => element("li", `${hour(row.made)}, ${row.label}`));
      lines.push(...drafts.map((row) => element("li", `Notes\u00a0: «\u00a0${row.text.trim().slice(-60)}\u00a0»`)));
      const list = element("ol", lines, "cs-list");
      parts.push(element("section", [element("h2", "Saisies en attente"), list], "cs-panel mb-3"));
    }
    const told = refused.map((row) => String(row.id));
    const whole = `${told} ${state && [...waiting, ...drafts].map((row) => row.id + (row.text || ""))}`;
    if (aside.dataset.told === whole) return;
    const known = (aside.dataset.told || "").split(" ")[0].split(",");
    aside.dataset.told = whole;
    aside.replaceChildren(...parts);
    if (told.some((id) => !known.includes(id))) aside.firstElementChild.focus();
  };

  const refusal = (row) => {
    const box = element("section", [element("h2", "Saisie refusée"), element("p", element("b", `${hour(row.made)}, ${row.label}`))], "cs-note cs-note-late mb-3");
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    row.refused.forEach((words) => box.append(element("p", words)));
    const actions = element("div", "", "cs-actions");
    const button = (words, act) => {
      const made = element("button", [words, element("span", ` : ${row.label}`, "visually-hidden")], "btn btn-sm btn-outline-primary");
      made.type = "button";
      made.addEventListener("click", act);
      actions.append(made);
    };
    button("Réessayer", async () => { await put("entries", { ...row, refused: null }); flush(); });
    if (row.typed) button("Corriger", () => correct(row));
    button("Abandonner", async () => {
      if (!window.confirm(`Abandonner cette saisie\u202f? « ${row.label} » ne sera pas enregistré.`)) return;
      await drop("entries", row.id);
      await shown();
      focusAgain(["", "", "", ""]);
    });
    box.append(actions);
    return box;
  };

  const correct = async (row) => {
    const find = () => [...page.querySelectorAll("form[data-entry]")].find((form) => form.getAttribute("action") === row.url && visible(form).length);
    if (!find()) await refresh(row.address);
    const form = find();
    if (!form) return;
    for (const [name, value] of row.fields) fill(form, name, value);
    form.querySelectorAll("details").forEach((part) => { part.open = true; });
    if (form.closest("details")) form.closest("details").open = true;
    form.dataset.corrects = row.id;
    visible(form)[0].focus();
  };

  // --- The page of the site, put in the place of this one ------------------------------------------
  // A page of the site, or why there is none: "away" or "signed-out".
  const fetched = async (address) => {
    try {
      const answer = await fetch(address, { credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok) return { html: await answer.text() };
      return { state: answer.status >= 500 || answer.status === 429 ? "away" : "signed-out" };
    } catch { return { state: "away" }; }
  };
  const bare = (address) => new URL(address, location.href).href.split("#")[0];
  const ready = new Map(); // the next point, so that a dead network does not stop the meeting
  const prepare = async () => {
    const links = [...page.querySelectorAll("a[data-point]")];
    const next = links[links.findIndex((link) => link.hasAttribute("aria-current")) + 1];
    const { html } = next && !state ? await fetched(next.href) : {};
    if (html) ready.set(bare(next.href), html);
  };

  // The page after an entry, put in the place of the one before: "done", "away" or "signed-out".
  const refresh = async (address, except = new Set()) => {
    const found = await fetched(address);
    if (!found.html) return found.state;
    const placed = await place(found.html, address, except);
    if (placed === "done") prepare();
    return placed;
  };
  const place = async (html, address, except = new Set()) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-sitting]");
    if (!fresh || fresh.dataset.owner !== owner) {
      location.reload();
      return "signed-out";
    }
    const kept = typed(except);
    const held = document.activeElement;
    const spot = page.contains(held) ? [held.id, held.name, held.value, held.closest("li")?.id] : null;
    page.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
    await noted();
    restore(kept);
    if (spot) focusAgain(spot, address.split("#")[1]);
    return "done";
  };

  const focusAgain = ([id, name, value, item], part) => {
    const row = item && document.getElementById(item);
    const same = (id && document.getElementById(id)) || (row && row.querySelector(`button[name="${name}"][value="${value}"]`));
    const target = same || (row && row.querySelector("button")) || document.getElementById(part || "") || page.querySelector("h1");
    if (!target.matches("a, button, input, select, textarea, summary")) target.tabIndex = -1;
    target.focus({ preventScroll: !!same });
  };

  // --- Sending -------------------------------------------------------------------------------------
  const token = () => page.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
  const post = (url, fields, kind) => fetch(url, {
    method: "POST", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    body: new URLSearchParams([...fields, ["csrfmiddlewaretoken", token()]]),
    headers: { "X-Requested-With": kind, Accept: "application/json" },
  });

  // One sending: the answer of the site, or why there is none.
  const sent = async (url, fields, kind) => {
    for (const attempt of [1, 2]) {
      let answer;
      try { answer = await post(url, fields, kind); } catch { return { state: "away" }; }
      if (answer.type === "opaqueredirect") return { state: "signed-out" };
      if (answer.status >= 500 || answer.status === 429) return { state: "away" };
      if (answer.status === 403 && attempt === 1) { // the token of the page is that of a session before
        const again = await refresh(location.href);
        if (again !== "done") return { state: again };
        continue;
      }
      const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => null) : {};
      if (!json) return { state: "away" };
      return { ok: answer.ok, ...json };
    }
  };
  const UNKNOWN = "Le site a refusé cette saisie\u00a0: elle ne vous revient plus, ou ce qu’elle concerne a disparu. Vérifiez le mandat sous lequel vous agissez.";

  const turn = async () => {
    let [address, count] = ["", 0];
    const over = new Set();
    const next = async () => (await mine("entries")).find((each) => !each.refused);
    let row = await next();
    if (state && !row) { // nothing to send tells whether the site is back
      const found = await refresh(location.href);
      becomes(found === "done" ? "" : found);
    }
    for (; row; row = await next()) {
      const fields = [...row.fields, ["saisie", row.key], ["mandat", owner], ["faite", row.made], ["partie", Date.now()]];
      const said = await sent(row.url, fields, "saisie");
      becomes(said.state || "");
      if (said.state) break;
      if (said.ok) {
        await drop("entries", row.id);
        [address, clockWords] = [said.address, said.clock || ""];
        over.add(row.url);
        count += 1;
      } else {
        await put("entries", { ...row, refused: said.refusals || [UNKNOWN] });
        address = address || location.href; // the room may be another one than the page shows
      }
    }
    if (!state) await drafts();
    if (address && !state) {
      const found = await refresh(address, over);
      becomes(found === "done" ? "" : found);
    }
    if (count > 1) announce(`${count} saisies envoyées.`);
    await shown();
    if (state) again(RETRY);
  };

  let timer = 0;
  let work = Promise.resolve();
  const again = (delay) => { clearTimeout(timer); timer = setTimeout(flush, delay); };
  const locked = () => (navigator.locks ? navigator.locks.request(`saisies ${here}`, turn) : turn());
  const flush = () => { work = work.then(locked).catch(() => again(RETRY)); return work; };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("form[data-autosave]") && page.contains(form)) {
      event.preventDefault();
      form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
      document.dispatchEvent(new CustomEvent("autosave:now", { detail: form }));
    }
    if (!form.matches("form[data-entry]") || !page.contains(form)) return;
    event.preventDefault();
    const button = event.submitter;
    const fields = [...new FormData(form, button)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const url = form.getAttribute("action");
    const rows = await mine("entries");
    const twice = rows.some((row) => !row.refused && row.url === url && String(row.fields) === String(fields));
    if (twice) return;
    const told = form.hasAttribute("data-told") ? [...form.querySelectorAll("select")] : [];
    const chosen = told.map((field) => field.selectedOptions[0]?.textContent);
    const label = [form.dataset.entry, (button?.textContent || "").trim(), chosen.join(", ")].filter(Boolean).join(" : ");
    const before = rows.find((row) => String(row.id) === form.dataset.corrects);
    if (before) await drop("entries", before.id);
    delete form.dataset.corrects;
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    await put("entries", {
      owner, page: here, address: location.href, url, fields, label, key, refused: null,
      made: before ? before.made : Date.now(), typed: visible(form).length > 0,
    });
    if (state) await shown();
    flush();
  });

  // Another point: shown without leaving this page, which a dead network could not give back.
  page.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-point]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const found = await refresh(link.href);
    const kept = found === "away" && ready.get(bare(link.href));
    if (kept) await place(kept, link.href);
    if (found === "done" || kept) {
      document.getElementById("point")?.scrollIntoView();
      page.querySelector("#h-point")?.focus();
    }
    if (found !== "done") becomes(found);
    if (found !== "done" && !kept) {
      announce("Ce point s’affichera au retour du réseau.");
    }
    await shown();
    if (state) again(RETRY);
  });

  // --- Notes: kept as they are typed, merged by the site with what others wrote -----------------------
  const bases = new Map();
  const notesForm = () => page.querySelector("form[data-autosave]");
  const idOf = (url) => `${owner} ${url}`;

  // The notes of the page just shown, with what the browser still keeps of them.
  const noted = async () => {
    const form = notesForm();
    if (!form) return;
    const [url, field] = [form.dataset.autosave, form.elements.text];
    const kept = (await mine("notes")).find((row) => row.url === url);
    bases.set(url, kept ? kept.base : field.defaultValue);
    if (!kept || kept.text === field.value) return;
    field.value = kept.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const keep = (url, text) => put("notes", { id: idOf(url), owner, page: here, url, text, base: bases.get(url) || "" });

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form === notesForm() && event.target.name === "text") keep(form.dataset.autosave, event.target.value);
  });
  document.addEventListener("autosave:sending", (event) => {
    const { form, data } = event.detail;
    if (!bases.has(form.dataset.autosave)) return;
    data.set("base", bases.get(form.dataset.autosave));
    data.set("mandat", owner);
  });
  document.addEventListener("autosave:saved", async (event) => {
    const { form, data, said } = event.detail;
    const url = form.dataset.autosave;
    if (!bases.has(url)) return;
    const back = state !== "";
    becomes("");
    const field = notesForm()?.dataset.autosave === url ? notesForm().elements.text : null;
    await acknowledged(url, data.get("text").replaceAll("\r\n", "\n"), said, field);
    if (back) flush();
  });
  document.addEventListener("autosave:failed", (event) => {
    if (!bases.has(event.detail.form.dataset.autosave)) return;
    becomes(event.detail.state);
    shown();
    again(RETRY);
  });

  // What was sent is recorded. Whoever typed on meanwhile goes on from what they had sent.
  const acknowledged = async (url, text, said, field) => {
    if (field && field.value !== text) {
      bases.set(url, text);
      await keep(url, field.value);
      return;
    }
    bases.set(url, said.text);
    await drop("notes", idOf(url));
    if (!field || field.value === said.text) return;
    const at = field.selectionStart + Math.max(0, said.text.indexOf(text));
    field.value = said.text;
    field.setSelectionRange(at, at);
  };

  const drafts = async () => {
    const open = notesForm()?.dataset.autosave;
    for (const row of await mine("notes")) {
      if (row.url === open) {
        document.dispatchEvent(new CustomEvent("autosave:now", { detail: notesForm() }));
        continue;
      }
      const said = await sent(row.url, [["text", row.text], ["base", row.base], ["version", 0], ["mandat", owner]], "autosave");
      if (said.state) { becomes(said.state); return; }
      if (said.ok) await drop("notes", row.id);
    }
  };

  window.addEventListener("online", flush);
  window.addEventListener("offline", () => { becomes("away"); shown(); again(RETRY); });
  window.addEventListener("focus", () => { if (state) flush(); });
  window.addEventListener("beforeunload", (event) => { if (state === "away") event.preventDefault(); });
  noted().then(flush).then(prepare);
})();
