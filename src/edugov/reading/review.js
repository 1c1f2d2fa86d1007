// Corrections on a review page: each reading can be opened in one form; what is kept there is saved
// as a file. Nothing leaves the page otherwise, and no text of the document becomes markup.
"use strict";

const COLUMNS = ["figure_id", "start", "end", "value_printed", "decision", "indicator_id", "stage",
  "quantity", "year", "value", "unit", "scope", "why", "decided_by"];
const form = document.getElementById("correction");
const field = form.elements;
const footer = document.getElementById("save");
const decidedBy = document.getElementById("decided_by");
const indicators = new Map();  // id -> its option: the name that is shown, and its unit
const named = new Map();  // name or other name -> its option
const decided = new Map();  // reading (a list item) -> its row of the file
let open = null;  // the reading that stands in the form
let isSaved = true;

for (const option of document.getElementById("indicators").options) {
  indicators.set(option.dataset.id, option);
  for (const name of [option.dataset.name, ...option.text.split("、")].filter(Boolean)) {
    named.set(name, option);
  }
}

function chosenIndicator() {
  const typed = field.indicator.value.trim();
  const id = typed.split(" ").pop();
  return indicators.get(id) ?? named.get(typed);
}

function unitOf(option) {
  const unit = option ? option.dataset.unit : "";
  if (field.quantity.value === "growth") return "percent";
  return field.quantity.value === "change" && unit === "percent" ? "percentage_point" : unit;
}

function showUnit() {
  field.unit.value = unitOf(chosenIndicator());
  const isFigure = field.decision.value === "figure";
  for (const name of ["indicator", "stage", "quantity", "year", "value", "scope"]) {
    field[name].disabled = !isFigure;
  }
}

function openForm(reading) {
  const row = { ...reading.dataset, ...decided.get(reading) };
  const option = indicators.get(row.indicator_id);
  open = reading;
  field.decision.value = row.decision || "figure";
  field.indicator.value = option ? option.value : "";
  field.stage.value = row.stage;
  field.quantity.value = row.quantity || "value";
  field.year.value = row.year;
  field.value.value = row.value;
  field.scope.value = row.scope || "region";
  field.why.value = row.why || "";
  field.undo.hidden = !decided.has(reading);
  form.hidden = false;
  reading.append(form);
  showUnit();
  field.indicator.focus();
}

function close() {
  form.hidden = true;
  open.querySelector("button").focus();
}

// Say beside a field what is wrong with it; the browser shows it
function complain(name, what) {
  field[name].setCustomValidity(what);
  field[name].reportValidity();
  field[name].addEventListener("input", () => field[name].setCustomValidity(""), { once: true });
}

function isComplete() {
  if (field.decision.value !== "figure") return true;
  if (!chosenIndicator()) {
    complain("indicator", "请从列表中选择指标 choose an indicator of the list");
  } else if (!/^(\d{4}(-\d{4})?)?$/.test(field.year.value.trim())) {
    complain("year", "四位年份，或如 2018-2020 four digits, or two years");
  } else if (!/^([-+]?\d+(\.\d+)?)?$/.test(field.value.value.trim())) {
    complain("value", "只填数字，不带单位 digits only, without the unit");
  } else {
    return true;
  }
  return false;
}

function keep(event) {
  event.preventDefault();
  if (!isComplete()) return;
  const row = { decision: field.decision.value, why: field.why.value.trim() };
  for (const name of ["figure_id", "start", "end", "value_printed"]) row[name] = open.dataset[name];
  const option = chosenIndicator();
  if (row.decision === "figure") {
    row.indicator_id = option.dataset.id;
    row.unit = unitOf(option);
    for (const name of ["stage", "quantity", "year", "value", "scope"]) {
      row[name] = field[name].value.trim();
    }
  }
  decided.set(open, row);
  isSaved = false;
  show(open);
  close();
}

function undo() {
  decided.delete(open);
  isSaved = false;
  show(open);
  close();
}

function told(row) {
  if (row.decision !== "figure") return "→ 不是数据 no figure";
  const words = [indicators.get(row.indicator_id).dataset.name];
  for (const name of ["stage", "quantity", "scope"]) {
    const chosen = [...field[name].options].find((option) => option.value === row[name]);
    words.push(chosen ? chosen.text : row[name]);
  }
  return `→ ${row.value} ${row.unit} · ${words.join(" · ")} · ${row.year}`;
}

function show(reading) {
  const row = decided.get(reading);
  reading.classList.toggle("changed", Boolean(row));
  reading.querySelector(".decided").textContent = row ? told(row) : "";
  footer.querySelector("span").textContent = decided.size;
}

function cell(text) {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function save() {
  const lines = [COLUMNS.join(",")];
  const rows = [...decided.values()].sort((one, other) => one.start - other.start);
  for (const row of rows) {
    const whole = {
      ...row,
      why: row.why || field.why.placeholder,
      decided_by: row.decided_by || decidedBy.value.trim() || "not named",
    };
    lines.push(COLUMNS.map((name) => cell(whole[name] || "")).join(","));
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", lines.join("\n"), "\n"], { type: "text/csv" }));
  link.download = `${document.body.dataset.name}.corrections.csv`;
  link.click();
  isSaved = true;
}

for (const reading of document.querySelectorAll("li[data-start]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = reading.dataset.indicator_id ? "更正 Correct" : "这是什么 Say what it is";
  button.addEventListener("click", () => openForm(reading));
  const words = document.createElement("div");
  words.className = "decided";
  reading.append(button, words);
  if (reading.dataset.decision) {  // kept in an earlier file, which the page was made with
    decided.set(reading, { ...reading.dataset });
    show(reading);
  }
}
form.addEventListener("submit", keep);
form.addEventListener("input", showUnit);
field.cancel.addEventListener("click", close);
field.undo.addEventListener("click", undo);
footer.querySelector("button").addEventListener("click", save);
footer.hidden = false;
addEventListener("beforeunload", (event) => {
  if (!isSaved) event.preventDefault();
});
