// Makes the filter form quicker: a changed filter fetches the address that the form would open, and swaps the panel
// and the results in place. Whatever goes wrong, the browser opens that address in the usual way.
const panel = document.getElementById("panel");
const results = document.getElementById("results");
const announcement = document.getElementById("announcement");
const filters = () => document.getElementById("filters");
let running;

function address() {
  const query = new URLSearchParams([...new FormData(filters())].filter(([, value]) => value)).toString();
  return query ? `${location.pathname}?${query}` : location.pathname;
}

function swap(page) {
  const { activeElement: focused } = document;
  const open = [...panel.querySelectorAll("details[open]")].map((more) => more.dataset.facet);
  panel.replaceChildren(...page.getElementById("panel").children);
  for (const more of panel.querySelectorAll("details")) more.open ||= open.includes(more.dataset.facet);
  results.replaceChildren(...page.getElementById("results").children);
  document.title = page.title;
  if (!focused.isConnected) {
    const same = [...filters().elements].find(({ name, value }) => name === focused.name && value === focused.value);
    (same || results.querySelector("h2")).focus({ preventScroll: true });
  }
  announcement.textContent = results.querySelector("h2").textContent.trim();
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

document.documentElement.classList.add("live");
document.addEventListener("change", ({ target }) => {
  if (target.form === filters() && target.type !== "search") show(address(), { isNew: true });
});
document.addEventListener("submit", (event) => {
  if (event.target !== filters()) return;
  event.preventDefault();
  show(address(), { isNew: true });
});
addEventListener("popstate", () => show(location.href, { isNew: false }));
