// class.js - sorts, filters and opens what class.html has in its elements of JSON.
(() => {
const { exercises, students, fixes, history } = read("data");
const signs = { F: "✓", N: "✗", "-": "·", R: "!", U: "?" };
const words = { F: "fixed", N: "not fixed", "-": "not handed in", R: "can't be graded", U: "no verdict" };
const order = { F: 0, N: 1, R: 2, U: 3, "-": 4 };

const number = (value) => String(Math.round(value * 100) / 100);

// The evidence of an exercise is unpacked when the first of its cells is opened.
const unpacked = async (id) => {
    const bytes = Uint8Array.from(atob($(`#${id}`).textContent), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
};
const known = new Map();
const evidence = (exercise) => {
    if (!known.has(exercise)) known.set(exercise, unpacked(`evidence-${exercise}`));
    return known.get(exercise);
};

/* The table: a row for each student, made once; sorting moves rows, filtering hides them. */
const body = $("#grid tbody");
const rows = students.map((student, s) => {
    const row = document.createElement("tr");
    row.append(make("th", student.id && student.id !== student.name ? `${student.name} (${student.id})` : student.name));
    row.firstChild.title = plain(student.name) + (student.unread ? `\n${plain(student.unread)}` : "");
    row.append(make("td", number(student.points), "number"), make("td", student.fixed, "number"));
    student.cells.forEach((cell, e) => {
        const field = document.createElement("td");
        const button = make("button", signs[cell[0]], `v-${cell[0]}`);
        button.dataset.s = s;
        button.dataset.e = e;
        button.setAttribute("aria-label", `${student.name}, ${exercises[e].name}: ${words[cell[0]]}`);
        if (cell[3]) button.textContent += "*";
        field.append(button);
        row.append(field);
    });
    return row;
});
body.append(...rows);

const heads = ["student", "points", "fixed", ...exercises.map((exercise) => exercise.name)];
const head = document.createElement("tr");
heads.forEach((text, column) => {
    const cell = make("th", column < 3 ? text : text.replace(/-.*/, ""));
    cell.title = text;
    cell.dataset.column = column;
    cell.tabIndex = 0;
    head.append(cell);
});
$("#grid thead").append(head);

const values = [(s) => s.name.toLowerCase(), (s) => s.points, (s) => s.fixed,
    ...exercises.map((_, e) => (s) => order[s.cells[e][0]] * 1000 - s.cells[e][1])];
let sorted = 0, down = false;
const sort = (column) => {
    down = column === sorted ? !down : column === 1 || column === 2;
    sorted = column;
    const value = values[column];
    const keys = students.map(value);
    const list = students.map((_, s) => s).sort((a, b) =>
        (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b) * (down ? -1 : 1));
    body.append(...list.map((s) => rows[s]));
    for (const cell of head.children) cell.removeAttribute("aria-sort");
    head.children[column].setAttribute("aria-sort", down ? "descending" : "ascending");
};
head.addEventListener("click", (event) => event.target.dataset.column && sort(+event.target.dataset.column));
head.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(+event.target.dataset.column); }
});

/* Which cells a filter is about: all, or those of one exercise; a row is shown if one of them fits. */
const filters = ["find", "exercise", "verdict", "reason"].map((id) => $(`#${id}`));
const [find, only, verdict, reason] = filters;
const reasonOf = students.map(() => []);
for (const fix of fixes) for (const s of fix.students) reasonOf[s][fix.exercise] = fix.name;
const filter = () => {
    const text = find.value.trim().toLowerCase(), e = only.value === "" ? -1 : +only.value;
    let count = 0;
    students.forEach((student, s) => {
        const named = `${student.name} ${student.id}`.toLowerCase().includes(text);
        let some = !verdict.value && !reason.value;
        student.cells.forEach((cell, i) => {
            const fits = (e < 0 || i === e) && (!verdict.value || cell[0] === verdict.value) &&
                (!reason.value || reasonOf[s][i] === reason.value);
            some ||= fits;
            rows[s].children[i + 3].classList.toggle("dim", !fits && named);
        });
        rows[s].hidden = !(named && some);
        count += !rows[s].hidden;
    });
    $("#shown").textContent = `${count} of ${students.length} students`;
    foot(e);
};
const foot = () => {
    const line = document.createElement("tr");
    const shown = students.filter((_, s) => !rows[s].hidden);
    const mean = shown.length ? shown.reduce((sum, s) => sum + s.points, 0) / shown.length : 0;
    line.append(make("th", "fixed by"), make("td", number(mean), "number"), make("td", "", "number"));
    line.children[1].title = "mean";
    exercises.forEach((_, e) => line.append(make("td", shown.filter((s) => s.cells[e][0] === "F").length)));
    $("#grid tfoot").replaceChildren(line);
};
for (const name of [...new Set(fixes.map((fix) => fix.name))].sort()) reason.append(new Option(plain(name), name));
exercises.forEach((exercise, e) => {
    only.append(new Option(exercise.name, e));
    $("#time-exercise").append(new Option(exercise.name, e));
});
for (const element of filters) element.addEventListener("input", filter);
$("#filters").addEventListener("submit", (event) => event.preventDefault());

