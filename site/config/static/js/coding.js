// Sorting texts by keys: a number ticks or unticks a theme, Enter saves, S skips, U undoes the last one.
// Everything is there as boxes and buttons too, and the keys can be turned off.
const form = document.querySelector("[data-coding]");
const help = document.querySelector("[data-coding-help]");
const KEPT = "coding-keys";

function kept() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
}

function keep(on) {
  try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* without storage it lasts for this page */ }
}

function toggle(box) {
  box.checked = !box.checked;
  const name = box.dataset.title;
  help.querySelector("[data-coding-said]").textContent = box.checked ? `${name}: ticked` : `${name}: not ticked`;
}

function press(event, keys) {
  if (!keys.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  const inside = event.target;
  if (inside.matches("textarea, select, [contenteditable], input:not([type=checkbox])")) return;
  const key = event.key.toLowerCase();
  const box = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (box) toggle(box);
  else if (key === "enter" && !inside.matches("a, button, summary")) form.requestSubmit(form.querySelector("[data-save]"));
  else if (key === "s") form.querySelector("[data-skip]").click();
  else if (key === "u") document.querySelector("[data-undo]")?.click();
  else return;
  event.preventDefault();
}

if (form && help) {
  const keys = help.querySelector("[data-coding-keys]");
  keys.checked = kept();
  keys.addEventListener("change", () => keep(keys.checked));
  help.hidden = false;
  document.addEventListener("keydown", (event) => press(event, keys));
}
