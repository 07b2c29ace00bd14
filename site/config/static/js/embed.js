// The live count of the embedded petition: about every 15 seconds, not while its page is hidden.
const box = document.querySelector("[data-count-from]");
const number = box.querySelector("[data-count]");
const people = box.querySelector("[data-people]");
const bar = box.querySelector("progress");
const aim = box.querySelector("[data-goal]");
const format = new Intl.NumberFormat("en-GB");

const wait = () => 15000 * (0.8 + 0.4 * Math.random()); // so that a thousand readers do not ask at once

async function poll() {
  if (!document.hidden) {
    try {
      const answer = await fetch(box.dataset.countFrom, { credentials: "omit" });
      if (answer.ok) {
        const { count, goal } = await answer.json();
        const text = format.format(count);
        if (number.textContent !== text) {
          number.textContent = text;
          if (count > 1) people.textContent = people.dataset.many;
        }
        aim.textContent = aim.dataset.goal.replace("{goal}", format.format(goal));
        bar.max = goal;
        bar.value = count;
      }
    } catch {
      // no connection: the number stays as it is until the next time
    }
  }
  setTimeout(poll, wait());
}

setTimeout(poll, wait());
