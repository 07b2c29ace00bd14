// The two ways of passing on that need a script: the phone's own list of apps, and the clipboard.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { share: url, title, text } = button.dataset;
    try {
      await navigator.share({ url, title, text });
    } catch {
      // closed without choosing
    }
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      document.querySelector("[data-copied]").textContent = button.dataset.done;
    } catch {
      // not allowed: the link stands above as text
    }
  });
}
