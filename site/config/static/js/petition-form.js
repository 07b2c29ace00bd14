// Proposes the names of employers while somebody types: at most one question to the server in a quarter of a second.
const PAUSE = 250;
const SHORTEST = 2;

function propose(list, names) {
  list.replaceChildren(
    ...names.map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }),
  );
}

function listen(form) {
  const field = form.querySelector("input[name=employer]");
  const list = field && document.getElementById(field.getAttribute("list"));
  if (!list) return;
  let timer;
  let asked = "";
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const typed = field.value.trim().toLowerCase();
      if (typed.length < SHORTEST || typed === asked) return;
      asked = typed;
      try {
        const address = `${form.dataset.petitionForm}?${new URLSearchParams({ q: typed })}`;
        const answer = await fetch(address, { credentials: "omit" });
        if (answer.ok && typed === asked) propose(list, (await answer.json()).names);
      } catch {
        asked = ""; // no connection: it stays a line of text
      }
    }, PAUSE);
  });
}

for (const form of document.querySelectorAll("[data-petition-form]")) listen(form);
