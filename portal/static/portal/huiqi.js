// Small behaviours shared by the pages; everything works without them, only less comfortably.
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.shortcuts === "off") return;
  const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
  if (!rows.length || !["j", "k", "Enter"].includes(event.key)) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (event.key === "Enter") return;
  const next = rows[event.key === "j" ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0)];
  next.querySelector("a")?.focus();
  event.preventDefault();
});
// On a telephone the rail scrolls sideways; where one is should be in sight.
document.querySelectorAll(".rail .active").forEach((entry) => {
  entry.parentElement.scrollLeft = entry.offsetLeft - (entry.parentElement.clientWidth - entry.offsetWidth) / 2;
});
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.target.method !== "post" || event.target.hasAttribute("hx-post")) return;
  setTimeout(() => { button.disabled = true; }, 0);
  setTimeout(() => { button.disabled = false; }, 8000);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
// The server says which questions are asked now; the others are hidden, their values are kept.
document.addEventListener("factsAsked", (event) => {
  const asked = new Set(event.detail.value);
  document.querySelectorAll("[data-fact]").forEach((row) => { row.hidden = !asked.has(row.dataset.fact); });
  document.querySelectorAll("fieldset:has([data-fact])").forEach((section) => { section.hidden = !section.querySelector("[data-fact]:not([hidden])"); });
});
// What is being corrected is no longer marked as wrong; the panel says what still is.
document.addEventListener("input", ({ target }) => {
  if (!target.classList.contains("is-invalid")) return;
  target.classList.remove("is-invalid");
  document.querySelectorAll(`[id^="error_"][id$="_${target.id}"]`).forEach((note) => note.remove());
});
// A table wider than its place scrolls sideways; the keyboard must be able to reach it then.
const reachable = new ResizeObserver((boxes) => boxes.forEach(({ target }) => {
  if (target.scrollWidth > target.clientWidth) target.tabIndex = 0; else target.removeAttribute("tabindex");
}));
document.querySelectorAll(".table-wrap").forEach((box) => reachable.observe(box));

// Wordings of common use go into the opinion by Alt and a digit, or by a click.
const actOf = (form) => form?.getAttribute("action")?.match(/\/act\/([\w-]+)\//)?.[1];
const say = (box, text) => {
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit[1-9]$/.test(event.code)) return;
  const act = actOf(event.target.closest("textarea")?.form);
  const wording = act && document.querySelectorAll(`[data-opinion][data-act="${act}"]`)[event.code.at(-1) - 1];
  if (!wording) return;
  event.preventDefault();
  say(event.target, wording.dataset.opinion);
});
document.addEventListener("click", (event) => {
  const wording = event.target.closest("[data-opinion]");
  const form = wording && document.querySelector(`form[action*="/act/${wording.dataset.act}/"]`);
  const box = form?.querySelector("textarea[name$=opinion], textarea[name$=reason]");
  if (!box) return;
  form.closest("details")?.setAttribute("open", "");
  say(box, wording.dataset.opinion);
});
