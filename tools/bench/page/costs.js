// costs.js - draws what the variants of a program cost, from the data that costs_page.c writes.
(() => {
const data = read("data");
const { threads, variants } = data;
const reference = variants[data.reference].costs[0].ms;
const count = (variant, key) => variant.costs.reduce((sum, cost) => sum + cost[key], 0);
const isWrong = (variant) => count(variant, "right") < count(variant, "runs") || variant.costs.some((cost) => cost.failure);
const fixed = (value, digits = 2) => value === null || !isFinite(value) ? "–" : value.toFixed(digits);
const short = (value) => value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1).replace(/\.0$/, "") : String(+value.toPrecision(2));

/* A plot over the number of threads; both axes double from line to line, so that half is as far apart everywhere. */
const plot = ({ title, unit, value, range, ideal }) => {
    const size = { width: 480, height: 300, left: 52, right: 118, top: 14, bottom: 36 };
    const points = variants.map((variant) => variant.costs.map((cost) => cost.ms === null ? null : value(cost.ms)));
    const extremes = range ? variants.flatMap((variant) => variant.costs.flatMap((cost) => cost.ms === null ? [] : [value(cost.least), value(cost.most)])) : [];
    const all = points.flat().concat(extremes, ideal ? [1] : []).filter((one) => one !== null && one > 0);
    const low = Math.floor(Math.log2(Math.min(...all)) - .1), high = Math.ceil(Math.log2(Math.max(...all)) + .1);
    const x = (t) => size.left + Math.log2(t) / Math.log2(threads[threads.length - 1]) * (size.width - size.left - size.right);
    const y = (v) => size.top + (high - Math.log2(v)) / (high - low) * (size.height - size.top - size.bottom);
    const svg = drawn("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": `${title}; the table below has the figures` });
    const text = (at, words, anchor, name = "") => {
        const element = drawn("text", { x: at[0], y: at[1], "text-anchor": anchor, class: name });
        element.textContent = plain(words);
        svg.append(element);
    };
    const every = Math.max(1, Math.ceil((high - low) / 8));
    for (let power = low; power <= high; power += every) {
        svg.append(drawn("line", { x1: size.left, x2: size.width - size.right, y1: y(2 ** power), y2: y(2 ** power), class: "grid" }));
        text([size.left - 6, y(2 ** power) + 4], short(2 ** power), "end");
    }
    for (const t of threads) {
        svg.append(drawn("line", { x1: x(t), x2: x(t), y1: size.top, y2: size.height - size.bottom, class: "grid" }));
        text([x(t), size.height - size.bottom + 16], t, "middle");
    }
    text([(size.left + size.width - size.right) / 2, size.height - 5], "threads", "middle");
    if (ideal) svg.append(drawn("path", { class: "ideal", d: `M${threads.filter((t) => Math.log2(ideal(t)) <= high).map((t) => `${x(t)} ${y(ideal(t))}`).join(" L")}` }));
    const ends = [];
    points.forEach((list, v) => {
        const group = drawn("g", { class: `v${v % 5}` }), known = threads.flatMap((t, i) => list[i] === null ? [] : [[x(t), y(list[i]), i]]);
        if (known.length) {
            group.append(drawn("path", { class: `series${isWrong(variants[v]) ? " wrong" : ""}`, d: `M${known.map((point) => point.slice(0, 2).join(" ")).join(" L")}` }));
            for (const [px, py, i] of known) {
                const cost = variants[v].costs[i];
                if (range) group.append(drawn("line", { class: "range", x1: px, x2: px, y1: y(value(cost.least)), y2: y(value(cost.most)) }));
                group.append(cost.right < cost.runs ? drawn("path", { class: "series", d: `M${px - 4} ${py - 4} L${px + 4} ${py + 4} M${px - 4} ${py + 4} L${px + 4} ${py - 4}` }) :
                    drawn("circle", { class: "mark", cx: px, cy: py, r: 4 }));
            }
            ends.push({ v, x: known[known.length - 1][0], y: known[known.length - 1][1] + 4 });
        }
        svg.append(group);
    });
    ends.sort((a, b) => a.y - b.y); // names keep apart from one another
    ends.forEach((end, i) => { if (i > 0) end.y = Math.max(end.y, ends[i - 1].y + 14); });
    for (let i = ends.length - 1, most = size.height - size.bottom; i >= 0; i--, most -= 14) ends[i].y = Math.min(ends[i].y, most);
    for (const end of ends) text([size.width - size.right + 8, end.y], variants[end.v].name + (isWrong(variants[end.v]) ? " ✗ wrong" : ""), "start", `name v${end.v % 5}`);
    const figure = document.createElement("figure");
    figure.append(make("figcaption", `${title}${unit}`), svg);
    return figure;
};

const cell = (tag, text, name, scope) => {
    const element = make(tag, text, name);
    if (scope) element.scope = scope;
    return element;
};
const showTable = () => {
    const head = document.createElement("tr");
    head.append(cell("th", "ms (ratio)", "", "col"), ...threads.map((t) => cell("th", `${t} thread${t === 1 ? "" : "s"}`, "", "col")), cell("th", "totals right", "", "col"));
    $("#table thead").append(head);
    variants.forEach((variant, v) => {
        const line = make("tr", undefined, `v${v % 5}`);
        line.append(cell("th", variant.name, "", "row"));
        for (const cost of variant.costs) {
            const field = make("td", fixed(cost.ms));
            if (cost.ms !== null) field.append(" ", make("small", `(${fixed(cost.ms / reference)})`));
            line.append(field);
        }
        line.append(make("td", `${isWrong(variant) ? "✗ " : "✓ "}${count(variant, "right")} of ${count(variant, "runs")}`, isWrong(variant) ? "wrong" : ""));
        $("#table tbody").append(line);
    });
};

const showWords = () => {
    const name = variants[data.reference].name;
    $("#title").textContent = plain(`${data.title}: what the fixes cost`);
    $("#what").textContent = plain(`${data.work.toLocaleString("en")} ${data.unit} in all, shared out among the threads, on ${data.cores} core${data.cores === 1 ? "" : "s"}. ` +
        `Medians of ${data.rounds} round${data.rounds === 1 ? "" : "s"}, and their ratio to ${name} with 1 thread: 2 is twice as long, 0.5 half.`);
    const wrong = variants.filter(isWrong).map((variant) => variant.name);
    $("#warning").textContent = plain(wrong.length ? `✗ ${wrong.join(" and ")}: wrong totals. However fast it is, that is no result; a cross marks each point.` : "");
    $("#warning").hidden = wrong.length === 0;
    const notes = variants.flatMap((variant) => variant.costs.map((cost, i) => cost.failure ? `${variant.name}, ${threads[i]} threads: no time, it ${cost.failure}. ` : ""));
    if (!data.is_serial) notes.push("No variant is right even with 1 thread, so the ratio says little.");
    $("#notes").textContent = plain(notes.join(""));
    $("#notes").hidden = notes.join("") === "";
    const about = [["measure again", `make bench EX=${data.title} PAGE=1`], ...variants.map((variant) => [variant.name, variant.sha256 && `SHA-256 ${variant.sha256}`]), ["written by", `bench ${data.version}`]];
    $("#about").append(factList(about));
};

$("#plots").append(
    plot({ title: "Time for all the work", unit: ", in ms: less is better; a thin line goes from the shortest to the longest run", value: (ms) => ms, range: true }),
    plot({ title: "How much faster than serial", unit: ": dotted, what as many cores could give", value: (ms) => reference / ms, ideal: (t) => t }));
showTable();
showWords();
document.documentElement.dataset.ready = "1";
})();
