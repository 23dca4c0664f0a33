// What HTML can't do by itself. Everything works without it, so nothing here is the only way.

const page = document.documentElement;
page.classList.add("scripted");
if (navigator.clipboard) page.classList.add("clipboard");

const within = (event, selector) => event.target.closest?.(selector);

// A notice is said once, so the address forgets it.
function forgetNotice() {
  const here = new URL(location.href);
  if (!here.searchParams.has("notice")) return;
  here.searchParams.delete("notice");
  history.replaceState(history.state, "", here);
}
forgetNotice();
document.addEventListener("htmx:after:swap", forgetNotice);

// --- Buttons -------------------------------------------------------------------------------------

const deeds = {
  ".reveal": (button) => {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
    field.focus();
  },
  "[data-copies]": async (button) => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    const words = button.querySelector("[aria-live]");
    words.textContent = "Copied";
    setTimeout(() => (words.textContent = "Copy"), 2000);
  },
  ".addresses .remove": (button) => {
    const { field, chip } = boxOf(button);
    chip.remove();
    field.focus();
    recheck(field);
  },
  "[data-instead-of]": (button) => {
    const { field, chips } = boxOf(button);
    const wrong = chips.find((kept) => kept.value === button.dataset.insteadOf);
    if (wrong) wrong.value = wrong.value.replace(/[^\s<]+@[^\s>]+/, button.dataset.take);
    field.focus();
    recheck(field);
  },
  ".entries .button.picture": (button, event) => {
    event.preventDefault();
    takeRowOut(button.closest("li"));
  },
  ".door .button[name=add]": (button, event) => {
    event.preventDefault();
    addRow(button.form.querySelector(".entries"));
  },
  ".toast .dismiss": (button) => button.closest(".toast").remove(),
  // Gives the focus back to the dropdown's button, and so does a dialog that comes of it.
  ".dropdown [popover] :is(a, button:not([aria-disabled]))": (item) => item.closest("[popover]").hidePopover(),
};

document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(deeds)) {
    const button = within(event, selector);
    if (button) act(button, event);
  }
});

// A form that was sent shows that it was; the stylesheet waits before it turns a wheel.
document.addEventListener("submit", ({ target: form, submitter }) => {
  if (form.method === "post") submitter?.setAttribute("aria-busy", "true");
});
const answered = () =>
  document.querySelectorAll("button[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
addEventListener("pageshow", answered);
document.addEventListener("htmx:finally:request", answered);

// --- Boxes: one for all of a list ----------------------------------------------------------------

function countPicked(changed) {
  const all = document.querySelector("[data-picks-all]");
  if (!all) return;
  const boxes = [...all.closest("table").querySelectorAll("td.pick input:enabled")];
  if (changed === all) boxes.forEach((box) => (box.checked = all.checked));
  const picked = boxes.filter((box) => box.checked).length;
  all.checked = picked > 0 && picked === boxes.length;
  all.indeterminate = picked > 0 && picked < boxes.length;
  const words = document.querySelector(".bulk output");
  const everyone = document.querySelector(".bulk [name=all]")?.checked;
  if (words) words.textContent = everyone ? "Everyone selected" : `${picked} selected`;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-picks-all], td.pick input, .bulk [name=all]")) countPicked(target);
});
document.addEventListener("htmx:after:swap", () => countPicked());
addEventListener("pageshow", () => countPicked());

// --- Permissions: what one needs comes with it, and what needs one goes with it --------------------

document.addEventListener("change", ({ target: box }) => {
  const grid = box.name === "permission" && box.closest(".permissions");
  if (!grid) return;
  const others = [...grid.querySelectorAll("input[name=permission]")].filter((other) =>
    box.checked ? other.value === box.dataset.needs : other.dataset.needs === box.value && other.checked,
  );
  const words = (boxes) => boxes.map((other) => other.labels[0].textContent).join(", ");
  const news = grid.querySelector("[role=status]");
  const fixed = others.filter((other) => other.disabled && other.checked !== box.checked);
  if (fixed.length) {
    box.checked = !box.checked;
    news.textContent = `${words([box])} has to stay, because of ${words(fixed)}.`;
    return;
  }
  const changed = others.filter((other) => other.checked !== box.checked);
  changed.forEach((other) => (other.checked = box.checked));
  news.textContent = changed.length ? `Also ${box.checked ? "ticked" : "unticked"}: ${words(changed)}.` : "";
});

