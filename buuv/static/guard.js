// Looks at words while they are typed, by asking our own server, so that the rules exist once.
// Comfort only: the server looks at them again when they are sent, and a failed request says nothing.
for (const form of document.querySelectorAll("form[data-guard]")) {
  const box = form.querySelector("[data-guard-box]");
  const names = ["title", "body"];
  let timer, asked, shown = box.innerHTML;

  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const words = new FormData();
    for (const name of ["csrf_token", ...names]) words.set(name, form.elements[name].value);
    try {
      const answer = await fetch(form.dataset.guard, { method: "POST", body: words, signal: asked.signal });
      if (!answer.ok) return;
      const { html } = await answer.json();
      if (html !== shown) box.innerHTML = shown = html;
    } catch { /* typing goes on without advice */ }
  };

  form.addEventListener("input", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(look, 600);
  });

  // The safer text goes into the fields at once, and the cursor with it.
  box.addEventListener("click", (event) => {
    if (event.target.name !== "safer") return;
    event.preventDefault();
    let field;
    for (const words of box.querySelectorAll("[data-safer]")) {
      field = form.elements[words.dataset.safer];
      field.value = words.textContent;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    clearTimeout(timer);
    look();
    field?.focus();
  });
}
