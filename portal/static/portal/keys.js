// Keys of the work desk and the case page. Every one of them is a button or link as well; none fires in a field.
const FIELDS = "input, textarea, select, [contenteditable]";
const keysOn = () => document.body.dataset.shortcuts !== "off";

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[method=post]");
  if (event.key === "Enter" && event.ctrlKey && form) { form.requestSubmit(); return; }
  if (event.defaultPrevented || !keysOn() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest(FIELDS) && !event.target.matches("[data-row-check]")) return;
  const row = event.target.closest("[data-rows] tbody tr");
  const inRow = { x: "[data-row-check]", c: "[data-claim]" }[event.key];
  const tab = /^[1-9]$/.test(event.key) && document.querySelectorAll('[role="tablist"] [role="tab"], .desk-tabs > ul a')[event.key - 1];
  const wanted = tab || (row && inRow && row.querySelector(inRow)) || document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("[data-key-focus]")) wanted.focus(); else wanted.click();
});

// The list of keys, and the switch for those who speak to their computer.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) document.querySelector("dialog.keys").showModal();
});
const keySwitch = document.querySelector("[data-shortcut-switch]");
const nameSwitch = () => { keySwitch.textContent = keysOn() ? "关闭快捷键" : "打开快捷键"; };
if (keySwitch) {
  nameSwitch();
  keySwitch.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    if (keysOn()) document.body.dataset.shortcuts = "off"; else delete document.body.dataset.shortcuts;
    nameSwitch();
  });
}

// The first row, or what the page is for, is where the keyboard begins; after a return the desk goes on where it was.
const FIRST = "[data-rows] tbody a, [data-first] :is(input:not([type=hidden]), textarea, select, button, a)";
document.addEventListener("DOMContentLoaded", () => {
  if (keysOn() && document.activeElement === document.body) document.querySelector(FIRST)?.focus({ preventScroll: true });
});

// Whoever begins an act has the case in hand: the page says so once.
const begin = (event) => {
  const begun = document.getElementById("begun");
  if (!begun || begun.value || !event.target.closest("[data-acts]")) return;
  begun.value = "1";
  document.body.dispatchEvent(new CustomEvent("begun"));
};
document.addEventListener("input", begin);
document.addEventListener("click", (event) => { if (event.target.closest("[data-acts] summary")) begin(event); });
// "a" goes to the first field of the decision column, "r" opens the return.
document.addEventListener("click", (event) => {
  const jump = event.target.closest("[data-jump]");
  if (!jump) return;
  const act = document.querySelector(jump.dataset.jump);
  if (!act) return;
  act.open = true;
  act.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
});

// How many rows are ticked; the bar of bulk acts shows itself by style while one is.
document.addEventListener("change", (event) => {
  const form = event.target.closest(".desk-form");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[data-row-check]")];
  if (event.target.matches("[data-check-all]")) boxes.forEach((box) => { box.checked = event.target.checked; });
  const count = form.querySelector("[data-checked]");
  if (count) count.textContent = boxes.filter((box) => box.checked).length;
});
