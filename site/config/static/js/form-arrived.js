// On a computer that others use too, Back would show the name and address that somebody has sent: browsers fill a form
// again with what was typed. A form notes in this tab that it was sent; once a page says that it has arrived, Back finds
// it empty. One that was never sent, or sent in vain, keeps what was typed.
const SENT = "form-sent";
const note = (path) => `form-arrived:${path}`;
const sent = () => JSON.parse(sessionStorage.getItem(SENT) ?? "[]");

function came_back(event) {
  return event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

function empty(form) {
  form.reset();
  for (const field of form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")) field.value = "";
}

function wait_on(forms) {
  const here = location.pathname;
  for (const form of forms) {
    form.addEventListener("submit", () => sessionStorage.setItem(SENT, JSON.stringify([...sent(), here])));
  }
  window.addEventListener("pageshow", (event) => {
    if (!came_back(event) || !sessionStorage.getItem(note(here))) return;
    forms.forEach(empty);
    sessionStorage.removeItem(note(here));
  });
}

try {
  if (document.querySelector("[data-arrived]")) {
    for (const path of sent()) sessionStorage.setItem(note(path), "yes");
    sessionStorage.removeItem(SENT);
  } else if (sessionStorage) wait_on(document.querySelectorAll("form[data-empties]"));
} catch {
  // a browser that keeps nothing for us fills in as it likes
}
