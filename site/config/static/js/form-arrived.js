// On a computer that others use too, Back would show the name and address that somebody has sent: browsers fill a form
// again with what was typed. The page that says that it has arrived leaves a note in this tab; Back then finds it empty.
const NOTE = "form-arrived";

function came_back(event) {
  return event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

function empty(event) {
  if (!came_back(event) || !sessionStorage.getItem(NOTE)) return;
  for (const form of document.querySelectorAll("form[data-empties]")) form.reset();
  sessionStorage.removeItem(NOTE);
}

try {
  if (document.querySelector("[data-arrived]")) sessionStorage.setItem(NOTE, "yes");
  else if (sessionStorage) window.addEventListener("pageshow", empty);
} catch {
  // a browser that keeps nothing for us fills in as it likes
}