// --- Dropdowns: arrows walk them, and they close when the focus leaves ------------------------------

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const items = step && within(event, ".dropdown")?.querySelector("[popover]");
  if (!items) return;
  event.preventDefault();
  items.showPopover();
  const reachable = [...items.querySelectorAll("a[href], button")];
  const next = reachable.indexOf(document.activeElement) + step;
  reachable.at(next < 0 ? -1 : next % reachable.length)?.focus();
});

document.addEventListener("focusout", (event) => {
  const dropdown = within(event, ".dropdown");
  if (event.relatedTarget && !dropdown?.contains(event.relatedTarget)) {
    dropdown?.querySelector("[popover]").hidePopover();
  }
});

// --- Choosing somebody: Enter takes the first who was found, and sends nothing yet ------------------

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !within(event, ".person-picker .search-row input")) return;
  event.preventDefault();
  const first = event.target.closest(".person-picker").querySelector("[id$=-found] input");
  first?.focus();
  first?.click();
});

// --- Addresses: each becomes a chip, and the server says what is to be said about it ------------------

// What a box is made of, from anything in it.
function boxOf(node) {
  const box = node.closest(".addresses");
  return {
    box,
    field: box.querySelector("textarea"),
    list: box.querySelector("ul"),
    chip: node.closest("li"),
    chips: [...box.querySelectorAll("input[type=hidden]")],
  };
}

// Makes a chip of what is typed. Says whether there was anything.
function take(field) {
  const text = field.value.trim();
  if (!text) return false;
  const [chip, kept, words] = ["li", "input", "span"].map((name) => document.createElement(name));
  Object.assign(kept, { type: "hidden", name: field.name, value: text });
  Object.assign(words, { textContent: text.length > 80 ? "Reading\u2026" : text });
  chip.className = "chip";
  chip.append(kept, words);
  boxOf(field).list.append(chip);
  field.value = "";
  return true;
}

// Asks about the chips.
function recheck(field) {
  field.closest(".addresses").dispatchEvent(new Event("recheck"));
  offerNames(field);
}

// What is being typed isn't asked about.
document.addEventListener("htmx:config:request", ({ target, detail }) => {
  if (!target.matches?.(".addresses")) return;
  const { field, chips } = boxOf(target);
  const { body } = detail.ctx.request;
  body.delete(field.name);
  chips.forEach((kept) => body.append(field.name, kept.value));
});

// A name goes with one address.
function offerNames(field) {
  const names = field.form?.querySelector(".for-one");
  if (!names) return;
  const typed = [...boxOf(field).chips, field].map((kept) => kept.value.trim());
  const count = typed.flatMap((text) => text.split("\n")).filter(Boolean).length;
  names.hidden = names.disabled = count !== 1;
}

const isTyped = (text) =>
  (/[,;\n]$/.test(text) && !/^\s*"[^"]*$/.test(text)) || (/@\S+\s$/.test(text) && !/<[^>]*$/.test(text));

document.addEventListener("input", (event) => {
  const field = within(event, ".addresses textarea");
  if (!field || event.isComposing) return;
  const pasted = event.inputType?.startsWith("insertFrom") && field.value.includes("@");
  if ((pasted || isTyped(field.value)) && take(field)) recheck(field);
  offerNames(field);
});

document.addEventListener("keydown", (event) => {
  const field = within(event, ".addresses textarea");
  if (!field || event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault();
    if (take(field)) recheck(field);
  }
  if (event.key === "Backspace" && !field.value) {
    const last = boxOf(field).chips.at(-1);
    if (!last) return;
    event.preventDefault();
    last.closest("li").remove();
    field.value = last.value;
    recheck(field);
  }
});

document.addEventListener("focusout", (event) => {
  const field = within(event, ".addresses textarea");
  // Who goes on to send the form is told by its answer, and nothing may move under the pointer.
  const sends = event.relatedTarget?.matches("button:not([type=button])");
  if (field && take(field) && !sends) recheck(field);
});

document.addEventListener("submit", ({ target: form }) => form.querySelectorAll(".addresses textarea").forEach(take), true);

