// The page that compares regions: what is chosen, its chart and its table. Not a module, so that it also runs from a
// folder; .mjs, because Jupyter Book puts every .js of this folder on every page. Needs d3 and Plot (plot/).
(() => {
  const box = document.querySelector(".compare");
  const data = JSON.parse(document.getElementById("compare-data").textContent);
  const { words, regions, measures } = data;
  const lang = box.dataset.lang === "zh" ? "zh-CN" : "en-GB";
  const find = name => box.querySelector(name);
  const select = find("select");
  const field = find("input");
  const offers = find(".compare-offers");
  const status = find("[role=status]");
  const chosenList = find(".compare-chosen");
  const figure = find("figure");
  const chart = find(".compare-chart");
  const table = find(".compare-table");
  const csv = find(".compare-csv");
  const link = find(".compare-link");
  // regions side by side; each needs a colour (--compare-N in edugov.css) and a symbol
  const MOST = 5;
  const colours = d3.range(1, MOST + 1).map(number => `var(--compare-${number})`);
  const symbols = ["circle", "square", "triangle", "diamond", "star"];
  const MANY = 3; // columns of numbers that a phone shows side by side
  const OFFERED = 8;
  let measure = "";
  let chosen = [];
  let wide = 0;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const list = names => names.join(lang === "zh-CN" ? "、" : ", ");
  const flat = text => text.toLowerCase().replace(/[\s'’-]/g, "");
  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // sums in 亿元 and 万人 have no commas in Chinese
  const shown = (value, told) => new Intl.NumberFormat(lang, {
    maximumFractionDigits: 4, useGrouping: !(box.dataset.lang === "zh" && told.factor > 1),
  }).format(value / told.factor).replace("-", "−");

  // the values of a region, a year each; without one it is null
  const points = slug => {
    const told = measures[measure];
    const row = told.rows[slug];
    if (!row) return [];
    return row.values.map((value, place) => {
      const year = row.first + place;
      return {
        slug, year, value, name: regions[slug].name, place: value === null ? NaN : value / told.factor,
        source: data.sources[typeof row.sources === "number" ? row.sources : row.sources[year]],
        figure: (row.figures || {})[year] || "",
        remarks: ((row.remarks || {})[year] || []).map(number => data.remarks[number]),
        verdicts: ((row.verdicts || {})[year] || []).map(([rule, said]) => ({ rule: data.rules[rule], said: data.verdicts[said] })),
        isBroken: (row.breaks || []).includes(year),
      };
    });
  };
  const known = all => all.filter(point => point.value !== null);

  // what a line joins: nothing over a year without a value, nor over a break of the series
  const joined = all => all.flatMap(point => (point.isBroken ? [{ ...point, year: point.year - 0.5, place: NaN }, point] : [point]));

  const limits = all => {
    const told = measures[measure];
    const rules = known(all).flatMap(point => point.verdicts.map(verdict => verdict.rule));
    const drawn = rules.filter(rule => measure.split(".")[3] === rule.unit).map(rule => ({ at: rule.threshold / told.factor, limit: rule.limit }));
    return [...new Map(drawn.map(rule => [rule.at, rule])).values()];
  };

  // the unit of an axis, and where it leaves out zero, that it does
  const unit = (there, lines) => {
    const reach = d3.extent([...there.map(point => point.place), ...lines.map(line => line.at)]);
    const [low, high] = d3.scaleLinear(reach, [0, 1]).nice().domain();
    const cut = low > 0 || high < 0 ? `(${words.cut})` : "";
    return [measures[measure].unit, cut].filter(Boolean).join(" ") || null;
  };

  const tip = point => {
    const value = `${shown(point.value, measures[measure])} ${measures[measure].unit}`.trim();
    const judged = point.verdicts.map(({ rule, said }) => fill(words.verdicts, { sign: said[0], verdict: said[1], rule: rule.name, limit: rule.limit }));
    return [fill(words.tip, { name: point.name, year: point.year, value }), ...judged, ...point.remarks].join("\n");
  };

  const options = (width, names) => ({
    width, marginRight: 16, style: { background: "none", fontSize: "14px", fontFamily: "inherit", overflow: "visible" },
    color: { domain: names, range: colours }, symbol: { domain: names, range: symbols, legend: true },
  });
  const dot = { fill: "name", symbol: "name", r: 5 };
  const dashes = { stroke: "currentColor", strokeDasharray: "5 4" };
  const halo = { stroke: "var(--chart-ground)", strokeWidth: 4, fill: "currentColor" };
  const tips = { title: tip, lineWidth: 24, fontSize: 14, fill: "var(--chart-ground)", stroke: "currentColor" };

  const overTime = (all, width, names) => {
    const there = known(all);
    const [first, last] = d3.extent(there, point => point.year);
    const ticks = d3.ticks(first, last, width < 500 ? 4 : 9).filter(Number.isInteger);
    const lines = limits(all);
    return Plot.plot({
      ...options(width, names), height: width < 500 ? 320 : 400, marginLeft: 64, marginTop: 28,
      x: { label: null, inset: 12, domain: [first, last] },
      y: { label: unit(there, lines), grid: true, nice: true, labelArrow: "none" },
      marks: [
        Plot.axisX(ticks, { tickFormat: "d" }),
        Plot.ruleY(lines, { y: "at", ...dashes }),
        Plot.text(lines, { y: "at", frameAnchor: "right", textAnchor: "end", dy: -9, text: "limit", ...halo }),
        Plot.lineY(d3.groups(all, point => point.slug).flatMap(([, own]) => joined(own)), { x: "year", y: "place", stroke: "name", strokeWidth: 2, z: "slug" }),
        Plot.dot(there, { x: "year", y: "place", ...dot }),
        Plot.tip(there, Plot.pointer({ x: "year", y: "place", ...tips })),
      ],
    });
  };

  // of one year a region there is no line, and the regions stand below each other
  const side = (all, width, names) => {
    const there = known(all);
    const named = point => `${point.name}, ${point.year}`;
    const longest = Math.max(...there.map(point => d3.sum([...named(point)], sign => (sign > "\u2e80" ? 14 : 7.5))));
    const lines = limits(all);
    return Plot.plot({
      ...options(width, names), symbol: { domain: names, range: symbols }, height: 60 + 40 * there.length,
      marginLeft: Math.min(longest + 16, width / 2), marginBottom: 40, marginTop: 28,
      x: { label: unit(there, lines), grid: true, nice: true, inset: 24, ticks: width < 500 ? 3 : 6, labelArrow: "none" },
      y: { label: null, domain: there.map(named) },
      marks: [
        Plot.ruleX(lines, { x: "at", ...dashes }),
        Plot.text(lines, { x: "at", frameAnchor: "top", dy: -14, text: "limit", ...halo }),
        Plot.dot(there, { x: "place", y: named, ...dot }),
        Plot.text(there, { x: "place", y: named, dy: -14, text: point => shown(point.value, measures[measure]), ...halo }),
        Plot.tip(there, Plot.pointer({ x: "place", y: named, ...tips })),
      ],
    });
  };

  const draw = all => {
    const there = known(all);
    figure.hidden = !there.length;
    chart.replaceChildren();
    if (!there.length) return;
    wide = chart.clientWidth;
    const names = [...new Set(there.map(point => point.name))];
    const isOverTime = d3.rollups(there, own => own.length, point => point.slug).some(([, size]) => size > 1);
    const drawn = (isOverTime ? overTime : side)(all, wide, names);
    const [first, last] = d3.extent(there, point => point.year);
    const picture = drawn.matches("svg") ? drawn : d3.select(drawn).selectAll("svg").nodes().at(-1);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", fill(words.alt, { name: measures[measure].name, regions: list(names), first, last }));
    // a picture has one name; those that the library gives to its parts may not be said
    for (const part of picture.querySelectorAll("[aria-label]")) {
      part.dataset.part = part.getAttribute("aria-label");
      part.removeAttribute("aria-label");
    }
    chart.append(drawn);
  };

  // each remark is said once below the table, and its number stands at the values that it is of
  const tabled = all => {
    const there = known(all);
    table.replaceChildren();
    if (!there.length) return;
    const told = measures[measure];
    const slugs = chosen.filter(slug => told.rows[slug]);
    const at = new Map(there.map(point => [`${point.slug} ${point.year}`, point]));
    const said = [];
    const numbered = text => (said.includes(text) ? said.indexOf(text) : said.push(text) - 1) + 1;
    const verdicts = new Map();
    const kind = slugs.length > MANY ? "cards" : "narrow";
    const caption = told.unit ? fill(words.caption, { name: told.name, unit: told.unit }) : told.name;
    const ruled = (sign, verdict, rule) => {
      const [before, after] = fill(words.verdicts, { sign, verdict, limit: rule.limit, rule: "\n" }).split("\n");
      return element("li", {}, before, element("a", { href: `../data/standards.html#${rule.id}` }, rule.name), after);
    };
    const cell = (slug, year) => {
      const point = at.get(`${slug} ${year}`);
      const made = element("td", { class: "number", role: "cell" });
      if (kind === "cards") made.dataset.label = regions[slug].name;
      if (!point) {
        made.append("–");
        return made;
      }
      const address = `../sources/${point.source}.html${point.figure ? `#${point.figure}` : ""}`;
      made.append(element("a", { href: address }, shown(point.value, told)));
      for (const { rule, said: [sign, verdict] } of point.verdicts) {
        made.append(" ", element("span", { role: "img", "aria-label": verdict, title: `${verdict}: ${rule.name}` }, sign));
        verdicts.set(`${sign} ${rule.id}`, ruled(sign, verdict, rule));
      }
      for (const text of point.remarks) made.append(element("sup", {}, ` ${numbered(text)}`));
      return made;
    };
    const name = slug => (regions[slug].page ? element("a", { href: `../regions/${regions[slug].page}.html` }, regions[slug].name) : regions[slug].name);
    const heads = slugs.map(slug => element("th", { scope: "col", role: "columnheader", class: "number" }, name(slug)));
    const years = [...new Set(there.map(point => point.year))].sort((one, other) => other - one);
    const rows = years.map(year => element("tr", { role: "row" },
      element("th", { scope: "row", role: "rowheader" }, String(year)), ...slugs.map(slug => cell(slug, year))));
    const head = element("tr", { role: "row" }, element("th", { scope: "col", role: "columnheader" }, words.year), ...heads);
    const whole = element("table", { class: kind, role: "table" }, element("caption", {}, caption),
      element("thead", { role: "rowgroup" }, head), element("tbody", { role: "rowgroup" }, ...rows));
    const notes = slugs.map(slug => {
      const row = told.rows[slug];
      const own = [fill(words.of_table, { name: regions[slug].name, table: data.tables[row.table || 0] })];
      return [...own, ...(row.notes || []).map(number => data.remarks[number])].join(lang === "zh-CN" ? "；" : "; ");
    });
    if (there.length < years.length * slugs.length) notes.push(words.no_value);
    table.append(
      element("div", { class: "table-scroll", role: "group", tabindex: "0", "aria-label": caption }, whole),
      element("ol", { class: "compare-remarks" }, ...said.map(text => element("li", {}, text))),
      element("ul", { class: "compare-notes" }, ...verdicts.values(), ...notes.map(text => element("li", {}, text))));
  };

  // a text with a comma, a quotation mark or a line break is quoted; none begins as a formula does
  const quoted = value => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  const download = all => {
    const [indicator, stage, quantity, unit] = measure.split(".");
    const head = ["region_code", "region", "indicator_id", "indicator", "stage", "quantity", "year", "value", "unit",
      "verdicts", "rule_ids", "source_id", "figure_id", "remarks"];
    const rows = known(all).map(point => [regions[point.slug].code, point.name, indicator, measures[measure].name, stage, quantity,
      point.year, point.value, unit, point.verdicts.map(verdict => verdict.said[1]).join("; "),
      point.verdicts.map(verdict => verdict.rule.id).join("; "), point.source, point.figure, point.remarks.join("; ")]);
    const text = [head, ...rows].map(row => row.map(quoted).join(",")).join("\n");
    // data: and not blob:, which the browsers within other apps do not save
    csv.href = `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${text}\n`)}`;
    csv.download = `${indicator}-${stage}-${quantity}.csv`;
  };

  const chips = () => chosenList.replaceChildren(...chosen.map(slug => {
    const remove = element("button", { type: "button", class: "btn", "aria-label": fill(words.remove, { name: regions[slug].name }) }, "×");
    remove.addEventListener("click", () => {
      choose(measure, chosen.filter(other => other !== slug), fill(words.removed, { name: regions[slug].name }));
      field.focus();
    });
    return element("li", {}, regions[slug].name, " ", remove);
  }));

  const show = said => {
    const all = chosen.flatMap(points);
    const lacking = chosen.filter(slug => !measures[measure].rows[slug]).map(slug => regions[slug].name);
    const told = [said, lacking.length ? fill(words.without, { names: list(lacking) }) : "", chosen.length ? "" : words.nothing];
    status.textContent = told.filter(Boolean).join(" ");
    figure.querySelector("figcaption").textContent = measures[measure].name;
    for (const option of select.querySelectorAll("option")) {
      const { name, rows } = measures[option.value];
      option.textContent = chosen.length && !chosen.some(slug => rows[slug]) ? fill(words.lacks, { name }) : name;
    }
    chips();
    draw(all);
    tabled(all);
    download(all);
  };

  const choose = (newMeasure, newChosen, said = "") => {
    measure = newMeasure;
    chosen = newChosen.slice(0, MOST);
    select.value = measure;
    const kept = `#measure=${measure}&regions=${chosen.join(",")}`;
    history.replaceState(null, "", location.pathname + kept);
    link.setAttribute("href", kept);
    show(said);
  };

  // what the address asks for; of a region alone the measure of which it has most, beside those above it
  const asked = () => {
    const wanted = new URLSearchParams(location.hash.slice(1) || location.search);
    const slugs = (wanted.get("regions") || "").split(",").filter(slug => Object.hasOwn(regions, slug));
    const named = wanted.get("measure");
    if (Object.hasOwn(measures, named || "")) return choose(named, slugs);
    if (!slugs.length) return choose(...data.start);
    const size = key => known(measures[key].rows[slugs[0]]?.values.map(value => ({ value })) || []).length;
    const most = d3.greatest(Object.keys(measures), size);
    const above = regions[slugs[0]].above.filter(slug => measures[most].rows[slug]);
    return choose(most, [...new Set([...slugs, ...above])]);
  };

  const add = slug => {
    field.value = "";
    offers.replaceChildren();
    const name = regions[slug].name;
    if (chosen.length >= MOST && !chosen.includes(slug)) status.textContent = fill(words.most, { most: MOST });
    else choose(measure, [...new Set([...chosen, slug])], fill(words.added, { name }));
    field.focus();
  };

  const label = field.labels[0].firstChild;
  label.data = fill(label.data, { most: MOST });

  const keys = Object.entries(regions).map(([slug, told]) => [slug, flat(told.keys)]);
  const offer = () => {
    const wanted = flat(field.value);
    const fitting = wanted ? keys.filter(([, text]) => text.includes(wanted)).map(([slug]) => slug) : [];
    const { rows } = measures[measure];
    fitting.sort((one, other) => !rows[one] - !rows[other]);
    offers.replaceChildren(...fitting.slice(0, OFFERED).map(slug => {
      const name = rows[slug] ? regions[slug].name : fill(words.lacks, { name: regions[slug].name });
      const button = element("button", { type: "button", class: "btn", "data-slug": slug }, name);
      button.addEventListener("click", () => add(slug));
      return element("li", {}, button);
    }));
    if (wanted && !fitting.length) status.textContent = words.none;
  };

  field.addEventListener("input", offer);
  field.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    offers.querySelector("button")?.click();
  });
  box.addEventListener("submit", event => event.preventDefault());
  select.addEventListener("change", () => choose(select.value, chosen));
  addEventListener("hashchange", asked);
  addEventListener("resize", () => chart.clientWidth !== wide && draw(chosen.flatMap(points)));
  document.querySelector(".compare-without").hidden = true;
  box.hidden = false;
  asked();
})();