/* The evidence of a cell. */
const past = (s, e) => {
    const key = `${students[s].name}\n${students[s].id}`;
    const letters = history.map((grading) => (grading.verdicts[key] || "")[e] || "-");
    return letters.length > 1 ? `Gradings so far: ${letters.map((letter) => signs[letter]).join(" ")}` : "";
};
const tooOld = "This browser is too old to unpack the evidence: open this page in Chromium 80, Firefox 113, Safari 16.4 or newer.\n" +
    "The same story stands in feedback/, and the program in sources/, beside this page.\n";
const found = async (s, e) => {
    const which = students[s].cells[e][2];
    if (which < 0) return ["not handed in", `${exercises[e].file}.c was not handed in.\n`, "", null];
    return window.DecompressionStream ? (await evidence(e))[which] : [words[students[s].cells[e][0]], tooOld, "", null];
};
let wanted = 0; // of two cells that are opened at once, the later one is shown
const open = async (s, e) => {
    const turn = ++wanted, cell = students[s].cells[e], dialog = $("#evidence");
    const [title, story, , source] = await found(s, e);
    if (turn !== wanted || dialog.open) return;
    $("h2", dialog).textContent = plain(`${students[s].name}, ${exercises[e].name}: ${title}`);
    $(".where", dialog).textContent = plain(`${number(cell[1])} points${cell[4] ? `, ${cell[4]}` : ""}${cell[5] > 0 ? `, handed in on ${day(cell[5])}` : ""}${cell[3] ? `. ${cell[3]}` : ""}`);
    $(".past", dialog).textContent = past(s, e);
    $(".story", dialog).textContent = plain(story);
    $(".source", dialog).textContent = source === null ? "" : plain(source);
    $("details", dialog).hidden = source === null;
    dialog.showModal();
};
body.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) open(+button.dataset.s, +button.dataset.e);
});

/* Wrong fixes, and each as a slide: a column for each thread, time goes down. */
const slide = $("#slide");
const like = (fix) => fix.trap ? `as the known wrong fix ${fix.trap.replace(/_/g, " ")}: ` : "";
let at = 0;
const show = (index) => {
    at = (index + fixes.length) % fixes.length;
    const fix = fixes[at], threads = [...new Set(fix.steps.map((step) => step[0]))].sort((a, b) => (a !== "M") - (b !== "M") || (a < b ? -1 : 1));
    $("h2", slide).textContent = plain(`${exercises[fix.exercise].name}: ${fix.name}, ${fix.students.length} of ${students.length}`);
    $(".sentence", slide).textContent = plain(like(fix) + fix.sentence);
    const line = document.createElement("tr");
    for (const thread of threads) line.append(make("th", thread));
    line.append(make("th", "where"));
    $("table", slide).parentNode.hidden = threads.length === 0;
    $("thead", slide).replaceChildren(line);
    $("tbody", slide).replaceChildren(...fix.steps.map(([thread, text, file, row, wrong]) => {
        const step = document.createElement("tr");
        for (const name of threads) step.append(make("td", name === thread ? text : "", name === thread && wrong ? "wrong" : ""));
        step.append(make("td", row > 0 ? `${file}:${row}` : "", "place"));
        return step;
    }));
    $(".turn span", slide).textContent = `${at + 1} of ${fixes.length}`;
    if (!slide.open) slide.showModal();
};
slide.addEventListener("click", (event) => event.target.dataset.turn && show(at + +event.target.dataset.turn));
slide.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(at + 1);
    if (event.key === "ArrowLeft") show(at - 1);
});
$("#fixes tbody").append(...fixes.map((fix, index) => {
    const row = document.createElement("tr");
    const names = fix.students.slice(0, 6).map((s) => students[s].name).join(", ") + (fix.students.length > 6 ? ` and ${fix.students.length - 6} more` : "");
    row.append(make("td", fix.students.length, "number"), make("td", exercises[fix.exercise].name), make("td"), make("td", names));
    const button = make("button", fix.name);
    row.children[2].append(button, " ", make("span", like(fix) + fix.sentence));
    row.dataset.fix = index;
    return row;
}));
$("#fixes tbody").addEventListener("click", (event) => show(+event.target.closest("tr").dataset.fix));

