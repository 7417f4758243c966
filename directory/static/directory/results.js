// Makes the filter form quicker: a changed filter fetches the address that the form would open, and swaps what depends on
// it in place. Whatever goes wrong, the browser opens that address in the usual way.
const SWAPPED = ["heading", "narrowed", "facets", "results"];
const panel = document.getElementById("panel");
const results = document.getElementById("results");
const heading = () => document.querySelector("#heading h1");
const isFolding = matchMedia("(max-width: 61.99rem)"); // where the panel is a line that unfolds
const announcement = document.getElementById("announcement");
const filters = () => document.getElementById("filters");
let running;

function address() {
  const query = new URLSearchParams([...new FormData(filters())].filter(([, value]) => value)).toString();
  return query ? `${location.pathname}?${query}` : location.pathname;
}

function swap(page) {
  const { activeElement: focused } = document;
  const unfolded = new Map([...panel.querySelectorAll("[data-facet]")].map(({ dataset, open }) => [dataset.facet, open]));
  const narrowed = new Map([...panel.querySelectorAll("[data-narrows]")].map((box) => [box.ariaLabel, box.value]));
  for (const id of SWAPPED) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  for (const facet of panel.querySelectorAll("[data-facet]")) facet.open = unfolded.get(facet.dataset.facet) ?? facet.open;
  for (const box of panel.querySelectorAll("[data-narrows]")) {
    box.value = narrowed.get(box.ariaLabel) || "";
    if (box.value) narrow(box);
  }
  document.title = page.title;
  if (!focused.isConnected) {
    const same = [...filters().elements].find(({ name, value }) => name === focused.name && value === focused.value);
    (same || heading()).focus({ preventScroll: true });
  }
  announcement.textContent = heading().textContent.trim().replace(/\s+/g, " ");
}

async function show(url, { isNew }) {
  running?.abort();
  const { signal } = (running = new AbortController());
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.redirected) throw new Error(`${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (signal.aborted) return;
    swap(page);
    if (isNew) history.pushState(null, "", url);
    else filters().elements.q.value = page.getElementById("q").value;
    results.removeAttribute("aria-busy");
  } catch {
    if (!signal.aborted) location.assign(url);
  }
}

// A box that narrows the values of a long facet: those stay of which every typed word begins a word, and those chosen
const OTHER_LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ة: "ه", ى: "ي" };

function folded(text) {
  const plain = text.normalize("NFKD").replace(/[\p{M}ـ]/gu, "").toLowerCase().replace(/[ßæœøłđðþıةى]/g, (letter) => OTHER_LETTERS[letter]);
  return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function narrow(box) {
  const facet = box.closest(".facet");
  const words = folded(box.value).split(" ").filter(Boolean);
  let shown = 0;
  for (const label of facet.querySelectorAll("label")) {
    const value = ` ${folded(label.querySelector("span").textContent)}`;
    const has = words.every((word) => value.includes(` ${word}`) || value.includes(` ال${word}`));
    label.hidden = !has && !label.querySelector("input").checked;
    shown += has;
  }
  box.nextElementSibling.hidden = !words.length || shown > 0;
  for (const folds of words.length ? facet.querySelectorAll("details") : []) folds.open = true;
  // “Show all” is no choice among those that fit
  for (const rest of facet.querySelectorAll("details details > summary")) rest.hidden = words.length > 0;
  announcement.textContent = words.length ? `${facet.querySelector("legend").textContent}: ${shown}` : "";
}

document.addEventListener("input", ({ target }) => target.matches("[data-narrows]") && narrow(target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-narrows]")) event.preventDefault(); // it is no search
});

document.documentElement.classList.add("live");
document.addEventListener("change", ({ target }) => {
  if (target.form === filters() && target.name !== "q" && target.type !== "search") show(address(), { isNew: true });
});
document.addEventListener("submit", (event) => {
  if (event.target !== filters()) return;
  event.preventDefault();
  show(address(), { isNew: true });
  if (!isFolding.matches) return;
  panel.open = false;
  heading().focus();
});
addEventListener("popstate", () => show(location.href, { isNew: false }));
