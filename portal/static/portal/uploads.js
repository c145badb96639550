// Files go to the server piece by piece, with progress, and go on where a broken line stopped them (tus).
// Without this file the plain forms upload as they always did.
(() => {
  const main = document.querySelector("[data-most]");
  if (!main || !window.tus?.isSupported) return;
  const most = Number(main.dataset.most);
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const make = (tag, options = {}) => Object.assign(document.createElement(tag), options);
  let going = 0;

  // What was filed shows at once; the rest of the page, other uploads among it, stays as it is.
  const refresh = async (key) => {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    [`files-${key}`, "estimate"].forEach((id) => {
      const fresh = page.getElementById(id);
      if (fresh) document.getElementById(id).replaceWith(fresh);
    });
  };
  const line = (list, name) => {
    const row = make("li", { className: "sending-file" });
    const bar = make("progress", { max: 100, value: 0 });
    bar.setAttribute("aria-label", `${name} 上传进度`);
    const said = make("span", { className: "text-secondary", textContent: "准备上传" });
    const stop = make("button", { type: "button", className: "btn btn-link btn-sm", textContent: "暂停" });
    const drop = make("button", { type: "button", className: "btn btn-link btn-sm", textContent: "取消" });
    row.append(make("span", { className: "text-break", textContent: name }), bar, said, stop, drop);
    list.append(row);
    return { row, bar, said, stop, drop };
  };
  const refuse = (shown, text) => {
    shown.bar.remove();
    shown.stop.remove();
    shown.said.className = "text-danger";
    shown.said.setAttribute("role", "alert");
    shown.said.textContent = text;
    shown.drop.textContent = "知道了";
    shown.drop.onclick = () => shown.row.remove();
  };
  const why = (error) => {
    const status = error.originalResponse?.getStatus() || 0;
    const body = error.originalResponse?.getBody() || "";
    if ([403, 413, 422].includes(status) && body && !body.startsWith("<")) return body;
    return status ? "没有传上去：登录可能已过期，请刷新本页后重新选择，可从断点续传" : "";
  };

  const send = (form, file) => {
    const list = document.getElementById(form.dataset.list);
    const shown = line(list, file.name);
    if (!file.size) return refuse(shown, "文件是空的（0 字节），请重新选择");
    if (file.size > most) return refuse(shown, `文件超过 ${Math.floor(most / 1048576)} MB，请压缩或拆分后上传`);
    const replaces = form.querySelector("[name=replaces]")?.value;
    const tell = (sent, total) => {
      shown.bar.value = Math.floor((sent * 100) / total);
      shown.said.textContent = `${shown.bar.value}%`;
    };
    const upload = new tus.Upload(file, {
      endpoint: form.dataset.upload,
      chunkSize: 256 * 1024,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000],
      metadata: { filename: file.name, ...(replaces ? { replaces } : {}) },
      headers: { "X-CSRFToken": token },
      removeFingerprintOnSuccess: true,
      onProgress: tell,
      onChunkComplete: () => { shown.row.classList.remove("waiting"); },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() || 0;
        const isLost = !status || status === 409 || status >= 500;
        if (isLost) shown.said.textContent = "网络中断，正在重试…";
        return isLost;
      },
      onError: (error) => {
        going -= 1;
        const text = why(error);
        if (text) return refuse(shown, text);
        shown.said.textContent = `网络中断，已传 ${shown.bar.value}%`;
        shown.stop.textContent = "继续";
        upload.stopped = true;
      },
      onSuccess: () => { going -= 1; shown.row.remove(); refresh(list.dataset.material); },
    });
    const start = () => { going += 1; upload.stopped = false; shown.stop.textContent = "暂停"; upload.start(); };
    shown.stop.onclick = () => {
      if (upload.stopped) return start();
      going -= 1;
      upload.stopped = true;
      upload.abort();
      shown.stop.textContent = "继续";
      shown.said.textContent = `已暂停，已传 ${shown.bar.value}%`;
    };
    shown.drop.onclick = () => {
      if (!upload.stopped) going -= 1;
      upload.abort(true).catch(() => {});
      shown.row.remove();
    };
    window.addEventListener("online", () => { if (upload.stopped && shown.said.textContent.startsWith("网络中断")) start(); });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) {
        upload.resumeFromPreviousUpload(earlier[0]);
        list.querySelector(`[data-unfinished="${new URL(earlier[0].uploadUrl, location.href).pathname}"]`)?.remove();
      }
      start();
    });
  };
  const sendAll = (form, files) => [...files].forEach((file) => send(form, file));

  document.addEventListener("change", ({ target }) => {
    const form = target.closest("form[data-upload]");
    if (!form || target.type !== "file" || !target.files.length) return;
    sendAll(form, target.files);
    form.reset();
    target.closest("details")?.removeAttribute("open");
  });
  document.addEventListener("click", ({ target }) => {
    const form = target.closest("form[data-upload]");
    if (form && target.closest("[data-camera]")) {
      const camera = make("input", { type: "file", accept: "image/jpeg,image/png", capture: "environment" });
      camera.onchange = () => sendAll(form, camera.files);
      camera.click();
    }
    const left = target.closest("[data-give-up]")?.closest("[data-unfinished]");
    if (left) fetch(left.dataset.unfinished, { method: "DELETE", headers: { "X-CSRFToken": token } }).then(() => left.remove());
  });
  if (matchMedia("(pointer: coarse)").matches) document.querySelectorAll("[data-camera]").forEach((button) => { button.hidden = false; });

  // A file dropped on a material belongs to it; one dropped beside opens nothing.
  const panel = (event) => event.target.closest(".material:has(form[data-drop])");
  ["dragover", "drop"].forEach((name) => document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.querySelectorAll(".material.over").forEach((each) => each.classList.remove("over"));
    const over = panel(event);
    if (name === "dragover") over?.classList.add("over");
    else if (over) sendAll(over.querySelector("form[data-drop]"), event.dataTransfer.files);
  }));
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.querySelectorAll(".material.over").forEach((each) => each.classList.remove("over")); });
  window.addEventListener("beforeunload", (event) => { if (going > 0) event.preventDefault(); });
})();
