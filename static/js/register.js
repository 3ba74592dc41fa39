// While a register is taken in, the page asks how far it has come. Without it the answer simply comes when it is done.

const EVERY = 400;

function follow(form) {
  const box = form.querySelector(".taking");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-looked]");
  const of = Number(form.dataset.of);
  box.hidden = false;
  const ask = async () => {
    try {
      const answer = await fetch(form.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const { done } = await answer.json();
        bar.value = done;
        said.textContent = done < of ? `${done} / ${of} ${said.dataset.looked}` : said.dataset.written;
      }
    } catch {
      // The next time will do: what is being sent goes on by itself.
    }
  };
  ask();
  setInterval(ask, EVERY);
}

for (const form of document.querySelectorAll("form[data-progress]")) {
  form.addEventListener("submit", () => follow(form));
}
