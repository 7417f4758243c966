// Closes a menu of the header when somebody goes on elsewhere or presses Escape. Without this script its own button does.
const openMenus = () => [...document.querySelectorAll(".masthead details[open]")];

for (const event of ["click", "focusin"]) {
  document.addEventListener(event, ({ target }) => {
    for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
  });
}
document.addEventListener("keydown", ({ key, defaultPrevented }) => {
  if (key !== "Escape" || defaultPrevented) return;
  const menu = openMenus().findLast((each) => each.contains(document.activeElement));
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
