'use strict';
/*
 * The game on a page. `data` is what tools/play/graph.c tells: every state that the program can come to, and what
 * each thread can do in it. So whether it can still be broken is known here without asking anybody.
 */
const nodes = data.nodes;
const CAN_GO = 0, LOOPS = 2, ENDED = 3; /* as stepping.h has them */
const $ = (id) => document.getElementById(id);
const text = (number) => (number < 0 ? '' : data.texts[number]);

/* For each node, the edge that leads to a win in the fewest steps; -1: none does. */
function nearestWins() {
  const to = nodes.map(() => -1), steps = nodes.map(() => Infinity), before = nodes.map(() => []);
  nodes.forEach((node, from) => node.e.forEach((edge, i) => before[edge[1]].push([from, i])));
  let round = [];
  nodes.forEach((node, i) => { if (node.w) { steps[i] = 0; round.push(i); } });
  while (round.length > 0) {
    const next = [];
    for (const at of round) {
      for (const [from, edge] of before[at]) {
        if (steps[from] === Infinity) { steps[from] = steps[at] + 1; to[from] = edge; next.push(from); }
      }
    }
    round = next;
  }
  return { to, steps };
}
const wins = nearestWins();

/* The line: edges that were chosen, each from the node before; `at` of them are done. */
let line = [], at = 0;
const nodeAt = (position) => (position === 0 ? 0 : line[position - 1].edge[1]);
const here = () => nodes[nodeAt(at)];

function switches(count) {
  let number = 0;
  for (let i = 1; i < count; i++) if (line[i].edge[0] !== line[i - 1].edge[0]) number++;
  return number;
}
const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

function say(words, tone) {
  $('message').textContent = words;
  $('message').className = tone || '';
}

function firstWin() {
  for (let i = 0; i <= at; i++) if (nodes[nodeAt(i)].w) return i;
  return -1;
}

function sayState() {
  const node = here(), won = firstWin();
  if (won >= 0) {
    const least = wins.steps[0];
    say(`It breaks! ${text(nodes[nodeAt(won)].s)} You took ${counted(won, 'step', 'steps')} with ` +
        `${counted(switches(won), 'switch', 'switches')}; the fewest are ${counted(least, 'step', 'steps')}.`, 'good');
  } else if (node.x) {
    say(node.r === undefined ? 'It ended well this time. Undo, or again.' :
        `It ended well this time: ${node.r}. Undo, or again.`);
  } else if (at === 0) {
    say(wins.to[0] < 0 && !node.w ? 'It cannot be broken: proved, as every state it can come to is on this page. Try it all the same.' :
        'Break it: choose who goes on, step by step.');
  } else if (node.f !== undefined) {
    say(`${text(node.s)} What can come of it?`);
  } else {
    say('');
  }
}

function step(thread) {
  const edges = here().e.filter((edge) => edge[0] === thread);
  if (edges.length === 0) {
    const [, , waits] = here().t[thread] || [];
    say(`${data.names[thread][1]} can't go on now${waits >= 0 ? ': it waits for ' + text(waits) : ''}.`, 'bad');
    return;
  }
  take(edges[0]);
  settle();
  show();
  sayState();
}

function take(edge) {
  if (line[at] === undefined || line[at].edge !== edge) { line = line.slice(0, at); line.push({ edge, forced: false }); }
  at++;
}

/* Where there is only one thing to do, it is done. */
function settle() {
  while (here().e.length === 1 && !here().w) {
    take(here().e[0]);
    line[at - 1].forced = true;
  }
}

/* The last step again, with another choice: an older value, or another thread to wake. */
function other() {
  if (at === 0) return;
  const last = line[at - 1].edge, same = nodes[nodeAt(at - 1)].e.filter((edge) => edge[0] === last[0]);
  if (same.length < 2) return;
  at--;
  take(same[(same.indexOf(last) + 1) % same.length]);
  show();
  sayState();
}

function undo() {
  if (at === 0) return;
  at--;
  while (at > 0 && line[at].forced) at--;
  show();
  sayState();
}

function go(position) {
  at = Math.max(0, Math.min(line.length, position));
  show();
  sayState();
}

function again() {
  line = [];
  at = 0;
  settle();
  show();
  sayState();
}

/* The line goes on to the nearest win. */
function leadToWin() {
  line = line.slice(0, at);
  for (let node = nodeAt(at); wins.to[node] >= 0 && !nodes[node].w;) {
    const edge = nodes[node].e[wins.to[node]];
    line.push({ edge, forced: false });
    node = edge[1];
  }
}

function finish() {
  const more = wins.steps[nodeAt(at)];
  if (firstWin() >= 0) {
    sayState();
  } else if (more === Infinity) {
    say('From here it cannot be broken any more: proved.', 'good');
  } else {
    leadToWin();
    show();
    say(`It breaks: in ${counted(more, 'step', 'steps')} more. Forward goes along them.`, 'bad');
  }
}

