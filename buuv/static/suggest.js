// Suggestions while somebody types a search: needs and kinds of help, asked of our own server.
// Comfort only: without this file the form is a form. A combobox with a list, as the WAI-ARIA practices describe it.
for (const asking of document.querySelectorAll("[data-suggest]")) {
  const { suggest, board, label, one, many } = asking.dataset;
  const form = asking.closest("form");
  const input = form.elements.q;
  const list = Object.assign(document.createElement("ul"), { className: "suggestions", id: `${input.id}-voorstellen`, hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "hidden" });
  let timer, asked, chosen = -1;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  said.setAttribute("role", "status");
  // A search field may not be a combobox.
  input.type = "text";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, enterkeyhint: "search" })) input.setAttribute(name, value);
  const frame = Object.assign(document.createElement("div"), { className: "combobox" });
  input.before(frame);
  frame.append(input, list, said);

  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    const option = list.children[number];
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const show = (is) => {
    list.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    if (!is) choose(-1);
  };
  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    show(false);
    said.textContent = "";
  };

  const fill = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ title, path }, place) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${place}`, textContent: title });
      option.setAttribute("role", "option");
      option.dataset.path = path;
      return option;
    }));
    choose(-1);
    show(suggestions.length > 0);
    said.textContent = suggestions.length === 1 ? one : suggestions.length ? many.replace("#", suggestions.length) : "";
  };

  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    if (input.value.trim().length < 2) return close();
    const words = new URLSearchParams(new FormData(form));
    words.set("bord", board);
    try {
      const answer = await fetch(`${suggest}?${words}`, { signal: asked.signal });
      if (answer.ok && document.activeElement === input) fill((await answer.json()).suggestions);
    } catch { /* typing goes on without suggestions */ }
  };

  const move = (step) => {
    if (list.hidden && list.children.length) show(true);
    const number = list.children.length + 1;
    // Beyond the last one is the field itself, and then the first.
    if (!list.hidden) choose((chosen + 1 + step + number) % number - 1);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.path);
    }
  });
  input.addEventListener("blur", close);
  // The field keeps the focus while somebody points at the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.path);
  });
}
