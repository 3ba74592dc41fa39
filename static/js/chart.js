// Draws <figure data-chart="ID"> from the JSON in its data-drawn-from, with the page's own colours (in an attribute, as
// htmx lets no script element through, one that holds data neither):
// {kind: "line" | "step" | "bar", unit, max, time, x: [label or day …],
//  series: [{name, values: [number or null …], style: "done" | "plan" | "past", stack, x, kind}], mark: {x, name}}
// A series may have days of its own (x, with time), and be drawn as a line in a chart of steps (kind).
// done: what is (solid, its last value written at its end); plan: what should be (dashed); past: what was (dotted).
// The figure's table holds the same data; the plot's aria-label says what it shows.

const echarts = window.echarts;
const root = document.documentElement;
const FIELDS = ["ink", "muted", "line", "line-soft", "card", "done-fill", "idle-fill", "ok-fill", "warn-fill", "bad-fill", "field"];

// The colours of the screen, or of paper, which is always light (.on-paper in tokens.css).
function palette(print) {
  const paper = document.createElement("div");
  paper.className = print ? "on-paper" : "";
  paper.hidden = true;
  document.body.append(paper);
  const style = getComputedStyle(paper);
  const colours = Object.fromEntries(FIELDS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  paper.remove();
  const text = print ? 9 : parseFloat(getComputedStyle(root).fontSize) * 0.75;
  return { ...colours, text, font: getComputedStyle(document.body).fontFamily };
}

const LOOKS = {
  done: (c) => ({ colour: c["done-fill"], line: { width: 2, type: "solid" }, z: 3 }),
  plan: (c) => ({ colour: c["idle-fill"], line: { width: 1.5, type: "dashed" }, z: 2 }),
  past: (c) => ({ colour: c.field, line: { width: 1.5, type: "dotted" }, z: 1 }),
  ok: (c) => ({ colour: c["ok-fill"], line: { width: 2 }, z: 2 }),
  warn: (c) => ({ colour: c["warn-fill"], line: { width: 2 }, z: 2 }),
  bad: (c) => ({ colour: c["bad-fill"], line: { width: 2 }, z: 2 }),
};

// Days in the page's language, as the page writes them: Sep, 30 Sep; 9月, 9月30日.
const chinese = root.lang.startsWith("zh");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const monthName = (day) => (chinese ? `${day.getMonth() + 1}月` : MONTHS[day.getMonth()]);
const dayName = (day) => (chinese ? `${monthName(day)}${day.getDate()}日` : `${day.getDate()} ${monthName(day)}`);
const axisDay = (value) => (new Date(value).getDate() === 1 ? monthName : dayName)(new Date(value));

const written = (value, unit) => (value === null || value === undefined ? "–" : `${value}${unit ?? ""}`);

function series(one, chart, c) {
  const look = (LOOKS[one.style] ?? LOOKS.done)(c);
  const bar = chart.kind === "bar";
  const done = (one.style ?? "done") === "done";
  const last = one.values.findLastIndex((value) => value !== null);
  const points = one.values.map((value, index) => (chart.time ? [(one.x ?? chart.x)[index], value] : value));
  const label = { show: true, color: done ? look.colour : c.muted, fontSize: c.text, fontFamily: c.font, fontWeight: done ? 700 : 400 };
  const data = points.map((value, index) => {
    if (bar || !done || index !== last) return value;
    return { value, label: { ...label, position: "right", formatter: () => written(one.values[last], chart.unit) } };
  });
  return {
    name: one.name,
    type: bar ? "bar" : "line",
    data,
    z: look.z,
    stack: one.stack,
    step: (one.kind ?? chart.kind) === "step" ? "end" : false,
    color: look.colour,
    itemStyle: bar ? { color: look.colour } : { color: c.card, borderColor: look.colour, borderWidth: 1.5 },
    lineStyle: { ...look.line, color: look.colour },
    areaStyle: done && !bar && chart.kind !== "step" ? { color: look.colour, opacity: 0.07 } : undefined,
    symbol: done ? "circle" : "none",
    symbolSize: 5,
    showSymbol: true,
    connectNulls: false,
    barMaxWidth: 28,
    labelLayout: { hideOverlap: false },
    endLabel: bar || done ? undefined : { ...label, formatter: () => one.name },
    markLine: done && chart.mark ? mark(chart.mark, c) : undefined,
  };
}

function mark({ x, name }, c) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: c.muted, width: 1, type: "solid" },
    label: { formatter: name, color: c.muted, fontSize: c.text, fontFamily: c.font },
    data: [{ xAxis: x }],
  };
}

function option(chart, c) {
  const text = { color: c.muted, fontSize: c.text, fontFamily: c.font };
  const bar = chart.kind === "bar";
  return {
    animation: false,
    textStyle: { fontFamily: c.font },
    grid: { left: 4, right: bar ? 12 : 62, top: chart.series.length > 1 && bar ? 32 : 14, bottom: 6, containLabel: true },
    legend: { show: bar && chart.series.length > 1, top: 0, left: 0, textStyle: text, itemWidth: 12, itemHeight: 8 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: c.card,
      borderColor: c.field,
      textStyle: { color: c.ink, fontSize: c.text, lineHeight: c.text * 1.5, fontFamily: c.font },
      axisPointer: { lineStyle: { color: c.field } },
      formatter: (points) => [
        chart.time ? dayName(new Date(points[0].axisValue)) : points[0].name,
        ...points.map(({ seriesName, value }) => `${seriesName}  ${written(Array.isArray(value) ? value[1] : value, chart.unit)}`),
      ].join("\n"),
    },
    xAxis: {
      type: chart.time ? "time" : "category",
      data: chart.time ? undefined : chart.x,
      boundaryGap: bar,
      axisLabel: { ...text, hideOverlap: true, formatter: chart.time ? axisDay : undefined },
      axisLine: { lineStyle: { color: c.line } },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: chart.max,
      axisLabel: text,
      splitLine: { lineStyle: { color: c["line-soft"] } },
    },
    series: chart.series.map((one) => series(one, chart, c)),
  };
}

function draw(figure) {
  const place = figure.querySelector(".plot");
  if (!place || place.dataset.drawn) return null;
  place.dataset.drawn = "yes";
  const chart = JSON.parse(figure.dataset.drawnFrom);
  const plot = echarts.init(place, null, { renderer: "svg" });
  const paint = (print = false) => plot.setOption(option(chart, palette(print)), true);
  paint();
  new ResizeObserver(() => plot.resize()).observe(place);
  return { paint, plot, place };
}

const PAPER = { width: 660, height: 180 }; // fits A4 within its margins: 15rem at the size of print.css
const drawn = [];
function drawAll(part) {
  drawn.push(...[...part.querySelectorAll("figure[data-chart]")].map(draw).filter(Boolean));
}
const repaint = (print = false) => drawn.forEach((each) => each.paint(print));

if (echarts) {
  drawAll(document);
  new MutationObserver(() => repaint()).observe(root, { attributes: true, attributeFilter: ["data-bs-theme", "data-text-size"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaint());
  window.addEventListener("beforeprint", () => {
    for (const each of drawn) each.plot.resize(PAPER);
    repaint(true);
  });
  window.addEventListener("afterprint", () => {
    for (const each of drawn) each.plot.resize({ width: "auto", height: "auto" });
    repaint();
  });
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll && drawAll(event.detail.elt));
}