// The box is one field, wherever in it somebody clicks.
document.addEventListener("click", (event) => {
  if (event.target.matches?.(".addresses .framed, .addresses ul")) boxOf(event.target).field.focus();
});

addEventListener("load", () => {
  for (const field of document.querySelectorAll(".addresses textarea")) {
    if (take(field)) recheck(field);
    offerNames(field);
  }
});
document.addEventListener("htmx:after:swap", () => {
  for (const field of document.querySelectorAll(".addresses textarea")) {
    field.parentElement.scrollTop = field.parentElement.scrollHeight;
    offerNames(field);
  }
});

// --- Rows of a form: added and taken out at once, and counted by its button ---------------------------

function addRow(rows) {
  const row = rows.lastElementChild.cloneNode(true);
  row.querySelectorAll(".error").forEach((error) => error.remove());
  row.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  row.querySelector("input").value = "";
  row.querySelector("select").value = rows.querySelector("select").value;
  rows.append(row);
  renumber(rows);
  row.querySelector("input").focus();
}

function takeRowOut(row) {
  const rows = row.parentElement;
  const near = row.nextElementSibling ?? row.previousElementSibling;
  if (near) row.remove();
  else row.querySelector("input").value = "";
  (near ?? row).querySelector("input").focus();
  renumber(rows);
}

// Names carry the number of their row.
function renumber(rows) {
  [...rows.children].forEach((row, index) => {
    for (const name of row.querySelectorAll("label, .visually-hidden")) {
      name.textContent = name.textContent.replace(/\d+$/, index + 1);
    }
    for (const node of row.querySelectorAll("[id], [for], [title], [aria-describedby], [name=without]")) {
      for (const part of ["id", "for", "title", "aria-describedby", "value"]) {
        const old = node.getAttribute(part);
        if (old && (part !== "value" || node.name === "without")) {
          node.setAttribute(part, old.replace(/\d+(?=$|-error$)/, index + 1));
        }
      }
    }
  });
  count(rows.closest("form"));
}

function count(form) {
  const filled = [...form.querySelectorAll(".entries input")].filter((field) => field.value.trim()).length;
  const words = { 0: "invitations", 1: "1 invitation" }[filled] ?? `${filled} invitations`;
  form.querySelector(".button.primary").textContent = `${form.dataset.counts} ${words}`;
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("[data-counts]");
  if (form) count(form);
});
document.querySelectorAll("[data-counts]").forEach(count);

// --- How much of a field is used ----------------------------------------------------------------------

document.addEventListener("input", ({ target: field }) => {
  const words = field.maxLength > 0 && field.parentElement.querySelector(".count");
  if (words) words.textContent = `${field.value.length} of ${field.maxLength}`;
});

// --- Dialogs that htmx brought: open at once, gone once closed --------------------------------------

// The focus goes back to what asked for the first of them, also where an answer took its place.
let asker;
document.addEventListener("htmx:before:request", ({ target }) => {
  if (!target.closest?.("dialog")) asker = target;
});
document.addEventListener("htmx:after:swap", () => {
  document.querySelectorAll("#dialogs > dialog:not([open])").forEach((dialog) => dialog.showModal());
});
document.addEventListener(
  "close",
  ({ target: dialog }) => {
    if (dialog.parentElement?.id !== "dialogs") return;
    dialog.remove();
    if (document.activeElement === document.body) asker?.focus();
  },
  true,
);

// A button that closes its dialog submits the form as well, to nowhere. htmx would send it to where the
// form goes, and do what somebody has just decided not to do.
document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.getAttribute("formmethod") === "dialog") event.stopImmediatePropagation();
  },
  true,
);

// --- What keeps itself fresh: not while nobody sees it -----------------------------------------------

document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden && within(event, ".kept-fresh") === event.target) event.preventDefault();
});

// --- Rows: one that goes hands the focus to the one that takes its place ------------------------------

