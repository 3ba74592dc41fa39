// Suggestions under a search field while typing: [data-suggest] names where they come from. A combobox: the field keeps
// the focus, the arrows walk the list, Enter opens, Escape closes. Without this the field is a plain form.

const PAUSE = 200;
const CHINESE = /[\u3400-\u9fff\uf900-\ufaff]/;

class Suggestions {
  constructor(input) {
    this.input = input;
    this.asked = null; // the question under way; an older one is aborted
    this.list = document.createElement("div");
    this.list.id = `${input.id}-suggestions`;
    this.list.className = "pop suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels[0].textContent);
    this.said = document.createElement("div");
    this.said.className = "vh";
    this.said.setAttribute("role", "status");
    input.form.append(this.list, this.said);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", (event) => event.isComposing || this.typed());
    input.addEventListener("compositionend", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.form.addEventListener("focusout", (event) => input.form.contains(event.relatedTarget) || this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  }

  get open() {
    return !this.list.hidden;
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get chosen() {
    return this.list.querySelector("[aria-selected=true]");
  }

  typed() {
    this.stop();
    const text = this.input.value.trim();
    if (text.length < (CHINESE.test(text) ? 1 : 2)) this.close();
    else this.timer = setTimeout(() => this.ask(text), PAUSE);
  }

  stop() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.asked = null;
  }

  async ask(text) {
    this.stop();
    const asked = new AbortController();
    this.asked = asked;
    try {
      const address = `${this.input.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { signal: asked.signal, headers: { "X-Requested-With": "fetch" } });
      const found = answer.ok && !answer.redirected ? await answer.text() : "";
      if (this.asked !== asked) return; // something newer was typed
      if (found) this.show(found);
      else this.close();
    } catch {
      if (this.asked === asked) this.close(); // no answer: the form still searches
    }
  }

  show(found) {
    this.list.innerHTML = found;
    this.list.hidden = false;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
    const said = this.list.querySelector("[data-said]");
    this.said.textContent = said.textContent;
    said.remove();
  }

  close() {
    this.stop();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.said.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  // Up from the first and down from the last is the field itself.
  walk(step) {
    const options = this.options;
    const places = options.length + 1;
    const now = options.indexOf(this.chosen) + 1;
    this.chosen?.setAttribute("aria-selected", "false");
    const next = options[((now + step + places) % places) - 1];
    if (!next) return void this.input.removeAttribute("aria-activedescendant");
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", next.id);
  }

  pressed(event) {
    if (event.isComposing) return; // Enter and the arrows are the input method's
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (this.open) this.walk(key === "ArrowDown" ? 1 : -1);
      else this.typed();
    } else if (key === "Enter" && this.open && this.chosen) {
      this.chosen.click();
    } else if (key === "Escape" && (this.open || this.asked)) {
      this.close();
      event.stopPropagation(); // a menu around it stays open
    } else {
      return;
    }
    event.preventDefault();
  }
}

for (const input of document.querySelectorAll("[data-suggest]")) new Suggestions(input);
