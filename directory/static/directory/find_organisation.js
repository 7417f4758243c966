// Suggests organisations while somebody types: a combobox over the search field, which works by its button without
// this script. A chosen suggestion becomes one of the radio buttons below, and is chosen there.
const box = document.querySelector(".find");
const input = box.querySelector("input");
const choices = box.parentElement.querySelector(".choices");
const list = Object.assign(document.createElement("ul"), { id: "suggestions", hidden: true });
const status = Object.assign(document.createElement("p"), { className: "hidden" });
let running;
let active = -1;

list.setAttribute("role", "listbox");
list.setAttribute("aria-label", box.querySelector("label").textContent);
status.setAttribute("role", "status");
input.setAttribute("role", "combobox");
input.setAttribute("aria-autocomplete", "list");
input.setAttribute("aria-controls", list.id);
input.setAttribute("aria-expanded", "false");
box.append(list, status);

function show(isOpen) {
  list.hidden = !isOpen;
  input.setAttribute("aria-expanded", String(isOpen));
  if (!isOpen) activate(-1);
}

function activate(number) {
  active = number;
  [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
  if (number < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", list.children[number].id);
  list.children[number].scrollIntoView({ block: "nearest" });
}

function draw(found) {
  list.replaceChildren(...found.map(({ key, name, about }, number) => {
    const option = Object.assign(document.createElement("li"), { id: `suggestion-${number}` });
    option.setAttribute("role", "option");
    Object.assign(option.dataset, { key, name, about });
    option.append(words("bdi", name), " ", words("small", about));
    return option;
  }));
  show(found.length > 0);
  status.textContent = found.length ? `${box.dataset.some} (${found.length})` : box.dataset.none;
}

function words(kind, text) {
  return Object.assign(document.createElement(kind), { textContent: text });
}

async function suggest() {
  running?.abort();
  if (input.value.trim().length < 2) return show(false);
  const { signal } = (running = new AbortController());
  try {
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (signal.aborted) return;
    const response = await fetch(`${box.dataset.suggestions}?${new URLSearchParams({ find: input.value })}`, { signal });
    if (!response.ok || response.redirected) return show(false);
    const { found } = await response.json();
    if (!signal.aborted) draw(found);
  } catch {
    if (!signal.aborted) show(false);
  }
}

function choose({ dataset: { key, name, about } }) {
  let radio = [...choices.querySelectorAll("input")].find(({ value }) => value === key);
  if (!radio) {
    const id = `${choices.querySelector("input").id.replace(/_\d+$/, "")}_${key}`;
    const choice = Object.assign(document.createElement("div"), { className: "choice" });
    const label = Object.assign(document.createElement("label"), { htmlFor: id });
    radio = choices.querySelector("input").cloneNode();
    Object.assign(radio, { id, value: key });
    label.append(words("bdi", name), " ", words("small", about));
    choice.append(radio, label);
    choices.prepend(choice);
  }
  radio.checked = true;
  input.value = "";
  show(false);
  radio.focus();
}

input.addEventListener("input", suggest);
input.addEventListener("blur", () => show(false));
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", ({ target }) => choose(target.closest("li")));
input.addEventListener("keydown", (event) => {
  const number = list.children.length;
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    show(false);
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && number) {
    event.preventDefault();
    if (list.hidden) show(true);
    const next = active + (event.key === "ArrowDown" ? 1 : -1);
    activate(active < 0 && event.key === "ArrowUp" ? number - 1 : (next + number) % number);
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    choose(list.children[active]);
  }
});

if (input.value !== input.defaultValue) suggest(); // typed before this script was there
