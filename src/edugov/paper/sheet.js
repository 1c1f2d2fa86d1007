// Takes from a page what does not fit on the sheet: rows of tables, blocks, headings left alone.
({ high, told }) => {
  const article = document.querySelector("article");
  article.querySelectorAll(".page-foot, .cell_input").forEach((part) => part.remove());
  if (!article.querySelector(".sheet-cut")) {
    const line = document.createElement("p");
    line.className = "sheet-cut";
    line.textContent = told;
    article.querySelector("h1").after(line);
  }
  const top = article.getBoundingClientRect().top;
  const passes = (part) => part.getBoundingClientRect().bottom - top > high;
  const rows = [...article.querySelectorAll("tbody tr")].filter(passes);
  const blocks = [...article.querySelectorAll("section > :not(section), .cell_output > *")];
  const cut = blocks.filter((block) => passes(block) && !block.querySelector("tbody tr"));
  [...rows, ...cut].forEach((part) => part.remove());
  const tables = [...article.querySelectorAll("table")];
  tables.filter((table) => !table.querySelector("tbody tr")).forEach((table) => table.remove());
  const headings = [...article.querySelectorAll("h2, h3")].reverse();
  for (const heading of headings) {
    const rest = heading.parentElement.innerText.trim();
    if (rest === heading.innerText.trim()) heading.parentElement.remove();
  }
};
