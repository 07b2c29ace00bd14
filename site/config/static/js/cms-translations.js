// Tells the translator where its choosers are; it would be told by an inline script, which our policy refuses.
window.chooserUrls ||= JSON.parse(document.getElementById("chooser-addresses").textContent);
