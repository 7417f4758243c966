// What a suggestion does where somebody registers: `data-suggest` of a field (see combobox.js) says which.
//   choose  makes it one of the radio buttons of the same fieldset, and chooses that
//   pick    adds it to the chips beside the field, each with a button that takes it out: `data-fills` has the name of the
//           answer for each kind, such as "country:countries region:extent"
const { chosen, element, NEW } = await import(document.querySelector("script[data-suggestions]").src);

chosen.choose = (input, { kind, key: plainKey, name, about, label }) => {
  // As `PartnerKey` has it: the kind stands before the key of what is no organisation
  const isOther = plainKey !== NEW && kind !== "organisation";
  const key = isOther ? `${kind}:${plainKey}` : plainKey;
  const choices = input.closest("fieldset").querySelector(".choices");
  const radios = [...choices.querySelectorAll("input[type=radio]")];
  if (key === NEW) {
    radios.at(-1).checked = true;
    input.value = name; // what was typed is its name
    return (choices.querySelector(".when select") || radios.at(-1)).focus();
  }
  let radio = radios.find(({ value }) => value === key);
  if (!radio) {
    radio = radios[0].cloneNode();
    Object.assign(radio, { id: `${radio.id.replace(/_\d+$/, "")}_${key}`, value: key });
    const words = [element("bdi", { textContent: name }), " ", element("small", { textContent: [isOther && label, about].filter(Boolean).join(" · ") })];
    choices.prepend(element("div", { className: "choice" }, {}, radio, element("label", { htmlFor: radio.id }, {}, ...words)));
  }
  radio.checked = true;
  input.value = "";
  radio.focus();
};

chosen.pick = (input, { kind, key, name }) => {
  const column = input.dataset.fills.split(" ").map((fill) => fill.split(":")).find(([each]) => each === kind)[1];
  const field = input.closest(".field");
  const chips = field.querySelector(`.picked[data-name="${column}"]`);
  if (chips.hasAttribute("data-one")) chips.replaceChildren();
  if (![...chips.querySelectorAll("input")].some(({ value }) => value === key)) {
    const sign = element("span", { textContent: "×" }, { "aria-hidden": "true" });
    const words = element("span", { className: "hidden", textContent: input.dataset.out.replace("{name}", name) });
    chips.append(element("li", {}, {}, element("bdi", { textContent: name }),
      element("input", { type: "hidden", name: column, value: key }),
      element("button", { name: "take_out", value: `${column}:${key}` }, {}, sign, words)));
  }
  input.value = "";
  const count = field.querySelectorAll(".picked li").length;
  const status = input.closest(".pick").querySelector("[role=status]");
  status.textContent = input.dataset.added.replace("{name}", name).replace("{count}", count);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest(".picked button");
  if (!button) return;
  event.preventDefault();
  const next = button.closest("li").nextElementSibling;
  const line = button.closest(".field").querySelector("[data-suggest]");
  button.closest("li").remove();
  (next?.querySelector("button") || line).focus();
});
