// A block copied from Excel fills the cells of a grid from the one it is pasted into, to the right and down.
document.addEventListener("paste", (event) => {
  const box = event.target.closest("table[data-paste] input:not([type=hidden])");
  const text = event.clipboardData && event.clipboardData.getData("text/plain");
  if (!box || !text || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const row = box.closest("tr");
  const rows = [...row.parentElement.rows];
  const at = [...row.cells].indexOf(box.closest("td"));
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
    const target = rows[rows.indexOf(row) + down];
    line.split("\t").forEach((value, right) => {
      const cell = target && target.cells[at + right];
      const input = cell && cell.querySelector("input:not([type=hidden])");
      if (!input) return;
      input.value = value.trim();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
});
