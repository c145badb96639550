// A document opens beside the criterion it proves. The letters work while the keyboard is in the criteria or the viewer.
(() => {
  const split = document.querySelector("[data-split]");
  if (!split) return;
  const pane = split.querySelector(".viewer-pane");
  const [frame, picture, other] = [".viewer[name]", ".viewer-picture", ".viewer-other"].map((each) => pane.querySelector(each));
  const image = picture.querySelector("img");
  const links = [...split.querySelectorAll("a[data-document]")];
  const documents = [...new Set(links.map((link) => link.href))];
  const foreign = (link) => { links.push(link); documents.push(link.href); return documents.length - 1; };
  let shown = -1, width = 100, turned = 0;

  const scale = () => { image.style.width = `${width}%`; image.style.transform = turned ? `rotate(${turned}deg)` : ""; };
  const show = (position, from) => {
    shown = Math.max(0, Math.min(documents.length - 1, position));
    const url = documents[shown], same = links.filter((link) => link.href === url);
    const { document: kind = "pdf" } = same[0].dataset, name = same[0].textContent;
    [width, turned] = [100, 0];
    split.classList.add("open"); document.body.classList.add("reading-document"); pane.hidden = false;
    frame.hidden = kind !== "pdf"; picture.hidden = kind !== "picture"; other.hidden = kind !== "other";
    pane.querySelector("[data-for-image]").hidden = kind !== "picture";
    const bare = kind === "pdf" ? `${url}#navpanes=0&view=FitH` : "about:blank";
    frame.contentWindow.location.replace(bare);
    frame.title = name;
    if (kind === "picture") { image.src = url; image.alt = name; scale(); } else { image.removeAttribute("src"); image.alt = ""; }
    pane.querySelector("[data-viewer-title]").textContent = `${shown + 1}/${documents.length}　${name}`;
    pane.querySelector("[data-viewer-download]").href = url;
    pane.querySelector('[data-viewer="previous"]').disabled = shown === 0;
    pane.querySelector('[data-viewer="next"]').disabled = shown === documents.length - 1;
    split.querySelectorAll(".viewing").forEach((each) => each.classList.remove("viewing"));
    same.forEach((link) => { link.classList.add("viewing"); link.closest(".criterion")?.classList.add("viewing"); });
    const focus = from || same[0];
    focus.scrollIntoView({ block: "nearest" });
    if (!from && !pane.contains(document.activeElement)) focus.focus();
    split.scrollIntoView({ block: "start" });
  };
  const close = () => {
    pane.hidden = true; split.classList.remove("open"); document.body.classList.remove("reading-document");
    frame.contentWindow.location.replace("about:blank");
    const last = split.querySelector("a.viewing");
    split.querySelectorAll(".viewing").forEach((each) => each.classList.remove("viewing"));
    last?.focus();
  };
  const acts = {
    previous: () => show(shown - 1), next: () => show(shown + 1), close,
    larger: () => { width = Math.min(500, width + 50); scale(); }, smaller: () => { width = Math.max(50, width - 50); scale(); },
    turn: () => { turned = (turned + 90) % 360; scale(); },
  };
  const keys = { n: "next", p: "previous", r: "turn", "+": "larger", "=": "larger", "-": "smaller", Escape: "close" };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[target="viewer"]'), button = event.target.closest("[data-viewer]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      bootstrap.Tab.getOrCreateInstance(document.getElementById("evidence-tab")).show();
      const known = documents.indexOf(link.href);
      show(known < 0 ? foreign(link) : known, link);
    }
    if (button) acts[button.dataset.viewer]();
  });
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest("#evidence, #evidence-tab");
    if (!inside || event.ctrlKey || event.metaKey || event.altKey || !documents.length) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (pane.hidden && act !== "next")) return;
    event.preventDefault();
    acts[act]();
  });
})();