function solution() {
  at = 0;
  if (wins.to[0] < 0) { show(); sayState(); return; }
  leadToWin();
  show();
  say('The simplest failure, from its start: Forward goes along it.');
}

/* -- what is seen -- */

function element(name, content, className) {
  const made = document.createElement(name);
  if (content !== undefined) made.textContent = content;
  if (className) made.className = className;
  return made;
}

function showSource(pre, place) {
  pre.replaceChildren();
  if (place < 0) return;
  const [file, next] = data.places[place], lines = data.sources[file];
  if (!lines) { pre.append(element('span', `${file}:${next}`)); return; }
  for (let i = Math.max(1, next - 4); i <= Math.min(lines.length, next + 4); i++) {
    pre.append(element('span', `${String(i).padStart(4)}${i === next ? '▸' : ' '} ${lines[i - 1]}`, i === next ? 'next' : ''));
  }
}

function showThreads() {
  const box = $('threads');
  here().t.forEach((thread, i) => {
    let section = box.children[i];
    if (!section) {
      section = element('section');
      section.setAttribute('aria-labelledby', `thread-${i}`);
      const head = element('h2', `${data.names[i][0]} ${data.names[i][1]}`), button = element('button', `Step ${data.names[i][0]}`);
      head.id = `thread-${i}`;
      button.type = 'button';
      button.addEventListener('click', () => step(i));
      const pre = element('pre');
      pre.tabIndex = 0;
      pre.setAttribute('aria-label', `Source of ${data.names[i][1]}`);
      section.append(head, element('p'), button, pre);
      box.append(section);
    }
    const [state, next, waits, place] = thread;
    section.hidden = false;
    section.className = state === ENDED ? 'over' : '';
    section.querySelector('p').textContent = state === CAN_GO ? text(next) : state === ENDED ? 'has ended' :
      waits >= 0 ? `waits for ${text(waits)}` : state === LOOPS ? 'waits in a loop' : text(next);
    section.querySelector('button').disabled = !here().e.some((edge) => edge[0] === i);
    showSource(section.querySelector('pre'), state === ENDED ? -1 : place);
  });
  for (let i = here().t.length; i < box.children.length; i++) box.children[i].hidden = true;
}

function showShared() {
  const before = at > 0 ? new Map(nodes[nodeAt(at - 1)].v.map(([name, value]) => [name, value])) : new Map();
  const rows = here().o.map(([name, owner, waiting]) => {
    const row = element('tr');
    row.append(element('th', text(name)), element('td', (owner >= 0 ? `held by ${data.names[owner][0]}` : 'free') +
      (waiting > 0 ? `, ${counted(waiting, 'waits', 'wait')}` : '')));
    row.firstChild.scope = 'row';
    return row;
  });
  for (const [name, value] of here().v) {
    const row = element('tr');
    row.append(element('th', text(name)), element('td', text(value), at > 0 && before.get(name) !== value ? 'changed' : ''));
    row.firstChild.scope = 'row';
    rows.push(row);
  }
  $('shared').tBodies[0].replaceChildren(...rows);
}

function showSteps() {
  const rows = line.map(({ edge: [thread, , words, place] }, i) => {
    const row = element('li', `${data.names[thread][0]} ${text(words)}${place >= 0 ? '  :' + data.places[place][1] : ''}`);
    row.className = i >= at ? 'later' : nodes[nodeAt(i + 1)].w ? 'wrong' : '';
    return row;
  });
  $('steps').replaceChildren(...rows);
  if (at > 0) rows[at - 1].scrollIntoView({ block: 'nearest' });
}

function show() {
  showThreads();
  showShared();
  showSteps();
  $('count').textContent = `${counted(at, 'step', 'steps')}, ${counted(switches(at), 'switch', 'switches')}`;
  $('undo').disabled = at === 0;
  $('redo').disabled = at === line.length;
}

const keys = { u: undo, Backspace: undo, ArrowUp: () => go(at - 1), ArrowDown: () => go(at + 1), Home: () => go(0),
  End: () => go(line.length), r: again, c: other, f: finish, s: solution };
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const thread = data.names.findIndex(([letter]) => letter === event.key || (letter.toLowerCase() === event.key && !keys[event.key]));
  if (thread >= 0) step(thread);
  else if (keys[event.key]) keys[event.key]();
  else return;
  event.preventDefault();
});
$('undo').addEventListener('click', undo);
$('redo').addEventListener('click', () => go(at + 1));
$('again').addEventListener('click', again);
$('finish').addEventListener('click', finish);
$('solution').addEventListener('click', solution);
$('theme').addEventListener('click', () => {
  const root = document.documentElement, dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});
$('title').textContent = data.title;
document.title = `${data.title}: play`;
$('how').textContent = data.how;
again();
