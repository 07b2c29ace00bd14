// Names what Wagtail leaves without a name for those who listen to the page: the box of a text and the one for tags, by
// the label above them, the field for many files, by the button that stands for it, and how much of them is sent.
const NAMELESS = "[role=textbox][contenteditable]:not([aria-label]), .tagit-new input:not([aria-label]), #fileupload";
const LABEL = ":scope > label, :scope > .w-panel__header .w-panel__heading, :scope.replace-file-input > button";

function labelAbove(box) {
  const parent = box.parentElement;
  return parent && (parent.querySelector(LABEL) ?? labelAbove(parent));
}

function nameOf(label) {
  const words = label?.querySelector(".c-sf-block__type, [data-panel-heading-text]") ?? label; // not its first words
  return words?.textContent.replace("*", "").trim();
}

function nameWithin(root) {
  root.querySelectorAll?.(NAMELESS).forEach((box) => {
    const name = nameOf(labelAbove(box));
    if (name) box.setAttribute("aria-label", name);
  });
  root.querySelectorAll?.(".progress:not([role])").forEach((bar) => {
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", "How much is sent");
  });
}

document.addEventListener("DOMContentLoaded", () => {
  nameWithin(document);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(nameWithin)))
    .observe(document.body, { childList: true, subtree: true });
});
