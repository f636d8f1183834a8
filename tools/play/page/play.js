// play.js - the game on a page. What it reads, graph.c and page.c tell: every state that the program can come to,
// and what each thread can do in it. So whether it can still be broken is known here without asking anybody. Where these
// are too many, it is every state that a few preemptions lead to, graph.bound, and known of these.
(() => {
const about = read("about"), graph = read("graph"), sources = read("sources");
const { nodes, texts, places, names } = graph;
const CAN_GO = 0, ENDED = 3; // as stepping.h has them
const text = (number) => number < 0 ? "" : texts[number];
const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const called = (thread) => names[thread][0] === names[thread][1] ? `thread ${names[thread][0]}` : `${names[thread][1]} (${names[thread][0]})`;
const base = (file) => file.replace(/.*\//, "");

/* An edge is [thread, to, words, place, choice, choices, schedule]; see graph.c. */
const [THREAD, TO, WORDS, PLACE, CHOICE, , SCHEDULE] = [0, 1, 2, 3, 4, 5, 6];

/* For each node, the edge that leads to a win in the fewest steps, and how many these are; -1: none does. */
const nearestWins = () => {
    const edge = nodes.map(() => -1), steps = nodes.map(() => Infinity), before = nodes.map(() => []);
    nodes.forEach((node, from) => node.e.forEach((one, i) => before[one[TO]].push([from, i])));
    let round = [];
    nodes.forEach((node, i) => { if (node.w) { steps[i] = 0; round.push(i); } });
    while (round.length) {
        const next = [];
        for (const at of round) for (const [from, i] of before[at]) if (steps[from] === Infinity) {
            steps[from] = steps[at] + 1;
            edge[from] = i;
            next.push(from);
        }
        round = next;
    }
    return { edge, steps };
};
const wins = nearestWins();

/* -- the line: edges that were chosen, each from the node before; `at` of them are done -- */

let line = [], at = 0;
const nodeAt = (position) => position === 0 ? 0 : line[position - 1].edge[TO];
const here = () => nodes[nodeAt(at)];
const switches = (count) => line.slice(1, Math.max(count, 1)).filter((step, i) => step.edge[THREAD] !== line[i].edge[THREAD]).length;
const inWords = (steps, changes) => `${counted(steps, "step", "steps")} with ${counted(changes, "switch", "switches")}`;
const firstWin = () => {
    for (let i = 0; i <= at; i++) if (nodes[nodeAt(i)].w) return i;
    return -1;
};

const take = (edge, forced = false) => {
    if (!line[at] || line[at].edge !== edge) line = [...line.slice(0, at), { edge, forced }];
    at++;
};

/* Where there is only one thing to do, it is done. */
const settle = () => {
    while (here().e.length === 1 && !here().w) take(here().e[0], true);
};

const choicesAt = (position) => position === 0 ? [] : nodes[nodeAt(position - 1)].e.filter((edge) => edge[THREAD] === line[position - 1].edge[THREAD]);

/* The parts of a schedule with what a step adds to it: more of the last thread's, after marks that come before it. */
const isMark = ([name]) => /[:~+=]/.test(name);
const extended = (parts, piece) => {
    const more = [...piece.matchAll(/([A-Z]+|\(\d+\)|[:~+=])(\d+)/g)].map(([, name, number]) => [name, +number]);
    const begins = more.findIndex((part) => !isMark(part)), last = parts[parts.length - 1];
    if (begins >= 0 && last && last[0] === more[begins][0]) {
        more[begins] = [last[0], last[1] + more[begins][1]];
        return [...parts.slice(0, -1), ...more];
    }
    return [...parts, ...more.filter((part) => isMark(part) || part[1] > 0)];
};

/* The schedule of what was done, as `interleave replay` takes it; "" where it isn't known. */
const scheduleNow = () => {
    const pieces = [graph.start, ...line.slice(0, at).map(({ edge }) => text(edge[SCHEDULE]))];
    if (pieces.includes("")) return "";
    return pieces.reduce(extended, []).map(([name, number]) => name + number).join("") + (here().x ? "" : ".");
};

/* Where only so many preemptions are on the page: how that is said, and whether a thread's step would be one more. */
const isBounded = graph.bound !== undefined;
const bound = isBounded ? counted(graph.bound, "preemption", "preemptions") : "";
const within = isBounded ? ` with at most ${bound}` : "";
const isBeyond = (thread) => isBounded && here().t[thread] && here().t[thread][0] === CAN_GO;

/* -- what is said -- */

const say = (words, tone = "") => {
    $("#now").textContent = plain(words);
    $("#now").className = tone;
};

const simplestInWords = () => about.simplest ? inWords(about.simplest.steps, about.simplest.switches) : counted(wins.steps[0], "step", "steps");
const lastInWords = () => at === 0 ? "" : `${called(line[at - 1].edge[THREAD])}: ${text(line[at - 1].edge[WORDS])}.`;

const whatIsHere = `This page has every way with at most ${bound}: a preemption is a switch away from a thread that could go on.`;
const sayUnbroken = () => {
    if (!isBounded) say("It cannot be broken: proved, as every state that it can come to is on this page. Try it all the same.", "good");
    else if (about.proved) say(`It cannot be broken: the explorer has proved that. ${whatIsHere} Try it all the same.`, "good");
    else say(`It cannot be broken${within}: every state that it can come to so is on this page. Try it all the same.`);
};

const sayState = () => {
    const node = here(), won = firstWin();
    if (won >= 0) {
        say(`It breaks! You took ${inWords(won, switches(won))}; the simplest failure takes ${simplestInWords()}. ${text(nodes[nodeAt(won)].s)}`, "good");
    } else if (node.x) {
        say(`It ended well this time${node.r === undefined ? "" : `: ${node.r}`}. Undo, or begin again.`);
    } else if (at === 0 || line.slice(0, at).every((step) => step.forced)) {
        if (wins.steps[0] === Infinity) sayUnbroken();
        else say(`Break it: choose who goes on, step by step. At the least it takes ${simplestInWords()}.${isBounded ? ` ${whatIsHere}` : ""}`);
    } else {
        say(`${lastInWords()}${node.f === undefined ? "" : ` ${text(node.s)} What can come of it?`}`);
    }
};

/* -- moves -- */

const step = (thread) => {
    const edges = here().e.filter((edge) => edge[THREAD] === thread);
    if (edges.length === 0 && isBeyond(thread)) {
        say(`${called(thread)} could go on, but that would be more than ${bound}, which is all that this page has. Undo, or play in a terminal: ${about.how}`, "bad");
        return;
    }
    if (edges.length === 0) {
        const waits = here().t[thread] ? text(here().t[thread][2]) : "";
        say(`${called(thread)} can't go on now${waits ? `: it ${waits}` : ""}.`, "bad");
        return;
    }
    take(edges[0]);
    settle();
    show();
};

const other = () => {
    const same = choicesAt(at);
    if (same.length < 2) return;
    const next = same[(same.indexOf(line[at - 1].edge) + 1) % same.length];
    at--;
    take(next);
    show();
};

const undo = () => {
    if (at === 0) return;
    at--;
    while (at > 0 && line[at].forced) at--;
    show();
};

const goTo = (position) => {
    at = Math.max(0, Math.min(line.length, position));
    show();
};

const begin = () => {
    line = [];
    at = 0;
    settle();
    show();
};

/* The line goes on from here to the nearest win. */
const leadToWin = () => {
    line = line.slice(0, at);
    for (let node = nodeAt(at); wins.edge[node] >= 0 && !nodes[node].w;) {
        const edge = nodes[node].e[wins.edge[node]];
        line.push({ edge, forced: false });
        node = edge[TO];
    }
};

const finish = () => {
    const more = wins.steps[nodeAt(at)];
    if (firstWin() >= 0) {
        sayState();
    } else if (more === Infinity) {
        say(`From here it cannot be broken any more${within}: proved.`, "good");
    } else {
        leadToWin();
        show();
        say(`It breaks: in ${counted(more, "step", "steps")} more. Forward goes along them.`, "bad");
    }
};

/* The explorer's own, which has the fewest preemptions; else the one with the fewest steps. */
const simplest = () => {
    at = 0;
    line = [];
    let node = 0;
    for (const [thread, choice] of about.simplest ? about.simplest.line : []) {
        const edge = nodes[node].e.find((one) => one[THREAD] === thread && one[CHOICE] === choice);
        if (!edge) break;
        line.push({ edge, forced: false });
        node = edge[TO];
    }
    if (!nodes[node].w) leadToWin();
    show();
    if (line.length) say("The simplest failure, from its start: Forward goes along it.");
};

/* -- what is seen -- */

const showSource = (pre, place) => {
    pre.replaceChildren();
    pre.hidden = place < 0;
    if (place < 0) return;
    const [file, next] = places[place], source = sources.find((one) => one.file === file);
    if (!source) {
        pre.append(make("span", `${base(file)}:${next}`));
        return;
    }
    const first = Math.max(1, next - 4), shown = source.lines.slice(first - 1, next + 4);
    const indent = Math.min(...shown.filter((line) => line.trim()).map((line) => line.search(/\S/)));
    shown.forEach((line, i) => {
        const isNext = first + i === next;
        pre.append(make("span", `${String(first + i).padStart(4)}${isNext ? "▸" : " "} ${line.slice(indent)}`, isNext ? "next" : ""));
    });
};

const threadSection = (i) => {
    const section = make("section"), head = make("h2", called(i)), button = make("button", `Step ${names[i][0]}`), pre = make("pre");
    head.id = `thread-${i}`;
    section.setAttribute("aria-labelledby", head.id);
    button.type = "button";
    button.dataset.step = i;
    button.addEventListener("click", () => step(i));
    pre.tabIndex = 0;
    pre.setAttribute("role", "region");
    pre.setAttribute("aria-label", `Source of ${called(i)}`);
    section.append(head, make("p"), button, pre);
    return section;
};

const showThreads = () => {
    const box = $("#threads");
    here().t.forEach(([state, next, waits, place], i) => {
        if (!box.children[i]) box.append(threadSection(i));
        const section = box.children[i];
        section.hidden = false;
        section.className = state === ENDED ? "over" : "";
        $("p", section).textContent = plain(state === CAN_GO ? text(next) : state === ENDED ? "has ended" : text(waits) || text(next));
        $("button", section).setAttribute("aria-disabled", !here().e.some((edge) => edge[THREAD] === i));
        showSource($("pre", section), state === ENDED ? -1 : place);
    });
    for (let i = here().t.length; i < box.children.length; i++) box.children[i].hidden = true;
};

const row = (name, words, isChanged) => {
    const line = make("tr"), head = make("th", name);
    head.scope = "row";
    line.append(head, make("td", words, isChanged ? "changed" : ""));
    return line;
};

const showShared = () => {
    const before = new Map(at > 0 ? [...nodes[nodeAt(at - 1)].o, ...nodes[nodeAt(at - 1)].v] : []), table = make("table"), body = make("tbody");
    for (const [name, words] of [...here().o, ...here().v]) body.append(row(text(name), text(words), at > 0 && before.get(name) !== words));
    table.append(body);
    $("#shared").replaceChildren(body.children.length ? table : make("p", "nothing yet"));
};

const showSteps = () => {
    const list = $("#steps ol"), rows = line.map(({ edge }, i) => {
        const one = make("li", `${names[edge[THREAD]][0]} ${text(edge[WORDS])} `, i >= at ? "later" : nodes[nodeAt(i + 1)].w ? "wrong" : "");
        if (edge[PLACE] >= 0) one.append(make("span", `${base(places[edge[PLACE]][0])}:${places[edge[PLACE]][1]}`, "place"));
        if (i === at - 1) one.setAttribute("aria-current", "step");
        return one;
    });
    list.replaceChildren(...rows);
    const box = $("#steps"), last = rows[at - 1];
    box.scrollTop = last ? last.offsetTop - box.offsetTop - box.clientHeight / 2 : 0;
};

const showFacts = () => {
    const schedule = scheduleNow(), facts = [];
    if (at > 0 && schedule) facts.push(["what you did", schedule], ["see it again", about.again_before + schedule + about.again_after]);
    if (about.simplest) facts.push(["simplest failure", about.simplest.schedule], ["see that again", about.again_before + about.simplest.schedule + about.again_after]);
    facts.push(["in a terminal", about.how]);
    for (const source of sources) if (source.sha256) facts.push([base(source.file), `SHA-256 ${source.sha256}`]);
    facts.push(["written by", `interleave play ${about.version}`]);
    $("#facts").replaceChildren(factList(facts));
};

const show = () => {
    showThreads();
    showShared();
    showSteps();
    showFacts();
    const spent = isBounded ? `, ${here().p} of ${bound}` : "";
    $("#count").textContent = `${counted(at, "step", "steps")}, ${counted(switches(at), "switch", "switches")}${spent}`;
    const can = { undo: at > 0, back: at > 0, forth: at < line.length, other: choicesAt(at).length > 1 };
    for (const [id, is] of Object.entries(can)) $(`#${id}`).setAttribute("aria-disabled", !is);
    $("#simplest").hidden = wins.steps[0] === Infinity;
    $("#other").hidden = !graph.nodes.some((node) => node.e.some((edge) => edge[CHOICE] > 0));
    sayState();
};

/* -- keys and buttons -- */

const acts = { undo, back: () => goTo(at - 1), forth: () => goTo(at + 1), other, again: begin, finish, simplest };
for (const [id, act] of Object.entries(acts)) $(`#${id}`).addEventListener("click", act);
const moves = { ArrowLeft: acts.back, ArrowRight: acts.forth, Home: () => goTo(0), End: () => goTo(line.length), Backspace: undo };
const letters = { u: undo, r: begin, c: other, f: finish, s: simplest };
$("#keys").addEventListener("click", (event) => event.target.setAttribute("aria-pressed", event.target.getAttribute("aria-pressed") !== "true"));

const meaning = (key) => {
    if (moves[key]) return moves[key];
    if ($("#keys").getAttribute("aria-pressed") !== "true") return undefined;
    const thread = names.findIndex(([letter]) => letter === key || (letter.toLowerCase() === key && !letters[key]));
    return thread >= 0 ? () => step(thread) : letters[key];
};
document.addEventListener("keydown", (event) => {
    const scrolls = event.target.closest(".scroll, pre") && moves[event.key] && event.key !== "Backspace";
    const act = event.ctrlKey || event.altKey || event.metaKey || scrolls ? undefined : meaning(event.key);
    if (!act) return;
    event.preventDefault();
    act();
});

$("#title").textContent = plain(about.title);
document.title = plain(`${about.title}: play`);
begin();
document.documentElement.dataset.ready = "1";
})();