let row;
let rows = [];
const ROW = "tbody tr[id], .lines > li[id]";
document.addEventListener("focusin", (event) => (row = within(event, "dialog") ? row : within(event, ROW)?.id));
document.addEventListener("htmx:before:swap", () => (rows = [...(document.getElementById(row)?.parentElement.children ?? [])].map(({ id }) => id)));
document.addEventListener("htmx:after:swap", () => {
  const place = rows.indexOf(row);
  if (place < 0 || document.getElementById(row) || document.activeElement !== document.body) return;
  const others = [...rows.slice(place + 1), ...rows.slice(0, place).reverse()];
  const next = others.map((id) => document.getElementById(id)).find(Boolean);
  const near = document.querySelector("nav.tabs [aria-current]") ?? document.querySelector("main [type=search]");
  (next?.querySelector("a[href], button") ?? near)?.focus();
});

// --- What is chosen in a row and couldn't be sent is chosen no more -----------------------------------

for (const failed of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(failed, ({ target }) => target.matches?.(".when-changed") && target.reset());
}

// --- What is chosen by keys counts once Enter says so, or the focus goes on: each key is a change ------

let byKeys;
let chosen;
function sendChosen() {
  const select = chosen;
  byKeys = chosen = undefined;
  select?.dispatchEvent(new Event("change", { bubbles: true }));
}
document.addEventListener("pointerdown", () => (byKeys = undefined), true);
document.addEventListener("focusout", ({ target }) => target === chosen && sendChosen(), true);
document.addEventListener(
  "keydown",
  (event) => {
    const select = within(event, ".when-changed select");
    if (!select || event.key === "Tab") return;
    if (event.key === "Enter") {
      if (chosen) event.preventDefault();
      sendChosen();
    } else if (event.key === "Escape" && chosen) {
      byKeys = chosen = undefined;
      select.form.reset();
    } else byKeys = select;
  },
  true,
);
document.addEventListener(
  "change",
  (event) => {
    if (!event.isTrusted || event.target !== byKeys) return;
    chosen = byKeys;
    event.stopImmediatePropagation();
  },
  true,
);

// --- Keys: one presses or focuses whatever carries it ------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal")) return;
  if (within(event, "input:not([type=checkbox], [type=radio]), select, textarea")) return;
  const carriers = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)];
  const target = carriers.find((carrier) => carrier.checkVisibility());
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.select();
  else target.click();
});

// --- The org chart: larger, smaller, moved by the pointer, and still where it was when a part opens --------

const area = () => document.querySelector(".org-area");
let size = 1;

// By so much, around the middle of what is in view or around the pointer.
function zoom(to, event) {
  const view = area();
  const drawing = view?.querySelector("svg");
  if (!drawing) return;
  const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  if (to === "fit") to = Math.min(view.clientWidth / width, view.clientHeight / height, 1);
  const before = drawing.getBoundingClientRect();
  const box = view.getBoundingClientRect();
  const at = event?.clientX === undefined ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : { x: event.clientX, y: event.clientY };
  const part = { x: (at.x - before.x) / before.width, y: (at.y - before.y) / before.height };
  size = Math.min(Math.max(to, 0.02), 3);
  drawing.setAttribute("width", Math.round(width * size));
  drawing.setAttribute("height", Math.round(height * size));
  const after = drawing.getBoundingClientRect();
  view.scrollLeft += after.x + part.x * after.width - at.x;
  view.scrollTop += after.y + part.y * after.height - at.y;
  const said = document.querySelector(".zoom output");
  if (said) said.textContent = `${Math.max(1, Math.round(size * 100))}%`;
}

const zooms = { in: () => size * 1.25, out: () => size / 1.25, one: () => 1, fit: () => "fit" };
deeds["[data-zoom]"] = (button) => zoom(zooms[button.dataset.zoom]());
document.addEventListener("keydown", (event) => {
  const how = { "+": "in", "=": "in", "-": "out", 0: "one" }[event.key];
  if (!how || event.ctrlKey || event.metaKey || event.altKey || !within(event, ".org-area")) return;
  event.preventDefault();
  zoom(zooms[how]());
});
document.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey || !within(event, ".org-area")) return;
    event.preventDefault();
    zoom(size * Math.exp(-event.deltaY / 400), event);
  },
  { passive: false },
);

