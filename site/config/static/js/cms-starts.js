// Starts the editor's widgets that Wagtail would start by inline scripts, which our content security policy refuses.
// Each leaves <script type="application/json" data-starts="…">; we read it when it enters the page.

// A chooser listens to the buttons in its own element. Wagtail's drop-down has taken those of its menu (choose a
// different one, clear, edit) out of the page by now, until it is opened: so they come home while the chooser is made.
function makeChooser({ maker, options }, field) {
  const home = document.getElementById(`${field}-chooser`);
  const toggles = [...(home?.querySelectorAll("[data-w-dropdown-target=toggle]") ?? [])];
  const menus = toggles.flatMap(({ _tippy }) => (_tippy ? [_tippy.popper] : []));
  menus.forEach((menu) => home.append(menu));
  new window[maker](field, options);
  menus.forEach((menu) => menu.remove());
}

const makers = {
  Chooser: makeChooser,
  InlinePanel: (options) => new window.InlinePanel(options),
  MultipleChooserPanel: (options) => new window.MultipleChooserPanel(options),
  initDateChooser: (options, field) => window.initDateChooser(field, options),
  initDateTimeChooser: (options, field) => window.initDateTimeChooser(field, options),
  initTimeChooser: (options, field) => window.initTimeChooser(field, options),
};

function start(node) {
  if (node.dataset.started) return;
  node.dataset.started = "1";
  makers[node.dataset.starts](JSON.parse(node.textContent), node.dataset.field);
}

function startWithin(root) {
  if (root.matches?.("script[data-starts]")) start(root);
  root.querySelectorAll?.("script[data-starts]").forEach(start);
}

// Wagtail's own scripts are deferred too; by DOMContentLoaded all of them have run.
document.addEventListener("DOMContentLoaded", () => {
  startWithin(document);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(startWithin)))
    .observe(document.body, { childList: true, subtree: true });
});
