// An account of the profile fills the three boxes below it; whoever types over them has chosen none.
(() => {
  const chosen = document.querySelector("select[name=kept]");
  if (!chosen) return;
  const boxes = ["account_name", "bank_name", "bank_account"].map((name) => chosen.form.elements[name]);
  chosen.addEventListener("change", () => {
    const entry = chosen.selectedOptions[0];
    boxes.forEach((box) => { box.value = entry.getAttribute(`data-${box.name}`) ?? ""; });
  });
  boxes.forEach((box) => box.addEventListener("input", () => { chosen.value = ""; }));
})();
