// Comfort only: everything works without this file.

// Words typed in a form stay in this tab until a page of ours has answered (sessionStorage ends with the tab). Those
// of a new card stay in this browser, for a day at most: a phone that loses its connection may close the tab too.
const DAY = 24 * 3600 * 1000;
const unsent = document.querySelector("[data-unsent]");
const keep = (store, key, record) => store.setItem(key, JSON.stringify(record));

function tidy(store) {
  for (const key of Object.keys(store).filter((name) => name.startsWith("buuv:"))) {
    const record = JSON.parse(store.getItem(key));
    if (unsent && record.fields) {
      keep(store, key, { ...record, state: "failed" });
      const words = document.createElement("blockquote");
      words.textContent = Object.values(record.fields).filter(Boolean).join("\n");
      unsent.append(words);
      unsent.hidden = false;
    } else if (!record.fields || record.state === "sent" || Date.now() - record.at > DAY) store.removeItem(key);
  }
}

function keepWords(form) {
  const isCard = "card" in form.dataset;
  const store = isCard ? localStorage : sessionStorage;
  const key = `buuv:${isCard ? "" : location.pathname}:${form.dataset.keep}`;
  if (location.search === "?nieuw=ja") store.removeItem(key);
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  const kept = JSON.parse(store.getItem(key) || "{}");
  for (const field of fields) {
    const words = kept.fields?.[field.name];
    if (words && (!field.value || kept.state === "failed")) field.value = words;
  }
  const write = (state) => {
    const words = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    if (Object.values(words).some(Boolean)) keep(store, key, { fields: words, at: Date.now(), state });
    else store.removeItem(key);
  };
  form.addEventListener("input", () => write("typed"));
  form.addEventListener("submit", () => write("sent"));
}

try {
  for (const store of [sessionStorage, localStorage]) tidy(store);
  for (const form of document.querySelectorAll("form[data-keep]")) keepWords(form);
  // Whoever leaves a shared computer leaves no words behind.
  document.querySelector("form[action$='/uitloggen']")?.addEventListener("submit", () => {
    for (const store of [sessionStorage, localStorage]) store.clear();
  });
} catch { /* a browser without storage keeps nothing */ }

// When the page is there, the worker comes that says so when there is no connection.
addEventListener("load", () => navigator.serviceWorker?.register("/sw.js").catch(() => {}));

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

// A list to copy gets a button that copies it.
for (const text of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: text.dataset.copy });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  text.after(button, said);
  button.addEventListener("click", () => navigator.clipboard.writeText(text.value).then(() => { said.textContent = text.dataset.copied; }, () => {}));
}
// A browser brings only the caret of a large field into view, not the field.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea")) event.target.scrollIntoView({ block: "nearest" });
});
