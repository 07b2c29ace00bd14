// Keys for what stands on the page as links, buttons and boxes anyway: each element with `data-shortcut="a"` is
// pressed, or entered if one types into it. Nothing happens while somebody types, and the keys can be turned off.
const help = document.querySelector("[data-shortcuts-help]");
const KEPT = "shortcuts";

function kept() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
}

function keep(on) {
  try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* without storage it lasts for this page */ }
}

function press(event, keys) {
  if (!keys.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  if (event.target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])")) return;
  const wanted = document.querySelector(`[data-shortcut="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("a, button")) wanted.click();
  else (wanted.querySelector("input:not([type=hidden]), select, textarea") ?? wanted).focus();
}

if (help) {
  const keys = help.querySelector("[data-shortcuts-on]");
  keys.checked = kept();
  keys.addEventListener("change", () => keep(keys.checked));
  help.hidden = false;
  document.addEventListener("keydown", (event) => press(event, keys));
}