// A mouse drags what a finger scrolls. What moved isn't a click on the card below.
let held;
document.addEventListener("pointerdown", (event) => {
  const view = within(event, ".org-area");
  held = view && event.pointerType === "mouse" && event.button === 0 && { view, x: event.clientX, y: event.clientY, moved: 0 };
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const [x, y] = [event.clientX - held.x, event.clientY - held.y];
  held.moved += Math.abs(x) + Math.abs(y);
  if (held.moved < 6) return;
  held.view.classList.add("held");
  held.view.scrollBy(-x, -y);
  Object.assign(held, { x: event.clientX, y: event.clientY });
});
document.addEventListener("pointerup", () => {
  held?.view.classList.remove("held");
  const moved = held?.moved >= 6;
  held = undefined;
  if (!moved) return;
  const swallow = (event) => event.preventDefault() || event.stopPropagation();
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
});
document.addEventListener("dragstart", (event) => within(event, ".org-area") && event.preventDefault());

// A little smaller if that shows it whole, and with who is looked at or else the top in its middle.
function showChart() {
  const view = area();
  const card = view?.querySelector(".looked-at") ?? view?.querySelector(".seat");
  if (!card) return;
  const drawing = view.querySelector("svg");
  zoom(Math.min(1, Math.max(0.8, view.clientWidth / drawing.viewBox.baseVal.width)));
  const [at, box] = [card, view].map((element) => element.getBoundingClientRect());
  view.scrollLeft += at.x + at.width / 2 - box.x - box.width / 2;
  if (card.matches(".looked-at")) view.scrollTop += at.y + at.height / 2 - box.y - box.height / 2;
}
showChart();

// What was pressed stays under the pointer while what is around it moves.
let pressed;
document.addEventListener("htmx:before:swap", () => {
  const fold = area() && document.activeElement?.closest(".fold");
  pressed = fold && { id: fold.id, ...fold.getBoundingClientRect().toJSON() };
});
document.addEventListener("htmx:after:swap", () => {
  const fold = pressed && document.getElementById(pressed.id);
  if (!fold || !area()) return;
  zoom(size);
  const now = fold.getBoundingClientRect();
  area().scrollLeft += now.x - pressed.x;
  area().scrollTop += now.y - pressed.y;
  fold.focus({ preventScroll: true });
  pressed = undefined;
});

// --- Toasts: go after ten seconds, but not while somebody is at one ---------------------------------

const toasts = document.getElementById("toasts");
const first = [...(toasts?.children ?? [])];
// What was there from the start is said too, once the region is known to who listens.
setTimeout(() => toasts?.append(...first), 300);
setInterval(() => {
  for (const toast of document.querySelectorAll(".toasts > .toast:not(.bad)")) {
    if (toast.matches(":hover, :focus-within")) continue;
    toast.secondsShown = (toast.secondsShown ?? 0) + 1;
    if (toast.secondsShown > 10) toast.remove();
  }
}, 1000);

// --- How hard a new password is to guess; the server has the last word ------------------------------

const COMMON = /^(pass(word|wort)|qwert|letmein|welcome|iloveyou|admin|monkey|dragon|abc|123)/;

function judge(password, known) {
  const characters = [...password.normalize("NFKC")];
  const missing = 8 - characters.length;
  if (missing > 0) return [1, `Too short: ${missing} more ${missing === 1 ? "character" : "characters"}.`];
  const plain = password.toLowerCase();
  const own = known.find((word) => plain.replaceAll(word, "").length < 4);
  if (own) return [1, "Too easy: little more than a name that others know."];
  if (COMMON.test(plain) && characters.length < 14) return [1, "Too easy: it begins like the ones tried first."];
  if (new Set(characters).size < 5) return [1, "Too easy: the same few characters again and again."];
  if (characters.length < 11) return [2, "Fair. A few more characters make it much stronger."];
  return characters.length < 15 ? [3, "Good. Longer is stronger."] : [4, "Strong."];
}

document.addEventListener("input", ({ target: field }) => {
  if (!field.matches("[data-strength]")) return;
  const block = field.closest(".field");
  const [meter, words] = [block.querySelector("meter"), block.querySelector("output")];
  const others = [...(field.form?.elements ?? [])].filter((other) => ["text", "email"].includes(other.type));
  const known = others.flatMap((other) => other === field ? [] : other.value.toLowerCase().split(/[\s@.-]+/));
  const [strength, verdict] = judge(field.value, known.filter((word) => word.length > 3));
  if (words) words.dataset.rule ??= words.textContent;
  meter.value = field.value ? strength : 0;
  if (words) words.textContent = field.value ? verdict : words.dataset.rule;
});
