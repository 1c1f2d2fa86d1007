// The search page. Not a module, so that it also runs from a folder; .mjs, because Jupyter Book puts every .js of this
// folder on every page. The index is loaded when something is asked.
(() => {
  const HAN = /[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/u;
  const TOKEN = /\d[\d,]*(?:\.\d+)?|[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|\p{L}+/gu;
  const box = document.querySelector(".book-search");
  const field = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const list = box.querySelector("ol");
  const more = box.querySelector(".more");
  const PAGE = 10;
  let found = [];
  let shown = 0;

  const stem = word => {
    const low = word.toLowerCase();
    if (low.length > 4 && low.endsWith("ies")) return `${low.slice(0, -3)}y`;
    return low.length > 3 && low.endsWith("s") && !low.endsWith("ss") ? low.slice(0, -1) : low;
  };

  const cut = query => (query.match(TOKEN) || []).flatMap(run => {
    if (/\d/.test(run)) return [run.replace(/,/g, "")];
    if (!HAN.test(run)) return [stem(run)];
    const signs = [...run];
    return signs.length < 2 ? signs : signs.slice(1).map((sign, i) => signs[i] + sign);
  });

  const flat = text => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

  // letters to add, leave out, replace, or exchange with a neighbour, up to a limit
  const distance = (one, other, limit) => {
    if (Math.abs(one.length - other.length) > limit) return limit + 1;
    let before = [];
    let last = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i++) {
      const row = [i];
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1] ? 0 : 1;
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
          row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > limit) return limit + 1;
      [before, last] = [last, row];
    }
    return last[other.length];
  };

  const slips = word => (HAN.test(word) || /\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

  // the words of the index that a word may have been meant as
  const near = (word, words) => {
    const limit = slips(word);
    if (!limit) return [];
    const close = Object.keys(words).filter(other => !HAN.test(other) && distance(word, other, limit) <= limit);
    return close.sort((a, b) => distance(word, a, limit) - distance(word, b, limit) || words[b].length - words[a].length);
  };

  const rank = (index, query) => {
    const { pages, words, names } = index;
    const scores = new Map();
    const meant = [];
    for (const asked of new Set(cut(query))) {
      const known = Object.hasOwn(words, asked);
      const candidates = known ? [asked] : near(asked, words).slice(0, 3);
      const best = new Map();
      candidates.forEach((word, i) => {
        const held = words[word];
        const rare = Math.log(1 + (2 * pages.length) / held.length);
        for (let k = 0; k < held.length; k += 2) {
          const score = (rare * held[k + 1] / (held[k + 1] + 8)) / (i + 1);
          best.set(held[k], Math.max(best.get(held[k]) || 0, score));
        }
      });
      meant.push(...candidates.slice(0, 1));
      for (const [page, score] of best) {
        const before = scores.get(page) || { score: 0, words: 0 };
        scores.set(page, { score: before.score + score, words: before.words + 1 });
      }
    }
    const most = Math.max(0, ...[...scores.values()].map(page => page.words));
    const whole = flat(query);
    const limit = slips(whole);
    const places = new Map();
    const rise = (page, bonus, place) => {
      const before = scores.get(page) || { score: 0, words: most };
      if (bonus > (before.bonus || 0)) {
        scores.set(page, { ...before, bonus, words: most });
        places.set(page, place);
      }
    };
    for (const [phrase, page, place] of names) {
      const name = flat(phrase);
      if (!whole || !name) continue;
      const lesser = place ? 4 : 0;
      if (name === whole) rise(page, 30 - lesser, place);
      else if (whole.length > 1 && name.startsWith(whole)) rise(page, 18 - lesser - name.length / 20, place);
      else if (whole.length > 1 && name.includes(whole)) rise(page, 10 - lesser - name.length / 20, place);
      else if (limit && !/\d/.test(name)) {
        const away = distance(whole, name, limit);
        if (away <= limit) rise(page, 16 - 3 * away - lesser, place);
      }
    }
    const ranked = [...scores].filter(([, page]) => page.words === most)
      .sort(([a, one], [b, other]) => other.score + (other.bonus || 0) - one.score - (one.bonus || 0) || a - b);
    return { ranked: ranked.map(([page]) => ({ page, place: places.get(page) || "" })), meant,
             isNamed: ranked.some(([, page]) => (page.bonus || 0) >= 10) };
  };

  // a place of the country that has no page: as it is written, or without what kind it is
  const placeWithout = (index, query) => {
    const asked = query.trim().toLowerCase();
    const names = index.places.filter(name => {
      const low = name.toLowerCase();
      return low === asked || (asked.length > 1 && (low.split(" ")[0] === asked || low.slice(0, -1) === asked));
    });
    return names[0] || "";
  };

  const load = () => new Promise((resolve, reject) => {
    if (window.bookIndex) return resolve(window.bookIndex);
    const script = document.createElement("script");
    script.src = box.dataset.index;
    script.onload = () => resolve(window.bookIndex);
    script.onerror = reject;
    document.head.append(script);
  });

  const excerpt = async (item, address, marked) => {
    try {
      const text = await (await fetch(address)).text();
      const article = new DOMParser().parseFromString(text, "text/html").querySelector("article");
      article.querySelectorAll("script, style, summary, .cell_input, .headerlink, h1").forEach(node => node.remove());
      article.querySelectorAll("td, th, br, li, p").forEach(node => node.after(" "));
      const whole = article.textContent.replace(/\s+/g, " ").trim();
      const low = whole.toLowerCase();
      const at = Math.max(0, Math.min(...marked.map(word => low.indexOf(word)).filter(place => place >= 0)));
      const start = Number.isFinite(at) ? Math.max(0, at - 60) : 0;
      const words = document.createElement("p");
      const part = whole.slice(start, start + 180);
      const pattern = marked.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
      for (const piece of pattern ? part.split(new RegExp(`(${pattern})`, "iu")) : [part]) {
        const isMarked = marked.includes(piece.toLowerCase());
        const node = document.createElement(isMarked ? "mark" : "span");
        node.textContent = piece;
        words.append(node);
      }
      item.append(words);
    } catch {
      // from a folder no page can be read: the titles stand alone
    }
  };

  const show = async (index, marked) => {
    const some = found.slice(shown, shown + PAGE);
    shown += some.length;
    more.hidden = shown >= found.length;
    for (const { page, place } of some) {
      const [address, title] = index.pages[page];
      const item = document.createElement("li");
      const link = document.createElement("a");
      const words = marked.length ? `?highlight=${encodeURIComponent(marked.join(" "))}` : "";
      link.href = `${address}.html${words}${place ? `#${place}` : ""}`;
      link.textContent = title;
      item.append(link);
      list.append(item);
      excerpt(item, `${address}.html`, marked);
    }
  };

  const search = async query => {
    list.replaceChildren();
    more.hidden = true;
    if (!query.trim()) return;
    status.textContent = box.dataset.waiting;
    const index = await load();
    const { ranked, meant, isNamed } = rank(index, query);
    const without = isNamed ? "" : placeWithout(index, query);
    found = ranked;
    shown = 0;
    const marked = [...new Set([...(query.toLowerCase().match(TOKEN) || []), ...meant.filter(word => !HAN.test(word))])];
    const count = found.length ? box.dataset.count.replace("{}", found.length) : box.dataset.none;
    status.textContent = without ? `${box.dataset.without.replace("{}", without)} ${count}` : count;
    await show(index, marked);
    more.onclick = () => show(index, marked);
  };

  box.addEventListener("submit", event => {
    event.preventDefault();
    history.replaceState({}, "", `?q=${encodeURIComponent(field.value)}`);
    search(field.value);
  });
  field.value = new URLSearchParams(location.search).get("q") || "";
  search(field.value);
  if (!field.value) field.focus();
})();
