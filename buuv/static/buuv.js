// Comfort only: everything works without this file.

// Words typed in a form stay in this tab until they are sent (sessionStorage ends with the tab).
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = `buuv:${location.pathname}:${form.dataset.keep}`;
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
    for (const field of fields) if (!field.value && kept[field.name]) field.value = kept[field.name];
    form.addEventListener("input", () => {
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((f) => [f.name, f.value]))));
    });
    form.addEventListener("submit", () => sessionStorage.removeItem(key));
  } catch { /* a browser without storage keeps nothing */ }
}

// An opened conversation is read: the button is pressed for you.
for (const form of document.querySelectorAll("[data-read] form")) {
  fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" })
    .then(() => { form.hidden = true; })
    .catch(() => {});
}

// After a mistake the summary has the focus, so that a screen reader starts there.
document.querySelector("#fouten")?.focus();

// One tap is one request.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button:not([name])");
  if (button && event.target.method === "post") setTimeout(() => { button.disabled = true; }, 0);
  setTimeout(() => { if (button) button.disabled = false; }, 8000);
});

// A browser brings only the caret of a large field into view, not the field.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea")) event.target.scrollIntoView({ block: "nearest" });
});
