// A passkey that was not given, or that cannot be asked for here, is said on the page.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.getElementById("passkey_fault");
  said.hidden = false;
  said.focus();
});
