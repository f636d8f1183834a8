// game-tried.js - plays a game's page by the keyboard: to a win, to an end that is right, and on a fix to neither.
const assert = require("assert");
const { execSync } = require("child_process");
const { open, findings, pictures } = require("./browser.js");

const data = (page, id) => page.$eval(`#${id}`, (element) => JSON.parse(element.textContent));
const said = (page) => page.textContent("#now");
const steps = async (page) => +(await page.textContent("#count")).match(/^(\d+) step/)[1];
const letter = (graph, thread) => graph.names[thread][0];

/* The explorer's simplest failure, decision by decision: what can only go one way goes by itself. */
const win = async (page) => {
    const { simplest } = await data(page, "about"), graph = await data(page, "graph");
    await page.keyboard.press("r");
    while (await steps(page) < simplest.steps) {
        const [thread] = simplest.line[await steps(page)];
        const before = await steps(page);
        await page.keyboard.press(letter(graph, thread));
        assert(await steps(page) > before, `${letter(graph, thread)} makes a step: ${await said(page)}`);
        for (let choice = simplest.line[await steps(page) - 1][1]; choice > 0; choice--) await page.keyboard.press("c");
    }
    const switches = (count) => `${count} switch${count === 1 ? "" : "es"}`;
    const length = `${simplest.steps} steps with ${switches(simplest.switches)}`;
    assert((await said(page)).startsWith(`It breaks! You took ${length}; the simplest failure takes ${length}. `), await said(page));
    assert.strictEqual(await page.getAttribute("#now", "class"), "good");
    assert.strictEqual(await page.locator("#steps li.wrong").count(), 1);
};

/* Each thread goes on for as long as it can: nothing goes wrong then. */
const end = async (page) => {
    const graph = await data(page, "graph");
    await page.keyboard.press("r");
    for (let turn = 0; turn < 500 && !(await said(page)).startsWith("It ended well this time"); turn++) {
        const ready = await page.$$eval("#threads button:not([aria-disabled=true])", (all) => all.map((one) => +one.dataset.step));
        assert(ready.length > 0, await said(page));
        await page.keyboard.press(letter(graph, ready[0]));
    }
    assert((await said(page)).startsWith("It ended well this time"), await said(page));
};

/* What the page says to type shows the same failure. */
const replay = async (page, term) => {
    const command = await page.$$eval("#facts dt", (all, wanted) => all.find((one) => one.textContent === wanted).nextSibling.textContent, term);
    assert(command.startsWith("make replay EX="), command);
    let output = "", status = 0;
    try {
        output = String(execSync(command.replace(/^make/, "${MAKE:-make} -s"), { stdio: ["ignore", "pipe", "pipe"] }));
    } catch (error) {
        output = String(error.stdout) + String(error.stderr);
        status = error.status;
    }
    return { status, output, command };
};

/* Where the keyboard comes to, and that it stays where it was used. */
const walk = async (page) => {
    await page.keyboard.press("r");
    await page.evaluate(() => document.activeElement.blur());
    const order = [];
    for (let i = 0; i < 20 && !order.includes("steps"); i++) {
        await page.keyboard.press("Tab");
        order.push(await page.evaluate(() => document.activeElement.id || document.activeElement.tagName));
    }
    const threads = await page.locator("#threads section:not([hidden])").count();
    const expected = ["keys", "theme"];
    for (let i = 0; i < threads; i++) expected.push("BUTTON", ...(await page.locator("#threads pre").nth(i).isVisible() ? ["PRE"] : []));
    const controls = await page.$$eval("#controls button:not([hidden])", (all) => all.map((one) => one.id));
    assert.deepStrictEqual(order, [...expected, ...controls, "shared", "steps"]);
    await page.focus("#threads button:not([aria-disabled=true])");
    const before = await steps(page);
    await page.keyboard.press("Enter");
    assert(await steps(page) > before);
    assert.strictEqual(await page.evaluate(() => document.activeElement.tagName), "BUTTON", "the focus stays");
    const after = await steps(page);
    await page.keyboard.press("ArrowLeft");
    assert.strictEqual(await steps(page), after - 1);
    await page.keyboard.press("ArrowRight");
    assert.strictEqual(await steps(page), after);
    await page.focus("#keys");
    await page.keyboard.press("Enter");
    const now = await steps(page);
    await page.keyboard.press("u");
    assert.strictEqual(await steps(page), now, "letters do nothing");
    await page.keyboard.press("Enter");
    await page.keyboard.press("u");
    assert(await steps(page) < now, "and something again");
};

const tryRacy = async (page, kind) => {
    assert((await said(page)).startsWith("Break it: "), await said(page));
    await win(page);
    for (const term of ["see it again", "see that again"]) {
        const again = await replay(page, term);
        assert.strictEqual(again.status, 2, `${again.command}: ${again.output}`);
        assert(again.output.includes(kind), `${again.command}: ${again.output}`);
    }
    await end(page);
    const right = await replay(page, "see it again");
    assert(!right.output.includes(`· ${kind}`), `${right.command}: ${right.output}`);
    await page.keyboard.press("u");
    await page.keyboard.press("r");
    await page.keyboard.press("f");
    assert((await said(page)).startsWith("It breaks: in "), await said(page));
    await page.keyboard.press("End");
    assert((await said(page)).startsWith("It breaks! "), await said(page));
    await page.keyboard.press("s");
    assert.strictEqual(await steps(page), 0);
    await page.keyboard.press("End");
    assert((await said(page)).startsWith("It breaks! "), await said(page));
};

const tryFix = async (page) => {
    assert((await said(page)).startsWith("It cannot be broken: proved"), await said(page));
    await page.keyboard.press("f");
    assert((await said(page)).startsWith("From here it cannot be broken any more"), await said(page));
    await end(page);
};

/* Plays the page. Returns how many states it has. */
const tryGame = async (browser, file, name, shots) => {
    const { page, said: errors } = await open(browser, file);
    const { nodes } = await data(page, "graph"), { simplest, version } = await data(page, "about");
    const sources = await data(page, "sources"), facts = await page.textContent("#facts");
    for (const fact of [version, ...sources.map((source) => source.sha256)]) assert(facts.includes(fact), `${name} names ${fact}`);
    if (simplest) await tryRacy(page, /10/.test(name) ? "deadlock" : "wrong result");
    else await tryFix(page);
    await walk(page);
    if (simplest) await win(page);
    assert.deepStrictEqual(await pictures(page, `${shots}/${name}`), [], name);
    assert.deepStrictEqual(await findings(page), []);
    assert.deepStrictEqual(errors, [], name);
    await page.context().close();
    return nodes.length;
};

module.exports = { tryGame };
