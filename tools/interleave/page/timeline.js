// timeline.js - steps through the executions in a timeline's page: rows, what each left behind, what happens before
// what, and the source beside it. The data's form is told in story.h, at story_execution.
(() => {
const about = read("about"), runs = read("runs"), sources = read("sources");
const CHUNK = 200; // rows that a fold shows at a time: a trace may have thousands

const hue = (run, thread) => `t${run.threads[thread][0] === "M" ? 0 : 1 + (thread - (run.threads[0][0] === "M" ? 1 : 0)) % 5}`;
const called = (run, thread) => {
    const [letter, name] = run.threads[thread];
    return name === letter ? `thread ${letter}` : `${name} (${letter})`;
};
const base = (file) => file.replace(/.*\//, "");
const spoken = (words) => words.replace(/: ([^;]*?) → /g, ": $1 to ").replace(/(stores [^;]*?) ← /g, "$1 as ").replace(/ → /g, " as ").replace(/ ← /g, " becomes ");
const list = (element, ...children) => { element.append(...children); return element; };

/* What is found once for each execution: values, locks and clocks after each event. */
const learn = (run) => {
    const threads = run.threads.length, last = new Array(threads).fill(-1);
    const into = run.events.map(() => []);
    for (const [from, to, reason] of run.edges) into[to].push([from, reason]);
    // clocks[i * threads + t]: the last event of t that happens before event i, or is it; -1: none does
    const clocks = new Int32Array(run.events.length * threads).fill(-1);
    run.events.forEach((event, i) => {
        const join = (from) => {
            for (let t = 0; t < threads; t++) clocks[i * threads + t] = Math.max(clocks[i * threads + t], clocks[from * threads + t]);
        };
        if (last[event.thread] >= 0) join(last[event.thread]);
        for (const [from, reason] of into[i]) if (reason !== "signal → wake") join(from);
        clocks[i * threads + event.thread] = last[event.thread] = i;
    });
    const rows = run.rows.map((row) => ({ ...row, thread: run.events[row.first].thread }));
    return { ...run, into, clocks, rows, folds: folded(run, rows) };
};

/* Events that are in no row, before each row and after the last one. */
const folded = (run, rows) => {
    const folds = rows.map(() => []);
    folds.push([]);
    let row = 0;
    run.events.forEach((event, i) => {
        while (row < rows.length && rows[row].first <= i) row++;
        if (event.row === undefined) folds[row].push(i);
    });
    return folds;
};

const happensBefore = (run, from, to) => run.clocks[to * run.threads.length + run.events[from].thread] >= from;

/* What all have after an event: values of variables, and of each thread its last event, locks and wait. */
const stateAfter = (run, end) => {
    const values = run.variables.map(() => ""), changed = new Set();
    const threads = run.threads.map(() => ({ event: -1, held: [], waits: "" }));
    for (let i = 0; i <= end; i++) {
        const event = run.events[i], thread = threads[event.thread];
        for (const [variable, value] of event.sets || []) {
            if (i === end && values[variable] !== value) changed.add(variable);
            values[variable] = value;
        }
        thread.event = i;
        if (event.held) thread.held = event.held;
        thread.waits = event.waits || "";
    }
    return { values, changed, threads };
};

/* -- what is shown -- */

let run = null;      // of learned
let items = [];      // rows and folds, in their order
let steps = [];      // the items one can step to
let now = 0;         // which of steps
const learned = runs.map(learn);
// how many events of each fold are shown; an execution without a story is one fold
const opened = learned.map((one) => one.folds.map((fold) => one.rows.length ? 0 : Math.min(CHUNK, fold.length)));
const body = $("#canvas tbody"), head = $("#canvas thead");

const itemOf = (row, number) => ({ kind: "row", number, ...row });
const itemOfEvent = (i) => {
    const event = run.events[i];
    return { kind: "event", words: event.words, thread: event.thread, first: i, last: i, wrong: !!event.wrong };
};

const collect = () => {
    items = [];
    const open = opened[learned.indexOf(run)];
    run.folds.forEach((fold, f) => {
        if (fold.length) items.push({ kind: "fold", fold: f, events: fold, open: open[f] });
        for (const i of fold.slice(0, open[f])) items.push(itemOfEvent(i));
        if (open[f] && open[f] < fold.length) items.push({ kind: "more", fold: f, left: fold.length - open[f] });
        if (f < run.rows.length) items.push(itemOf(run.rows[f], f + 1));
    });
    steps = items.filter((item) => item.kind === "row" || item.kind === "event");
    let fill = run.variables.slice(0, run.columns).map(() => "");
    let at = 0;
    for (const step of steps) { // a row's event may come after a fold's: values are those after all of them
        for (; at <= step.last; at++) for (const [variable, value] of run.events[at].sets || []) if (variable < run.columns) {
            fill = fill.slice();
            fill[variable] = value;
        }
        step.values = fill;
    }
};

const foldWords = (events) => {
    const count = new Map();
    for (const i of events) count.set(run.events[i].thread, (count.get(run.events[i].thread) || 0) + 1);
    if (count.size > 2) return `${events.length} steps of ${count.size} threads`;
    return [...count].sort((a, b) => a[0] - b[0]).map(([thread, n], i) => `${n}${i ? "" : n === 1 ? " step" : " steps"} of ${run.threads[thread][1]}`).join(", ");
};

const placeOf = (item) => {
    const { file, line } = run.events[item.first];
    if (file === undefined || !sources[file]) return "";
    const end = run.events[item.last];
    const lines = end.file === file && end.line > line ? `${line}-${end.line}` : line;
    return `${base(sources[file].file)}:${lines}`;
};

/* The threads that have a column, and whether there is room for one each. */
let columns = [], isListed = false, valueCount = 0;
const chooseColumns = () => {
    columns = [...new Set(steps.map((step) => step.thread))].sort((a, b) => a - b);
    const taken = 50 + run.columns * 72;
    isListed = columns.length > 1 && ($("#rows").clientWidth - taken) / columns.length < 165;
    valueCount = isListed && $("#rows").clientWidth < 520 ? 0 : run.columns; // they stand below, too
    $("#canvas").classList.toggle("listed", isListed);
    $("#canvas").style.setProperty("--least", `${isListed ? 18 : 6 + run.columns * 4.5 + columns.length * 9}rem`);
};

const showHead = () => {
    const line = document.createElement("tr");
    const heading = (text, name) => { const cell = make("th", text, name); cell.scope = "col"; return cell; };
    line.append(heading("row", "number"));
    for (let i = 0; i < valueCount; i++) {
        const cell = heading(run.variables[i], "value");
        cell.style.width = `${Math.max(4.5, Math.min(9, run.variables[i].length * .62 + 1))}rem`;
        line.append(cell);
    }
    if (isListed) line.append(heading(columns.map((thread) => run.threads[thread][0]).join(" "), "lanes"), heading("what happens", ""));
    else for (const thread of columns) line.append(heading(called(run, thread), `thread ${hue(run, thread)}`));
    head.replaceChildren(line);
    if (isListed) $(".lanes", line).style.width = `${columns.length * 1.1 + .6}rem`;
};

const dotOf = (item) => make("span", undefined, `dot ${hue(run, item.thread)}`);
const stepCell = (item) => {
    const cell = make("td", undefined, `step mine ${hue(run, item.thread)}`);
    if (isListed) cell.append(make("b", called(run, item.thread), "thread"), ": ");
    cell.append(make("span", (item.wrong ? "✗ " : "") + item.words), " ", make("span", placeOf(item), "place"));
    if (item.or_reads) cell.append(make("span", ` or reads ${item.or_reads}`, "place"));
    return cell;
};

const showStep = (item, index) => {
    const line = make("tr", undefined, (item.wrong ? "wrong " : "") + (item.kind === "event" ? "hidden-before" : ""));
    const number = make("td", undefined, "number"), button = make("button", item.kind === "row" ? item.number : "·");
    button.type = "button";
    button.tabIndex = -1;
    button.setAttribute("aria-label", `Step ${index + 1}${item.wrong ? ", where it goes wrong" : ""}`);
    line.dataset.step = index;
    line.append(list(number, button));
    item.values.slice(0, valueCount).forEach((value, i) => line.append(make("td", value, `value${index > 0 && steps[index - 1].values[i] !== value ? " changed" : ""}`)));
    if (isListed) {
        const lane = make("td", undefined, "lane"), dot = dotOf(item);
        dot.style.left = `${columns.indexOf(item.thread) * 1.1 + .4}rem`;
        line.append(list(lane, dot), stepCell(item));
    } else for (const thread of columns) {
        if (thread !== item.thread) line.append(make("td", undefined, "step"));
        else {
            const cell = stepCell(item);
            cell.prepend(dotOf(item));
            line.append(cell);
        }
    }
    item.line = line;
    return line;
};

const width = () => 1 + valueCount + (isListed ? 2 : Math.max(1, columns.length));
const showFold = (item) => {
    const line = make("tr", undefined, "fold"), cell = document.createElement("td");
    cell.colSpan = width();
    const button = make("button", item.kind === "more" ? `${Math.min(CHUNK, item.left)} more of ${item.left}` : `⋮ ${foldWords(item.events)}`);
    button.type = "button";
    button.dataset.fold = item.fold;
    if (item.kind === "fold") button.setAttribute("aria-expanded", item.open > 0);
    else button.dataset.more = "1";
    line.append(list(cell, button));
    return line;
};

const showRows = () => {
    let index = 0;
    chooseColumns();
    showHead();
    body.replaceChildren(...items.map((item) => item.kind === "row" || item.kind === "event" ? showStep(item, index++) : showFold(item)));
    $("#canvas caption").textContent = `The schedule ${plain(scheduleOf())}: a row for each step, a column for each thread`;
    $("#slider").max = Math.max(1, steps.length);
};

/* -- arrows: what happens before what, of all that is shown only what doesn't follow from the rest -- */

const classes = [[/lock/, "lock"], [/start|join/, "thread-edge"], [/wake/, "wake"], [/release/, "atomic"]];
const classOf = (reason) => (classes.find(([pattern]) => pattern.test(reason)) || ["", ""])[1];

/* Why the step knows of that thread: the edge that brought the latest news of it. */
const reasonFor = (step, before, thread) => {
    let best = [-1, "happens before"];
    for (let i = step.last; i >= 0 && i > before; i--) {
        if (run.events[i].thread !== step.thread) continue;
        for (const [from, reason] of run.into[i]) if (run.events[from].thread === thread && from > best[0]) best = [from, reason];
    }
    return best[1];
};

const ordersOf = () => {
    const threads = run.threads.length, orders = [], previous = new Array(threads).fill(null), told = new Map();
    const shown = run.threads.map(() => []);
    const latest = (thread, end) => { // the last step of a thread that ends by then
        for (let i = shown[thread].length - 1; i >= 0; i--) if (shown[thread][i].last <= end) return shown[thread][i];
        return null;
    };
    for (const step of steps) {
        const before = previous[step.thread], known = [];
        if (before) orders.push({ from: before, to: step, name: "own", reason: "the thread's own order" });
        for (let thread = 0; thread < threads; thread++) {
            if (thread === step.thread) continue;
            const from = latest(thread, run.clocks[step.last * threads + thread]);
            if (from && (told.get(`${step.thread} ${thread}`) ?? -1) < from.last) known.push(from);
        }
        for (const from of known) {
            if (!known.some((other) => other !== from && other.last > from.last && happensBefore(run, from.last, other.last))) {
                const reason = reasonFor(step, before ? before.last : -1, from.thread);
                orders.push({ from, to: step, name: classOf(reason), reason });
            }
            told.set(`${step.thread} ${from.thread}`, from.last);
        }
        for (let i = step.first; i <= step.last; i++) if (run.events[i].thread === step.thread) for (const [from, reason] of run.into[i]) {
            const signal = reason === "signal → wake" && steps.find((other) => other.first <= from && from <= other.last && other.thread === run.events[from].thread);
            if (signal && !orders.some((order) => order.from === signal && order.to === step)) orders.push({ from: signal, to: step, name: "wake", reason });
        }
        previous[step.thread] = step;
        shown[step.thread].push(step);
    }
    return orders.concat(about.race && run === learned[0] ? racesOf() : []);
};

/* Accesses of the story that meet and are in no order. */
const racesOf = () => {
    const races = [], rows = steps.filter((step) => step.kind === "row");
    const accesses = (step) => {
        const found = [];
        for (let i = step.first; i <= step.last; i++) if (run.events[i].thread === step.thread && run.events[i].uses !== undefined) found.push(i);
        return found;
    };
    rows.forEach((one, i) => {
        const other = rows.slice(i + 1).find((other) => other.thread !== one.thread && accesses(one).some((a) => accesses(other).some((b) => {
            const [x, y] = [run.events[a], run.events[b]];
            return x.uses === y.uses && (x.writes || y.writes) && !(x.atomic && y.atomic) && !happensBefore(run, a, b);
        })));
        if (other) races.push({ from: one, to: other, name: "race", reason: "in no order: a data race" });
    });
    return races;
};

let orders = [];
const draw = () => {
    const svg = $("#order"), canvas = $("#canvas").getBoundingClientRect();
    const isOn = $("#arrows").getAttribute("aria-pressed") === "true";
    svg.setAttribute("width", canvas.width);
    svg.setAttribute("height", canvas.height);
    const marker = drawn("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto-start-reverse" });
    marker.append(drawn("path", { d: "M0 0 8 4 0 8z" }));
    svg.replaceChildren(list(drawn("defs", {}), marker));
    if (!isOn) return;
    const at = new Map();
    for (const step of steps) {
        const dot = $(".dot", step.line).getBoundingClientRect();
        at.set(step, [dot.left - canvas.left + dot.width / 2, dot.top - canvas.top + dot.height / 2]);
    }
    for (const order of orders) {
        const [x1, y1] = at.get(order.from), [x2, y2] = at.get(order.to);
        const path = drawn("path", { d: order.name === "own" || Math.abs(x1 - x2) < 2 ? line(x1, y1, x2, y2) : curve(x1, y1, x2, y2), class: order.name });
        if (order.name !== "own" && order.name !== "race") path.setAttribute("marker-end", "url(#tip)");
        order.path = path;
        svg.append(path);
    }
    fade();
};
const line = (x1, y1, x2, y2) => `M${x1} ${y1 + 6} L${x2} ${y2 - 6}`;
/* It leaves a dot below and comes to one above, a little to the side, where no text stands. */
const curve = (x1, y1, x2, y2) => {
    const side = x2 > x1 ? 1 : -1, bend = Math.max(16, Math.min(50, (y2 - y1) / 2));
    return `M${x1 + 3 * side} ${y1 + 5} C${x1 + 3 * side} ${y1 + bend} ${x2 - 3 * side} ${y2 - bend} ${x2 - 2 * side} ${y2 - 6}`;
};
const fade = () => {
    for (const order of orders) if (order.path) order.path.classList.toggle("faded", steps.indexOf(order.to) > now);
};

const showLegend = () => {
    const names = new Map();
    for (const { name, reason } of orders) if (!names.has(reason)) names.set(reason, name);
    $("#legend").replaceChildren(...[...names].map(([reason, name]) => {
        const svg = drawn("svg", { viewBox: "0 0 28 8", "aria-hidden": "true" });
        svg.append(drawn("path", { d: "M0 4 H28", class: name }));
        return list(document.createElement("li"), svg, plain(reason));
    }));
    for (const step of steps) { // the same in words, for who doesn't see the arrows
        const words = orders.filter((order) => order.to === step && order.name !== "own")
            .map((order) => `${order.reason}, with step ${steps.indexOf(order.from) + 1}`).join("; ");
        const cell = $("td.mine", step.line);
        if (words) cell.append(make("span", ` (${words})`, "aside"));
    }
};

/* -- the source, and what is where after a step -- */

let shownFile = -1;
const showFile = (file) => {
    const panel = $("#source"), source = sources[file];
    $("#file").textContent = source ? plain(source.file) : "Source";
    if (file === shownFile) return;
    shownFile = file;
    if (!source || source.text === undefined) {
        panel.replaceChildren(make("p", source ? "This source is not at hand." : "No source is known for this step."));
        return;
    }
    panel.replaceChildren(...source.text.replace(/\n$/, "").split("\n").map((text, i) => {
        const line = make("div", undefined, "line");
        line.dataset.line = i + 1;
        line.append(make("span", i + 1), make("span", undefined, "marks"), make("code", text || " "));
        return line;
    }));
};

const showSource = (step, state) => {
    const event = run.events[step.last], panel = $("#source");
    showFile(event.file === undefined ? -1 : event.file);
    for (const line of panel.querySelectorAll(".at, .now")) {
        line.classList.remove("at", "now", "wrong");
        $(".marks", line).replaceChildren();
    }
    const lineAt = (number) => panel.querySelector(`[data-line="${number}"]`);
    const mark = (thread, number, isNow) => {
        const line = lineAt(number);
        if (!line) return;
        line.classList.add("at");
        if (isNow) line.classList.add("now");
        if (isNow && step.wrong) line.classList.add("wrong");
        const letter = run.threads[thread][0];
        if (![...$(".marks", line).children].some((one) => one.textContent === letter)) $(".marks", line).append(make("span", letter, `thread ${hue(run, thread)}`));
    };
    for (let i = step.first; i <= step.last; i++) {
        const one = run.events[i];
        if (one.thread === step.thread && one.file === shownFile) mark(one.thread, one.line, true);
    }
    state.threads.forEach((thread, t) => {
        const one = run.events[thread.event];
        if (one && t !== step.thread && one.file === shownFile) mark(t, one.line, false);
    });
    const line = lineAt(event.line);
    if (line) panel.scrollTop = Math.max(0, line.offsetTop - panel.clientHeight / 2);
};

const tableOf = (caption, rows) => {
    const table = document.createElement("table");
    table.append(make("caption", caption));
    for (const [name, value, isChanged, kind] of rows) {
        const line = document.createElement("tr"), heading = make("th", name, kind || "");
        heading.scope = "row";
        line.append(heading, make("td", value, isChanged ? "changed" : ""));
        table.append(line);
    }
    return table;
};

const showState = (state) => {
    const values = run.variables.map((name, i) => [name, state.values[i], state.changed.has(i)]).filter(([, value]) => value !== "");
    const owners = run.locks.map((name, i) => {
        const holders = state.threads.map((thread, t) => thread.held.includes(i) ? called(run, t) : "").filter(Boolean);
        return [name, holders.length ? `held by ${holders.join(", ")}` : "free", false];
    });
    const threads = state.threads.map((thread, t) => {
        const event = run.events[thread.event];
        const place = event && event.file !== undefined && sources[event.file] ? `, ${base(sources[event.file].file)}:${event.line}` : "";
        return [called(run, t), !event ? "has not begun" : (thread.waits || event.words) + place, false, `thread ${hue(run, t)}`];
    });
    $("#state").replaceChildren(...[["Shared variables", values], ["Locks", owners], ["Threads, and what each did last", threads]]
        .filter(([, rows]) => rows.length).map(([caption, rows]) => tableOf(caption, rows)));
};

/* -- steps -- */

const sentence = (step) => {
    const { file, line } = run.events[step.first];
    const where = file !== undefined && sources[file] ? `, line ${line} of ${base(sources[file].file)},` : "";
    const values = run.variables.slice(0, run.columns).map((name, i) => step.values[i] === "" ? "" : `${name} is ${step.values[i]}`).filter(Boolean);
    return `Step ${now + 1} of ${steps.length}${step.wrong ? ", where it goes wrong" : ""}: ${called(run, step.thread)}${where} ${spoken(step.words)}.` +
        (values.length ? ` Now ${values.join(", ")}.` : "");
};

const goTo = (index, isFocused) => {
    if (!steps.length) return;
    const old = steps[now];
    if (old && old.line) {
        old.line.classList.remove("now");
        old.line.removeAttribute("aria-current");
        $("button", old.line).tabIndex = -1;
    }
    now = Math.max(0, Math.min(steps.length - 1, index));
    const step = steps[now], button = $("button", step.line), state = stateAfter(run, step.last);
    steps.forEach((one, i) => one.line.classList.toggle("later", i > now));
    step.line.classList.add("now");
    step.line.setAttribute("aria-current", "step");
    button.tabIndex = 0;
    if (isFocused) button.focus({ preventScroll: true });
    const rows = $("#rows"), top = step.line.offsetTop;
    if (top < rows.scrollTop + head.offsetHeight || top + step.line.offsetHeight > rows.scrollTop + rows.clientHeight) rows.scrollTop = top - rows.clientHeight / 2;
    $("#slider").value = now + 1;
    $("#slider").setAttribute("aria-valuetext", `step ${now + 1} of ${steps.length}`);
    $("#where").textContent = `step ${now + 1} of ${steps.length}`;
    $("#now").textContent = plain(sentence(step));
    $("#first").disabled = $("#back").disabled = now === 0;
    $("#last").disabled = $("#forth").disabled = now === steps.length - 1;
    showSource(step, state);
    showState(state);
    fade();
};

/* Shows all anew, at the step that has that event, or the next one. */
const show = (event) => {
    collect();
    showRows();
    orders = ordersOf();
    showLegend();
    const index = steps.findIndex((step) => step.last >= event);
    now = 0;
    goTo(index < 0 ? steps.length - 1 : index, false);
    draw();
    const open = opened[learned.indexOf(run)];
    $("#all").setAttribute("aria-pressed", run.folds.some((fold, f) => fold.length && open[f]) && run.folds.every((fold, f) => !fold.length || open[f]));
    $("#all").hidden = !run.folds.some((fold) => fold.length);
};
const eventNow = () => steps[now] ? steps[now].last : 0;

const openFold = (fold, isMore) => {
    const open = opened[learned.indexOf(run)];
    open[fold] = isMore ? Math.min(run.folds[fold].length, open[fold] + CHUNK) : open[fold] ? 0 : Math.min(CHUNK, run.folds[fold].length);
    const event = eventNow();
    show(event);
    const button = body.querySelector(`[data-fold="${fold}"]${isMore ? "[data-more]" : ""}`) || body.querySelector(`[data-fold="${fold}"]`);
    if (button) button.focus();
};

const scheduleOf = () => run === learned[0] ? about.schedule : about.passing;
const choose = (index) => {
    run = learned[index];
    $("#fails").setAttribute("aria-pressed", index === 0);
    $("#passes").setAttribute("aria-pressed", index === 1);
    show(0);
};

/* -- what is said once -- */

const showAbout = () => {
    const failed = about.kind !== undefined, args = about.arguments.length ? ` ${about.arguments.join(" ")}` : "";
    $("#title").textContent = plain(about.title);
    $("#kind").textContent = plain(failed ? `✗ ${about.kind}` : about.verdict === "proved" ? "✓ proved" : "nothing failed");
    $("#kind").className = failed ? "" : "good";
    const said = [about.says_all ? about.sentence : about.message, about.says_all ? "" : about.sentence, about.consequence, about.decisive].filter(Boolean);
    $("#what").append(...said.map((text, i) => make("p", text, i === 0 ? "sentence" : "")));
    if (!failed && about.verdict !== "failed") $("#what").append(make("p", `This page shows one schedule, ${about.schedule}.`));
    const left = learned[0].left_out;
    if (left) $("#what").append(make("p", `The ${left} events before are not in this page: it would be too long.`));
    const facts = [["schedule", about.schedule], ["see it again", about.again, true], ["under gdb", about.debug, true]];
    if (about.passing) facts.push(["passes", about.passing]);
    if (args) facts.push(["arguments", args.trim()]);
    if (about.preemptions !== undefined && about.preemptions !== null) facts.push(["preemptions", String(about.preemptions)]);
    for (const source of sources) if (source.sha256) facts.push([base(source.file), `SHA-256 ${source.sha256}`]);
    facts.push(["written by", `interleave ${about.version}`]);
    $("#again").append(factList(facts));
};

$("#first").addEventListener("click", () => goTo(0));
$("#back").addEventListener("click", () => goTo(now - 1));
$("#forth").addEventListener("click", () => goTo(now + 1));
$("#last").addEventListener("click", () => goTo(steps.length - 1));
$("#slider").addEventListener("input", (event) => goTo(event.target.value - 1));
$("#fails").addEventListener("click", () => choose(0));
$("#passes").addEventListener("click", () => choose(1));
$("#arrows").addEventListener("click", (event) => {
    event.target.setAttribute("aria-pressed", event.target.getAttribute("aria-pressed") !== "true");
    draw();
});
$("#all").addEventListener("click", (event) => {
    const isOpen = event.target.getAttribute("aria-pressed") === "true";
    opened[learned.indexOf(run)] = run.folds.map((fold) => isOpen ? 0 : Math.min(CHUNK, fold.length));
    show(eventNow());
});
body.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-fold]"), line = event.target.closest("[data-step]");
    if (fold) openFold(+fold.dataset.fold, fold.dataset.more === "1");
    else if (line) goTo(+line.dataset.step, event.target.closest("button") !== null);
});
/* Arrow keys step wherever they have no other use. */
const moves = { ArrowLeft: () => now - 1, ArrowRight: () => now + 1, Home: () => 0, End: () => steps.length - 1 };
const rowMoves = { ...moves, ArrowUp: moves.ArrowLeft, ArrowDown: moves.ArrowRight };
document.addEventListener("keydown", (event) => {
    const isInRow = event.target.closest("[data-step]") !== null;
    const move = (isInRow ? rowMoves : moves)[event.key];
    if (!move || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, #source, #rows") && !isInRow) return;
    event.preventDefault();
    goTo(move(), isInRow);
});
let shownWidth = 0;
new ResizeObserver(() => {
    if (run && $("#rows").clientWidth !== shownWidth) {
        shownWidth = $("#rows").clientWidth;
        show(eventNow());
    }
}).observe($("#rows"));
new ResizeObserver(() => draw()).observe($("#canvas table"));

showAbout();
$("#switch").hidden = learned.length < 2;
choose(0);
document.documentElement.dataset.ready = "1";
})();
