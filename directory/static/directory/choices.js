// A <select data-choices> becomes a field that suggests its own options while somebody types: country 31 of 250 is quicker
// typed than found. The list stays, hidden, and is what the form sends; without this script it is a plain list.
const { combobox } = await import(document.querySelector("script[data-suggestions]").src);

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// Those of which every typed word begins a word, in their own order; all where nothing is typed
function optionsFor(select, typed) {
  const words = plain(typed).split(" ");
  const options = [...select.options].filter(({ value }) => value).map(({ value, text }) => ({ key: value, name: text }));
  return options.filter(({ name }) => words.every((word) => ` ${plain(name)}`.includes(` ${word}`)));
}

for (const select of document.querySelectorAll("select[data-choices]")) {
  const [none] = select.options;
  const input = Object.assign(document.createElement("input"), { id: `${select.id}_typed`, placeholder: none.value ? "" : none.text });
  const show = () => (input.value = select.value ? select.selectedOptions[0].text : "");
  const choose = (key) => {
    const isNew = select.value !== key;
    select.value = key;
    show();
    if (isNew) select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  for (const label of select.labels) label.htmlFor = input.id;
  select.hidden = true;
  select.before(input);
  show();
  combobox(input, {
    offers: (typed) => optionsFor(select, typed),
    pick: ({ key }) => choose(key),
    // What was typed is one of the choices in the end: the one that it names, else the only one left, else the one before
    settle() {
      const typed = plain(input.value);
      const options = typed ? optionsFor(select, typed) : [];
      const named = options.find(({ name }) => plain(name) === typed) || (options.length === 1 && options[0]);
      choose(typed ? (named ? named.key : select.value) : "");
    },
  });
}
