// Shortens the list of regions to those whose name, pinyin or code has what is typed. Not a module, so that it also runs
// from a folder; .mjs, because Jupyter Book puts every .js of this folder on every page.
(() => {
  const box = document.querySelector(".finder");
  const list = document.querySelector(".found-regions");
  const field = box.querySelector("input");
  const none = box.querySelector("#finder-none");
  const flat = text => text.toLowerCase().replace(/[\s'’-]/g, "");
  const items = [...list.children].map(item => ({ item, keys: flat(item.dataset.keys) }));
  const most = 8;

  const shorten = () => {
    const wanted = flat(field.value);
    let shown = 0;
    for (const { item, keys } of items) {
      const fits = wanted !== "" && keys.includes(wanted) && shown < most;
      item.hidden = !fits;
      shown += fits;
    }
    none.hidden = wanted === "" || shown > 0;
  };

  field.addEventListener("input", shorten);
  field.addEventListener("keydown", event => {
    const first = list.querySelector("li:not([hidden]) a");
    if (event.key === "Enter" && first) location.href = first.href;
  });
  box.hidden = false;
  shorten();
})();