/* What is alike: a row opens the first of the two. */
$("#alike tbody").append(...exercises.flatMap((exercise, e) => exercise.alike.map((pair) => {
    const row = document.createElement("tr");
    row.append(make("td", exercise.name), make("td", `${pair.share} %`, "number"));
    for (const s of [pair.a, pair.b]) {
        const button = make("button", students[s].name);
        button.dataset.s = s;
        button.dataset.e = e;
        const field = document.createElement("td");
        field.append(button);
        row.append(field);
    }
    return row;
})));
$("#alike tbody").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) open(+button.dataset.s, +button.dataset.e);
});

/* Verdicts over time: of each grading, and by the days on which work was handed in, where those are known. */
const day = (time) => new Date(time * 1000).toISOString().slice(0, 10);
const bar = (count, all, caption) => {
    const figure = document.createElement("figure"), column = make("div", undefined, "bar");
    for (const letter of ["F", "N", "R", "U", "-"]) {
        const part = make("div", count[letter] * 12 > all ? count[letter] : "", `v-${letter}`);
        part.style.height = `${100 * count[letter] / (all || 1)}%`;
        part.title = `${count[letter]} ${words[letter]}`;
        column.append(part);
    }
    figure.append(column, make("figcaption", caption));
    return figure;
};
const none = () => ({ F: 0, N: 0, R: 0, U: 0, "-": 0 });
const bars = () => {
    const chosen = $("#time-exercise").value;
    $("#bars").replaceChildren(...history.map((grading, index) => {
        const count = none();
        for (const letters of Object.values(grading.verdicts)) for (const letter of chosen === "" ? letters : letters[+chosen]) count[letter]++;
        return bar(count, Object.values(count).reduce((a, b) => a + b, 0), index + 1);
    }));
    const dated = students.flatMap((student) => student.cells.filter((cell, e) => cell[5] > 0 && (chosen === "" || e === +chosen)));
    const days = [...new Set(dated.map((cell) => day(cell[5])))].sort();
    const count = none();
    $("#days").replaceChildren(...days.map((date) => {
        for (const cell of dated) if (day(cell[5]) === date) count[cell[0]]++;
        return bar(count, dated.length, date.slice(5));
    }));
    $("#days").parentNode.hidden = days.length === 0;
};
$("#time-exercise").addEventListener("input", bars);

/* The views. */
const views = document.querySelectorAll("nav [data-view]");
for (const button of views) button.addEventListener("click", () => {
    for (const other of views) {
        other.setAttribute("aria-pressed", other === button);
        $(`#${other.dataset.view}`).hidden = other !== button;
    }
});
const all = students.length * exercises.length;
const fixed = students.reduce((sum, student) => sum + student.fixed, 0);
$("#summary").textContent = `${students.length} students, ${exercises.length} exercises, ${fixed} of ${all} fixed`;
sort(0);
down = false;
head.children[0].setAttribute("aria-sort", "ascending");
body.append(...rows);
filter();
bars();
document.documentElement.dataset.ready = "1";
})();
