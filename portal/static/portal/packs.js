// On a phone the parts of a draft stand in one row that scrolls: the present one comes into view.
const links = document.querySelector(".section-links");
const here = links && links.querySelector("[aria-current]");
if (here) links.scrollLeft = here.offsetLeft - links.offsetLeft - 12;

// The text of a pack with its line numbers; the lines with errors are marked, and an error leads to its line.
const text = document.querySelector("textarea[data-lines]");
const numbers = document.querySelector(".line-numbers");
if (text && numbers) {
  const wrong = new Set((numbers.dataset.wrong || "").split(" ").filter(Boolean).map(Number));
  let shown = 0;
  const count = () => {
    const lines = text.value.split("\n").length;
    if (lines !== shown) {
      shown = lines;
      numbers.replaceChildren(...Array.from({ length: lines }, (_, index) => {
        const row = document.createElement("div");
        const number = document.createElement("span");
        number.textContent = index + 1;
        if (wrong.has(index + 1)) number.className = "wrong";
        row.append(number);
        return row;
      }));
    }
    numbers.scrollTop = text.scrollTop;
  };
  text.addEventListener("input", count);
  text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
  count();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-line]");
    if (!button) return;
    const line = Number(button.dataset.line);
    const start = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const end = text.value.indexOf("\n", start);
    text.focus();
    text.setSelectionRange(start, end < 0 ? text.value.length : end);
    text.scrollTop = Math.max(0, (line - 6) * 20);
  });
}
