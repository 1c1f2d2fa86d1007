// How the search page cuts a query, what text of a page the summary of a result is taken from, and that
// titles are text; search.py fills in the Chinese characters.
function splitQuery(query) {
  const runs = query.match(/[HAN]+|(?:(?![HAN])[\p{Letter}\p{Number}_])+/gu) || [];
  return runs.flatMap((run) => {
    const characters = [...run];
    if (characters.length < 2 || !/[HAN]/u.test(run)) return [run];
    return characters.slice(1).map((character, i) => characters[i] + character);
  });
}

if (typeof Search !== "undefined") {
  Search.htmlToText = (page, anchor) => {
    const parsed = new DOMParser().parseFromString(page, "text/html");
    parsed.querySelectorAll(".headerlink, script, style, summary, .cell_input").forEach((node) => node.remove());
    parsed.querySelectorAll("td, th, br").forEach((node) => node.after(" "));
    const part = (anchor && parsed.getElementById(anchor.slice(1))) || parsed.querySelector("article");
    return part ? part.textContent.replace(/\s+/g, " ") : "";
  };

  // Sphinx writes the titles of a page's sections into the list of results as HTML, but keeps them as text
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "@": "&#64;" };
  const escapeTitle = (title) => title.replace(/[&<>"@]/g, (mark) => ENTITIES[mark]);
  const setIndex = Search.setIndex;
  Search.setIndex = (index) => {
    const titles = Object.entries(index.alltitles).map(([title, places]) => [escapeTitle(title), places]);
    setIndex({ ...index, alltitles: Object.fromEntries(titles) });
  };
}
