// Says how many characters a long answer has left. Without it the hint above the box says the limit.
const PAUSE = 500;

for (const line of document.querySelectorAll("[data-counts]")) {
  const box = document.getElementById(line.dataset.counts);
  const say = () => {
    const left = Number(line.dataset.most) - [...box.value.trim()].length;
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left).toLocaleString());
    line.classList.toggle("counter--over", left < 0);
  };
  let timer;
  box.addEventListener("input", () => {
    line.ariaLive = "polite"; // from the first key on: whoever listens hears the question, not this, when the page comes
    clearTimeout(timer);
    timer = setTimeout(say, PAUSE); // in a pause, not at every key
  });
  say();
}
