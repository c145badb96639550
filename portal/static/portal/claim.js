// The claim form keeps what is typed: on this machine while the line is down, and never over what another window saved.
(() => {
  const form = document.getElementById("claim");
  if (!form) return;
  const key = form.dataset.kept;
  const own = new Set(["csrfmiddlewaretoken", "tab", "saved_version", "save", "overwrite"]);
  const loosely = (text) => text.normalize("NFKC").replace(/\r/g, "").replace(/[ ,]/g, "").trim();
  const version = () => Number(document.getElementById("saved-version").value);
  const collect = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) => !own.has(name) && typeof value === "string"));
  const differing = (one, other) => Object.keys(one).filter((name) => loosely(one[name]) !== loosely(other[name] ?? ""));
  const say = (text, kind = "warning") => {
    document.getElementById("connection").innerHTML = text ? `<div class="alert alert-${kind} py-2">${text}</div>` : "";
  };
  const store = (extra = {}) => { try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), version: version(), values: collect(), ...extra })); } catch { /* private mode */ } };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* private mode */ } };
  let wait = 5, timer = null, waiting = false;

  const again = () => { clearTimeout(timer); if (waiting) htmx.trigger(form, "again"); };
  const lost = () => {
    waiting = true;
    store();
    const now = new Date().toTimeString().slice(0, 5);
    say(`网络中断，${now} 以前填写的内容已保存在本机，恢复后自动提交保存。`);
    clearTimeout(timer);
    timer = setTimeout(again, wait * 1000);
    wait = Math.min(wait * 2, 60);
  };
  form.addEventListener("input", () => store());
  form.addEventListener("submit", () => store({ sent: true }));
  form.addEventListener("htmx:sendError", lost);
  form.addEventListener("htmx:timeout", lost);
  form.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status >= 500) lost();
    else say('没有保存：页面已过期。填写的内容已保存在本机，请<a href="">重新载入本页</a>后恢复。');
  });
  window.addEventListener("online", again);
  form.addEventListener("htmx:beforeRequest", ({ detail }) => { detail.xhr.kept = collect(); });
  form.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.getResponseHeader("X-Saved") || xhr.getResponseHeader("HX-Redirect") || xhr.status !== 200) return;
    event.detail.shouldSwap = false;
    say('登录已过期。填写的内容已保存在本机，请<a href="">重新登录</a>后恢复。');
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    const saved = detail.xhr.getResponseHeader?.("X-Saved");
    if (!saved) return;
    waiting = false;
    wait = 5;
    say("");
    if (saved === "yes" && !differing(collect(), detail.xhr.kept).length) forget();
  });
  // Whoever comes back to a window is told at once when another one has gone on.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) htmx.trigger(form, "again"); });

  // What was typed here and never reached the server is offered again.
  const offer = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch { return; }
    if (!kept) return;
    const names = differing(kept.values, collect()).filter((name) => form.elements[name] && !form.elements[name].disabled);
    const arrived = kept.sent && version() > kept.version;
    if (!names.length || arrived || Date.now() - kept.at > 7 * 86400000) { forget(); return; }
    const place = document.getElementById("kept");
    const at = new Date(kept.at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
    place.innerHTML = `<div class="alert alert-info" role="status">本机留有 ${at} 填写、没有保存到系统的内容（${names.length} 处）。 <button type="button" class="btn btn-primary btn-sm" data-restore>恢复这些内容</button> <button type="button" class="btn btn-link btn-sm" data-discard>不要了</button></div>`;
    place.querySelector("[data-discard]").onclick = () => { forget(); place.innerHTML = ""; };
    place.querySelector("[data-restore]").onclick = () => {
      names.forEach((name) => { form.elements[name].value = kept.values[name]; });
      place.innerHTML = "";
      document.dispatchEvent(new Event("kept"));
      form.dispatchEvent(new Event("change", { bubbles: true }));
    };
  };

  // A sum in words beside its box.
  const words = (note) => {
    const box = document.getElementById(note.dataset.wordsFor);
    const show = () => {
      const found = box.value.normalize("NFKC").replace(/[,\s]/g, "").match(/^(\d{1,11})(?:\.(\d{1,6}))?$/);
      const fen = found ? (BigInt(found[1]) * 1000000n + BigInt((found[2] || "").padEnd(6, "0"))) * BigInt(note.dataset.scale) / 10000n : 0n;
      note.textContent = fen ? window.Nzh.toMoney(`${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`, { outSymbol: false }) : "";
    };
    box.addEventListener("input", show);
    document.addEventListener("kept", show);
    show();
  };
  offer();
  if (window.Nzh) document.querySelectorAll("[data-words-for]").forEach(words);
})();
