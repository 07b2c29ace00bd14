// Keeps the count of a petition up to date: about every 15 seconds, not while the page is hidden, and never aloud.
const INTERVAL = 15000;
const NUMBER = new Intl.NumberFormat(document.documentElement.lang || "en-GB");

function wait() {
  return INTERVAL * (0.8 + 0.4 * Math.random()); // so that a thousand phones do not ask at once
}

function show(box, { count, goal }) {
  const number = box.querySelector("[data-count]");
  const text = NUMBER.format(count);
  if (number.textContent === text) return;
  number.textContent = text;
  const people = box.querySelector("[data-people]");
  people.textContent = count === 1 ? people.dataset.one : people.dataset.many;
  const missing = box.querySelector("[data-missing]");
  if (missing.textContent.trim()) {
    const words = missing.dataset.missing;
    missing.textContent =
      count < goal
        ? words.replace("{missing}", NUMBER.format(goal - count)).replace("{goal}", NUMBER.format(goal))
        : "";
  }
  const progress = box.querySelector("progress");
  progress.max = goal;
  progress.value = count;
}

async function poll(box) {
  if (!document.hidden) {
    try {
      const answer = await fetch(box.dataset.petitionCount, { credentials: "omit" });
      if (answer.ok) show(box, await answer.json());
    } catch {
      // no connection: the number stays as it is until the next time
    }
  }
  setTimeout(poll, wait(), box);
}

for (const box of document.querySelectorAll("[data-petition-count]")) {
  setTimeout(poll, wait(), box);
}
