// A box of lines becomes an editable table; what is sent are the lines all the same, and without this file the box stays a box.
(() => {
  const wrong = new Map();
  const make = (tag, options = {}) => Object.assign(document.createElement(tag), options);

  class Table {
    constructor(box) {
      this.box = box;
      this.setup = JSON.parse(box.dataset.table);
      this.name = document.querySelector(`label[for="${box.id}"]`)?.textContent.replace("必填", "").trim() || "";
      this.locked = box.disabled || box.readOnly;
      this.build();
      this.read();
    }
    build() {
      this.place = make("div", { className: "sheet" });
      const wrap = make("div", { className: "table-wrap" });
      const table = make("table", { className: "table table-sm" });
      table.append(make("caption", { className: "visually-hidden", textContent: this.name }));
      const head = table.createTHead().insertRow();
      const titles = ["", ...this.setup.columns.map((column) => column.title), ...(this.locked ? [] : [""])];
      titles.forEach((title, at) => head.append(make(title ? "th" : "td", { textContent: title, scope: "col", className: this.setup.columns[at - 1]?.number ? "text-end" : "" })));
      this.body = table.createTBody();
      this.sums = this.setup.columns.some((column) => column.sum) ? table.createTFoot().insertRow() : null;
      wrap.append(table);
      this.place.append(wrap, this.buttons());
      this.box.before(this.place);
      this.box.hidden = true;
      this.box.tabIndex = -1;
      this.body.addEventListener("input", () => this.write());
      this.body.addEventListener("paste", (event) => this.paste(event));
      this.body.addEventListener("keydown", (event) => this.move(event));
      this.body.addEventListener("focusout", () => setTimeout(() => this.mark(), 0));
    }
    buttons() {
      const row = make("div", { className: "sheet-buttons" });
      if (this.locked) return row;
      const add = make("button", { type: "button", className: "btn btn-outline-primary btn-sm", textContent: "添加一行" });
      add.onclick = () => { this.add(); this.write(); this.cell(this.body.rows.length - 1, 0).focus(); };
      const plain = make("button", { type: "button", className: "btn btn-link btn-sm", textContent: "按文本填写" });
      plain.setAttribute("aria-expanded", "false");
      plain.onclick = () => {
        this.box.hidden = !this.box.hidden;
        plain.setAttribute("aria-expanded", String(!this.box.hidden));
        if (this.box.hidden) this.read();
      };
      this.box.addEventListener("input", (event) => { if (event.isTrusted) this.read(); });
      row.append(add, plain);
      return row;
    }
    read() {
      this.body.replaceChildren();
      const lines = this.box.value.split(/\r?\n/).filter((line) => line.trim());
      lines.forEach((line) => this.add(this.cut(line)));
      if (!lines.length && !this.locked) this.add();
      this.sum();
      this.mark();
      this.label();
    }
    cut(line) {
      const { between, columns } = this.setup;
      if (!between || columns.length === 1) return [line];
      if (between === "：") { const at = line.replace("：", ":").indexOf(":"); return at < 0 ? [line] : [line.slice(0, at), line.slice(at + 1)]; }
      return line.includes(between) ? line.split(between) : line.split(/\s*[,，|｜;；]\s*/);
    }
    add(values = [], at = this.body.rows.length) {
      const row = this.body.insertRow(at);
      row.append(make("th", { scope: "row" }));
      this.setup.columns.forEach((column, place) => row.insertCell().append(this.input(column, (values[place] || "").trim())));
      if (!this.locked) row.insertCell().append(this.remover(row));
      this.number();
      return row;
    }
    input(column, value) {
      const input = make(column.choices.length ? "select" : "input", { className: column.choices.length ? "form-select form-select-sm" : "form-control form-control-sm", autocomplete: "off" });
      column.choices.forEach((choice, at) => { if (!at) input.append(new Option("请选择", "")); input.append(new Option(choice, choice)); });
      if (column.number) { input.inputMode = "decimal"; input.classList.add("text-end"); }
      if (column.choices.length && value && !column.choices.includes(value)) input.append(new Option(value, value));
      input.value = value;
      input.disabled = this.locked;
      return input;
    }
    remover(row) {
      const button = make("button", { type: "button", className: "btn btn-link btn-sm", textContent: "删除" });
      button.onclick = () => {
        const at = row.sectionRowIndex;
        row.remove();
        if (!this.body.rows.length) this.add();
        this.number();
        this.write();
        this.cell(Math.min(at, this.body.rows.length - 1), 0).focus();
      };
      return button;
    }
    number() {
      [...this.body.rows].forEach((row, at) => {
        row.cells[0].textContent = at + 1;
        this.inputs(row).forEach((input, place) => input.setAttribute("aria-label", `${this.name} 第 ${at + 1} 行 ${this.setup.columns[place].title}`));
        row.querySelector("button")?.setAttribute("aria-label", `删除${this.name}第 ${at + 1} 行`);
      });
      this.label();
    }
    label() {
      const first = this.body.rows[0] && this.cell(0, 0);
      if (first) { first.id = `${this.box.id}-first`; document.querySelector(`label[for^="${this.box.id}"]`)?.setAttribute("for", first.id); }
    }
    inputs(row) { return [...row.querySelectorAll("input, select")]; }
    cell(row, column) { return this.inputs(this.body.rows[row])[column]; }
    filled() { return [...this.body.rows].filter((row) => this.inputs(row).some((input) => input.value.trim())); }
    write() {
      const text = this.filled().map((row) => this.inputs(row).map((input) => input.value.trim()).join(this.setup.between)).join("\n");
      this.sum();
      if (text === this.box.value) return;
      this.box.value = text;
      this.box.dispatchEvent(new Event("input", { bubbles: true }));
      this.box.dispatchEvent(new Event("change", { bubbles: true }));
    }
    paste(event) {
      const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "");
      const at = event.target.closest("tr").sectionRowIndex;
      const from = this.inputs(this.body.rows[at]).indexOf(event.target);
      if (from < 0 || !/[\t\n]/.test(text)) return;
      event.preventDefault();
      const lines = text.split("\n").slice(0, this.setup.most);
      lines.forEach((line, down) => {
        const row = this.body.rows[at + down] || this.add();
        line.split("\t").forEach((value, right) => {
          const input = this.inputs(row)[from + right];
          if (!input) return;
          if (input.tagName === "SELECT" && value.trim() && ![...input.options].some((each) => each.value === value.trim())) input.append(new Option(value.trim(), value.trim()));
          input.value = value.trim();
        });
      });
      this.write();
      this.cell(at + lines.length - 1, from).focus();
    }
    move(event) {
      const down = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
      if (!down || event.isComposing || event.target.tagName === "BUTTON" || (event.target.tagName === "SELECT" && event.key !== "Enter")) return;
      event.preventDefault();
      const row = event.target.closest("tr");
      const place = this.inputs(row).indexOf(event.target);
      const next = row.sectionRowIndex + down;
      if (next < 0) return;
      if (next === this.body.rows.length && event.key === "Enter") this.add();
      if (next < this.body.rows.length) this.cell(next, place).focus();
    }
    sum() {
      if (!this.sums) return;
      this.sums.replaceChildren(make("th", { scope: "row", textContent: "合计" }));
      this.setup.columns.forEach((column, place) => {
        const total = column.sum ? window.exactSum(this.filled().map((row) => this.inputs(row)[place].value)) : "";
        this.sums.append(make("td", { className: "text-end", textContent: total }));
      });
      if (!this.locked) this.sums.append(make("td"));
    }
    mark() {
      this.place.querySelectorAll(".cell-error").forEach((note) => note.remove());
      this.body.querySelectorAll("[aria-invalid]").forEach((input) => { input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); input.classList.remove("is-invalid"); });
      const rows = this.filled();
      (wrong.get(this.box.id) || []).forEach(([row, column, said]) => {
        const input = rows[row] && this.inputs(rows[row])[column ?? 0];
        if (!input || rows[row].contains(document.activeElement)) return;
        const note = make("div", { className: "cell-error", textContent: said, id: `${this.box.id}-wrong-${row}-${column ?? 0}` });
        input.classList.add("is-invalid");
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", note.id);
        input.after(note);
      });
    }
  }

  // Decimal sums without binary fractions; what is no number counts for nothing.
  window.exactSum = (texts) => {
    const scale = 1000000n;
    const total = texts.reduce((sum, text) => {
      const found = text.normalize("NFKC").replace(/[,\s]/g, "").match(/^(-?)(\d+)(?:\.(\d{0,6}))?$/);
      if (!found) return sum;
      const value = BigInt(found[2]) * scale + BigInt((found[3] || "").padEnd(6, "0"));
      return found[1] ? sum - value : sum + value;
    }, 0n);
    const size = total < 0n ? -total : total;
    const rest = String(size % scale).padStart(6, "0").replace(/0+$/, "");
    return (total < 0n ? "-" : "") + (size / scale).toLocaleString("en-US") + (rest ? `.${rest}` : "");
  };

  const tables = [...document.querySelectorAll("textarea[data-table]")].map((box) => new Table(box));
  const told = (all) => { wrong.clear(); Object.entries(all).filter(([, cells]) => Array.isArray(cells)).forEach(([id, cells]) => wrong.set(id, cells)); tables.forEach((table) => table.mark()); };
  document.addEventListener("wrongCells", (event) => told(event.detail));
  document.addEventListener("kept", () => tables.forEach((table) => table.read()));
  const first = document.getElementById("wrong-cells");
  if (first) told(JSON.parse(first.textContent));

  // A series of boxes (the months of a year): a block from Excel is spread over them, and their total stands below.
  document.querySelectorAll("[data-series]").forEach((group) => {
    const boxes = [...group.querySelectorAll("input[type=text]")];
    if (!boxes.length || boxes[0].inputMode !== "decimal") return;
    const total = make("div", { className: "series-total" });
    group.querySelector(".months").after(total);
    const show = () => { total.textContent = `合计 ${window.exactSum(boxes.map((box) => box.value))} ${group.dataset.series}`; };
    group.addEventListener("input", show);
    document.addEventListener("kept", show);
    group.addEventListener("paste", (event) => {
      const values = event.clipboardData.getData("text/plain").trim().split(/[\t\r\n]+/);
      const from = boxes.indexOf(event.target);
      if (from < 0 || values.length < 2) return;
      event.preventDefault();
      values.slice(0, boxes.length - from).forEach((value, at) => { boxes[from + at].value = value.trim(); });
      boxes[from].dispatchEvent(new Event("input", { bubbles: true }));
      boxes[from].dispatchEvent(new Event("change", { bubbles: true }));
    });
    show();
  });
})();
