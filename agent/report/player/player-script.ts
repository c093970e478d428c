import { SQUARE_HEADER, SQUARE_PADDING } from "../../../env/render/layout/map-layout.js";
import { replayTo } from "./replay-to.js";

/**
 * Steps through a session: reads the data beside it, works out a step with {@link replayTo}, and changes in the page
 * what differs from the step shown before. Without it the page shows the session's end.
 */
export const playerScript = `
const replayTo = ${replayTo.toString()};
(() => {
  const data = JSON.parse(document.getElementById("session").textContent);
  const $ = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const last = data.steps.length - 2;
  const uses = data.leaves.map((row) => $("h" + row));
  const indexOf = new Map(data.leaves.map((row, i) => [row, i]));
  const ways = [...document.querySelectorAll(".m-w")].sort((a, b) => a.dataset.n - b.dataset.n);
  const facts = new Map([...document.querySelectorAll(".m-facts")].map((text) => [Number(text.id.slice(1)), text]));
  const cells = new Map([...document.querySelectorAll(".m-cell")].map((cell) => [Number(cell.id.slice(1)), cell]));
  const states = { good: "good", bad: "bad", failed: "failed fit", pending: "result pending", gone: "not available", start: "start (spent)", trueGood: "not exposed; in truth good", trueBad: "not exposed; in truth not good" };
  const shown = { marks: data.leaves.map(() => undefined), ways: ways.length, known: new Map() };
  let step = last;
  let timer = 0;
  let state;

  const ancestor = (row, level) => {
    let at = row;
    while (at > 0 && data.levelOf[at] > level) at = data.parents[at];
    return at > 0 && data.levelOf[at] === level ? at : 0;
  };
  const title = (row) => {
    const level = data.levels[data.levelOf[row]];
    return data.names[row].toLowerCase().startsWith(level.toLowerCase()) ? data.names[row] : level + " " + data.names[row];
  };
  const path = (row) => {
    const parts = [];
    for (let at = row; at > 0; at = data.parents[at]) parts.unshift(title(at));
    return parts.join(" / ");
  };
  const clock = (seconds) => {
    const minutes = Math.round(seconds / 60);
    return Math.floor(minutes / 60) + ":" + String(minutes % 60).padStart(2, "0");
  };
  const words = (name) => name.replace(/[A-Z]/g, (letter) => " " + letter.toLowerCase()).replaceAll("_", " ");
  const figure = (value) => value === null ? "–" : String(value).replace("-", "\\u2212");
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  function drawLeaves() {
    state.markOf.forEach((mark, i) => {
      if (shown.marks[i] === mark) return;
      shown.marks[i] = mark;
      if (mark < 0) uses[i].setAttribute("visibility", "hidden");
      else {
        uses[i].removeAttribute("visibility");
        uses[i].setAttribute("href", "#m-" + data.marks[mark]);
      }
    });
  }

  function drawWay() {
    const count = ways.findIndex((line) => line.dataset.n > state.exposed);
    const now = count < 0 ? ways.length : count;
    for (let i = Math.min(now, shown.ways); i < Math.max(now, shown.ways); i++) ways[i].classList.toggle("later", i >= now);
    shown.ways = now;
  }

  function drawSquares() {
    const isTrue = $("truth").checked;
    const seen = new Map();
    data.leaves.forEach((row, i) => {
      const square = ancestor(row, data.squareLevel);
      seen.set(square, seen.get(square) || state.markOf[i] >= 0);
    });
    for (const [square, text] of facts) {
      const counts = state.squares[square];
      const found = seen.get(square);
      const truth = data.truthOfSquare[square];
      const waiting = counts ? counts.exposed - counts.results : 0;
      const tried = counts?.results ? counts.good + "/" + counts.results : "";
      const known = (tried && tried + " good") + (tried && waiting ? " · " : "") + (waiting ? waiting + " pending" : "");
      const line = isTrue && truth ? (tried && tried + " · ") + "truth " + truth[0] + "/" + truth[1]
        : known || (found ? "not visited" : "not surveyed");
      if (text.textContent !== line) text.textContent = line;
      if (shown.known.get(square) !== found) {
        shown.known.set(square, found);
        $("b" + square)?.classList.toggle("unknown", !found);
      }
    }
    for (const [square, cell] of cells) {
      const now = "m-cell" + (state.squares[square] ? " m-visited" : seen.get(square) ? " m-known" : "");
      if (cell.getAttribute("class") !== now) cell.setAttribute("class", now);
      const truth = data.truthOfSquare[square];
      cell.style.fill = isTrue && truth ? "color-mix(in srgb, var(--blue) " + Math.round((100 * truth[0]) / truth[1]) + "%, var(--panel))" : "";
    }
  }

  /** Puts the marker of the stage into each picture. */
  function drawPlace() {
    for (const old of document.querySelectorAll(".m-here")) old.remove();
    if (state.place === 0) return;
    const use = uses[indexOf.get(state.place)];
    const box = $("r" + state.place) ?? $("c" + state.place);
    for (const picture of document.querySelectorAll("svg.whole, svg.close")) {
      const mark = document.createElementNS(SVG, use ? "circle" : "rect");
      mark.setAttribute("class", "m-here");
      if (use) {
        mark.setAttribute("cx", use.getAttribute("x"));
        mark.setAttribute("cy", use.getAttribute("y"));
        mark.setAttribute("r", $("whole").dataset.ring);
      } else if (box) {
        for (const name of ["x", "y", "width", "height", "rx"]) mark.setAttribute(name, box.getAttribute(name));
      } else continue;
      picture.append(mark);
    }
  }

  function drawCloseUp(name, row, parts, header) {
    const figure = $(name);
    const picture = figure.querySelector("svg");
    const box = $("r" + row);
    figure.hidden = !box;
    if (!box || picture.dataset.row === String(row)) return;
    picture.dataset.row = row;
    figure.querySelector("h2").textContent = path(row);
    const [x, y, width, height] = ["x", "y", "width", "height"].map((key) => Number(box.getAttribute(key)));
    picture.setAttribute("viewBox", [x - 1, y - 1 + header, width + 2, height + 2 - header].join(" "));
    picture.replaceChildren(...parts.map((part) => {
      const use = document.createElementNS(SVG, "use");
      use.setAttribute("href", "#" + part + row);
      return use;
    }));
  }

  function drawText() {
    $("clock").textContent = clock(state.seconds);
    $("good").textContent = state.good;
    $("exposed").textContent = state.exposed;
    $("share").textContent = state.results === 0 ? "–" : Math.round((100 * state.good) / state.results) + " %";
    $("pending").textContent = state.exposed - state.results;
    $("step").textContent = step + " / " + last;
    const happened = data.events.slice(state.from, state.to).map(([kind, seconds, row, angstrom]) => {
      const name = data.kinds[kind];
      const result = name === "good" || name === "bad" || name === "failed fit";
      const what = result ? "result: " + name + (angstrom == null ? "" : ", " + angstrom + " Å") : name;
      return what + (row > 0 && !(result && data.events.slice(state.from, state.to).length > 1 && row === state.place) ? " · " + path(row) : "");
    });
    $("what").replaceChildren(...(happened.length ? happened : ["before the first move"]).map((text) => element("li", text)));
    const decision = data.decisions[state.decision];
    $("why").textContent = decision ? decision[1] : "";
    const numbers = decision ? decision[2].flatMap((value, i) => value === null ? [] : [element("dt", words(data.numberNames[i])), element("dd", figure(value))]) : [];
    $("numbers").replaceChildren(...numbers);
    drawCandidates(decision);
  }

  function drawCandidates(decision) {
    const table = $("candidates");
    const scored = decision?.[4] ?? [];
    table.hidden = scored.length === 0;
    if (table.hidden) return;
    table.caption.textContent = "Compared, by " + words(decision[3]);
    const most = Math.max(...scored.map(([, score]) => Math.abs(score)), 1e-9);
    table.tBodies[0].replaceChildren(...scored.map(([row, score]) => {
      const line = element("tr");
      const bar = element("span", undefined, score < 0 ? "bar minus" : "bar");
      bar.style.width = Math.round((60 * Math.abs(score)) / most) + "%";
      const value = element("td");
      value.append(bar, figure(score));
      line.append(element("td", title(row)), value);
      line.title = path(row);
      return line;
    }));
  }

  function drawTimeline() {
    const { left, scale } = $("timeline").dataset;
    const x = Number(left) + Number(scale) * state.seconds;
    $("past-clip").setAttribute("width", x);
    $("now").setAttribute("transform", "translate(" + x + " 0)");
  }

  function show(wanted) {
    step = Math.max(0, Math.min(last, wanted));
    document.body.classList.toggle("truth", $("truth").checked);
    state = replayTo(data, step, $("truth").checked);
    drawLeaves();
    drawWay();
    drawSquares();
    drawCloseUp("close-grid", ancestor(state.place, data.squareLevel - 1), ["b", "q", "t"], 0);
    drawCloseUp("close-square", ancestor(state.place, data.squareLevel), ["b", "q"], ${SQUARE_HEADER - SQUARE_PADDING});
    drawPlace();
    drawText();
    drawTimeline();
    $("slider").value = step;
    $("slider").setAttribute("aria-valuetext", "step " + step + ", " + clock(state.seconds) + " hours, " + state.good + " good");
    $("first").disabled = $("back").disabled = step === 0;
    $("last").disabled = $("forward").disabled = step === last;
    history.replaceState?.(null, "", "#step=" + step);
    if (!timer) $("said").textContent = $("what").textContent + ". " + $("why").textContent;
  }

  function play(wanted) {
    clearInterval(timer);
    timer = 0;
    if (wanted) {
      if (step === last) show(0);
      timer = setInterval(() => {
        show(step + 1);
        if (step === last) play(false);
      }, 1000 / Number($("speed").value));
    }
    $("play").setAttribute("aria-pressed", String(wanted));
    $("play").textContent = wanted ? "Pause" : "Play";
  }

  const go = (wanted) => {
    play(false);
    show(wanted);
  };
  $("first").onclick = () => go(0);
  $("back").onclick = () => go(step - 1);
  $("forward").onclick = () => go(step + 1);
  $("last").onclick = () => go(last);
  $("play").onclick = () => play(!timer);
  $("slider").oninput = (event) => go(Number(event.target.value));
  $("speed").onchange = () => timer && play(true);
  $("truth").onchange = () => show(step);
  $("timeline").onclick = (event) => {
    const { left, scale } = $("timeline").dataset;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform($("timeline").getScreenCTM().inverse());
    const seconds = (point.x - left) / scale;
    const found = data.steps.slice(0, -1).findLastIndex((_, i) => i === 0 || (data.events[data.steps[i]]?.[1] ?? Infinity) <= seconds);
    go(found);
  };
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("select")) return;
    const keys = {
      ArrowRight: () => go(step + 1), ArrowLeft: () => go(step - 1),
      PageDown: () => go(step + 10), PageUp: () => go(step - 10),
      Home: () => go(0), End: () => go(last), " ": () => play(!timer),
    };
    if (!keys[event.key] || (event.key === " " && event.target.closest?.("button, summary, input[type=checkbox]"))) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("pointerover", (event) => {
    const use = event.target.closest?.("use[id^=h]");
    if (!use || use.dataset.step === String(step)) return;
    const i = indexOf.get(Number(use.id.slice(1)));
    use.dataset.step = step;
    const predicted = data.predictedOf[i];
    use.dataset.tip = path(data.leaves[i]) + "\\n" + (states[data.marks[state.markOf[i]]] ?? "not exposed")
      + (predicted === null ? "" : "\\n" + words(data.prediction) + ": " + predicted);
  });
  const asked = /^#step=(\\d+)$/.exec(location.hash);
  show(asked ? Number(asked[1]) : last);
})();
`;
