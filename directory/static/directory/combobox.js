// Suggests records while somebody types: an ARIA combobox over any <input data-suggest>, which works as a plain field
// without this script, and where the site does not answer. What a choice does, `data-suggest` says:
//   go      opens the page of the choice, or `data-address`, where -key- stands for its key (`data-address-<kind>`: of a kind)
//   fill    puts its name into the field and sends its key
//   submit  puts its name into the field and sends the form
// `choose` and `pick`, which registering has, are picker.js's.
// `data-add` offers what is typed as a new one, last in the list.
// `data-kinds` narrows what is suggested. Words and the address to ask stand at this script's own element. Other scripts give
// a field suggestions of their own (choices.js): `offers(typed)` gives them, `pick` takes one, `settle` is for a field that is left.
const { dataset: site } = document.querySelector("script[data-suggestions]");
const FEWEST_LETTERS = 2;
const PAUSE = 120; // milliseconds after a letter until the site is asked, so that a quick typist asks once a word
export const NEW = "+"; // what a choice sends that is not listed yet
let boxes = 0;
let quietUntil = 0; // the site asked for a pause
let isPressed = false;
for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
  addEventListener(kind, () => (isPressed = kind === "pointerdown"), true);
}

export function element(kind, properties, attributes = {}, ...content) {
  const made = Object.assign(document.createElement(kind), properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

async function suggestionsFor(typed, kinds, signal) {
  const query = new URLSearchParams({ q: typed });
  for (const kind of kinds) query.append("kind", kind);
  const response = await fetch(`${site.suggestions}?${query}`, { signal });
  if (response.status === 429 || response.status === 503) {
    quietUntil = Date.now() + 1000 * (Number(response.headers.get("Retry-After")) || 5);
  }
  if (!response.ok || response.redirected) throw new Error(`${response.status}`); // that there are none is not known
  return (await response.json()).suggestions;
}

export const chosen = {
  go(input, { kind, key, url }) {
    const address = input.dataset[`address${kind[0].toUpperCase()}${kind.slice(1)}`] || input.dataset.address;
    location.assign(address ? address.replace("-key-", key) : url);
  },
  fill(input, { key, name }) {
    input.value = name;
    input.dataset.name ||= input.name;
    unfill(input);
    input.after(element("input", { type: "hidden", name: input.dataset.name, value: key, className: "filled" }));
    input.removeAttribute("name");
  },
  submit(input, { name }) {
    input.value = name;
    input.form.requestSubmit();
  },
};

// What is typed after a choice is no choice any more
function unfill(input) {
  const filled = input.parentElement.querySelector(".filled");
  if (!filled) return;
  filled.remove();
  input.name = input.dataset.name;
}

export function combobox(input, own) {
  const number = ++boxes;
  const kinds = (input.dataset.kinds || "").split(" ").filter(Boolean);
  const label = [...input.labels].map(({ textContent }) => textContent.trim()).join(" ");
  // HTML has no combobox among fields of the type "search"; the style sheet knows it by the key hint
  if (input.type === "search") Object.assign(input, { type: "text", inputMode: "search", enterKeyHint: "search" });
  const list = element("ul", { id: `suggestions-${number}`, hidden: true }, { role: "listbox", "aria-label": label });
  const status = element("p", { className: "hidden" }, { role: "status" });
  let suggestions = [];
  let suggestedFor = ""; // the words that were typed when they were asked for
  let active = -1;
  let running;

  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
  })) input.setAttribute(name, value);
  input.parentElement.classList.add("combobox");
  input.after(list);
  input.parentElement.append(status); // not between the field and what stands beside it

  function show(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    activate(-1);
    if (!isOpen) status.textContent = "";
  }

  function activate(place) {
    active = place;
    [...list.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  }

  function draw() {
    if (input.dataset.add) {
      const typed = input.value.trim();
      suggestions.push({ key: NEW, name: typed, label: input.dataset.addAbout, title: input.dataset.add.replace("{name}", typed) });
    }
    list.replaceChildren(...suggestions.map(({ label, name, acronym, about, matched, title }, place) => element(
      "li", { id: `${list.id}-${place}` }, { role: "option", "aria-selected": "false" },
      element("bdi", { textContent: title || (acronym ? `${name} (${acronym})` : name) }), " ",
      element("small", {}, {}, ...[kinds.length === 1 && !title ? "" : label, about, matched].filter(Boolean).flatMap(
        (words, each) => [each ? " · " : "", element("bdi", { textContent: words })])),
    )));
    show(suggestions.length > 0);
    status.textContent = suggestions.length ? site.some.replace("{count}", suggestions.length) : site.none;
  }

  function close() {
    running?.abort();
    show(false);
  }

  function offer(typed) {
    suggestions = own.offers(typed);
    draw();
  }

  async function suggest() {
    if (own) return offer(input.value);
    running?.abort();
    activate(-1); // whoever types on has not chosen
    if (input.value.trim().length < FEWEST_LETTERS || Date.now() < quietUntil) return show(false);
    const { signal } = (running = new AbortController());
    try {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (signal.aborted) return;
      const typed = input.value;
      const answer = await suggestionsFor(typed, kinds, signal);
      if (signal.aborted) return;
      [suggestions, suggestedFor] = [answer, typed];
      draw();
    } catch {
      if (!signal.aborted) show(false); // offline, or not what was expected: the field still works
    }
  }

  function choose(place) {
    close();
    if (own) own.pick(suggestions[place]);
    else chosen[input.dataset.suggest](input, suggestions[place]);
  }

  const keys = {
    ArrowDown: () => activate(active + 1 < suggestions.length ? active + 1 : 0),
    ArrowUp: () => activate(active > 0 ? active - 1 : suggestions.length - 1),
    Escape: close,
    Enter: () => choose(active),
  };

  const type = () => (unfill(input), suggest());
  input.addEventListener("input", ({ isComposing }) => isComposing || type());
  input.addEventListener("compositionend", type);
  const leave = () => (close(), own?.settle());
  // A press elsewhere is over first: what stands below the list would move away under the pointer
  input.addEventListener("blur", () => isPressed ? addEventListener("pointerup", () => setTimeout(leave), { once: true }) : leave());
  if (own) input.addEventListener("click", () => list.hidden && offer(""));
  input.addEventListener("keydown", (event) => {
    const { key, isComposing, altKey } = event;
    if (isComposing) return;
    if (key === "Enter" && active < 0) {
      if (own) return close(), own.settle();
      if (!["pick", "choose"].includes(input.dataset.suggest) || list.hidden) return close();
      if (input.value !== suggestedFor) return event.preventDefault(); // the list is still that of other words
      activate(0); // a form is not sent while its list is open
    }
    if (own && list.hidden && ["ArrowDown", "ArrowUp"].includes(key)) offer("");
    if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) return activate(-1); // back in the text
    if (!own && list.hidden && key.startsWith("Arrow") && input.value !== suggestedFor) return suggest();
    if (!keys[key] || !suggestions.length || (list.hidden && !key.startsWith("Arrow"))) return;
    event.preventDefault();
    if (list.hidden) show(true);
    else if (altKey && key === "ArrowUp") return close();
    if (!(altKey && key.startsWith("Arrow"))) keys[key]();
  });
  // Keeps the focus in the field. A finger that moves the list has pressed as well, and has not chosen
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) choose([...list.children].indexOf(option));
  });
  if (!own && document.activeElement === input && input.value !== input.defaultValue) suggest(); // typed before this script was there
}

for (const input of document.querySelectorAll("input[data-suggest]")) combobox(input);
