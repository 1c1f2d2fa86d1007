// Takes from a page what does not fit on the sheet: rows of tables, blocks, and what they leave empty.
({ high, told }) => {
  const article = document.querySelector("article");
  document.querySelectorAll(".page-foot, .cell_input").forEach((part) => part.remove());
  article.querySelectorAll(".chart > .wide > svg").forEach((chart) => {
    chart.style.height = "62mm"; // so that two charts and a table find room
  });
  if (!article.querySelector(".sheet-cut")) {
    const line = document.createElement("p");
    line.className = "sheet-cut";
    line.textContent = told;
    article.querySelector("h1").after(line);
  }
  const all = (parts, within = article) => [...within.querySelectorAll(parts)];
  const top = article.getBoundingClientRect().top;
  const passes = (part) => part.getBoundingClientRect().bottom - top > high;
  const shown = "table, figure, .finding";
  const showing = all("section section").filter((section) => section.querySelector(shown));
  const rows = all("tbody tr").filter(passes);
  const blocks = all("section > :not(section), .cell_output > *").filter(passes);
  const cut = blocks.filter((block) => !block.querySelector("tbody tr"));
  [...rows, ...cut].forEach((part) => part.remove());
  const isEmpty = (part, what) => !part.querySelector(what);
  all("figure, table").filter((part) => isEmpty(part, "tbody tr, svg")).forEach((part) => part.remove());
  all("details").filter((folded) => isEmpty(folded, shown)).forEach((folded) => folded.remove());
  showing.filter((section) => isEmpty(section, shown)).forEach((section) => section.remove());
  for (const section of all("section section").reverse()) {
    const heading = section.querySelector("h2, h3");
    if (section.innerText.trim() === heading?.innerText.trim()) section.remove();
  }
};
