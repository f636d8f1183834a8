// pages-tried.js PAGES PICTURES - does with each page in Chromium what a person would; see pages-tried.sh.
const assert = require("assert");
const crypto = require("crypto");
const fs = require("fs");
const { execSync } = require("child_process");
const { launch, open, findings, pictures } = require("./browser.js");
const { tryGame } = require("./game-tried.js");
const [folder, shots] = process.argv.slice(2);

const text = (page, query) => page.textContent(query);
const number = async (page) => +(await text(page, "#where")).match(/step (\d+) of/)[1];
const count = async (page) => +(await text(page, "#where")).match(/of (\d+)/)[1];
const data = (page, id) => page.$eval(`#${id}`, (element) => JSON.parse(element.textContent));

/* From the first step to the last by the keyboard, and back. The wrong step is there. */
const walk = async (page) => {
    const steps = await count(page), about = await data(page, "about"), [run] = await data(page, "runs");
    assert.strictEqual(await number(page), 1);
    for (let step = 2; step <= Math.min(steps, 40); step++) {
        await page.keyboard.press("ArrowRight");
        assert.strictEqual(await number(page), step);
        const said = await text(page, "#now");
        assert(said.startsWith(`Step ${step} of ${steps}`), said);
        assert.strictEqual(await page.locator("#canvas tr.now").count(), 1);
    }
    await page.keyboard.press("End");
    assert.strictEqual(await number(page), steps);
    await page.keyboard.press("ArrowLeft");
    assert.strictEqual(await number(page), Math.max(1, steps - 1));
    await page.keyboard.press("Home");
    assert.strictEqual(await number(page), 1);
    if (about.kind !== undefined && run.rows.some((row) => row.wrong)) {
        assert(await page.locator("#canvas tr.wrong").count() > 0, "the step at which it goes wrong");
    }
    return steps;
};

/* The slider, by its own keys and by a click; the buttons; a row. */
const slide = async (page) => {
    const steps = await count(page);
    await page.focus("#slider");
    await page.keyboard.press("ArrowRight");
    assert.strictEqual(await number(page), 2);
    await page.keyboard.press("End");
    assert.strictEqual(await number(page), steps);
    const box = await page.locator("#slider").boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const middle = await number(page);
    assert(middle > 1 && middle < steps, `the middle of the slider is step ${middle}`);
    await page.click("#first");
    assert.strictEqual(await number(page), 1);
    await page.click("#forth");
    assert.strictEqual(await number(page), 2);
    await page.click("[data-step='3']");
    assert.strictEqual(await number(page), 4);
    assert.strictEqual(await page.getAttribute("[data-step='3']", "aria-current"), "step");
    await page.click("#first");
};

/* A fold opens, by the keyboard; what is in it can be stepped to; and it closes. */
const fold = async (page) => {
    const steps = await count(page);
    const [words] = await page.$$eval("[data-fold]", (all) => all.map((one) => one.textContent));
    const hidden = +words.match(/\d+/)[0];
    await page.focus("[data-fold]");
    await page.keyboard.press("Enter");
    assert.strictEqual(await page.getAttribute("[data-fold]", "aria-expanded"), "true");
    assert.strictEqual(await page.evaluate(() => document.activeElement.dataset.fold), "0", "the focus stays");
    const more = await count(page) - steps;
    assert(more > 0 && (hidden > 200 ? more === 200 : words.includes(",") || more === hidden), `${words} became ${more}`);
    await page.keyboard.press("Enter");
    assert.strictEqual(await count(page), steps);
};

const tabOrder = async (page, most) => {
    const order = [];
    for (let i = 0; i < most; i++) {
        await page.keyboard.press("Tab");
        order.push(await page.evaluate(() => {
            const { id, dataset, tagName } = document.activeElement;
            return id || (dataset.fold !== undefined ? "fold" : document.activeElement.closest("[data-step]") ? "row" : tagName);
        }));
    }
    return order;
};

/* One page in full: everything that can be done with it. */
const tryAll = async (browser, file, name) => {
    const { page, said } = await open(browser, file);
    await slide(page);
    await fold(page);
    assert(await page.locator("#order path[marker-end]").count() > 0, "arrows from thread to thread");
    await page.click("#arrows");
    assert.strictEqual(await page.locator("#order path[marker-end]").count(), 0);
    await page.click("#arrows");

    await page.reload(); // to begin at the top
    await page.waitForSelector("html[data-ready]");
    const order = (await tabOrder(page, 8));
    assert.deepStrictEqual(order, ["theme", "slider", "forth", "last", "fails", "passes", "all", "arrows"]);
    const rest = await tabOrder(page, 1 + await page.locator("[data-fold]").count() + 2);
    assert.deepStrictEqual(rest.filter((id) => id !== "fold"), ["rows", "row", "source"], "one row, and it is the current one");

    await page.click("#passes");
    assert.strictEqual(await page.getAttribute("#passes", "aria-pressed"), "true");
    assert.strictEqual(await page.locator("#canvas tr.wrong").count(), 0, "nothing goes wrong where it passes");
    await page.screenshot({ path: `${shots}/${name}-passes.png` });
    await page.click("#fails");

    await page.click("#all");
    const [run] = await data(page, "runs");
    assert(await count(page) > run.rows.length, "every step");
    await page.screenshot({ path: `${shots}/${name}-every-step.png` });
    await page.click("#all");
    assert.strictEqual(await count(page), run.rows.length);

    await page.click("#theme");
    assert.strictEqual(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.click("#theme");
    await page.evaluate(() => delete document.documentElement.dataset.theme);
    assert.deepStrictEqual(said, []);
    await page.context().close();
};

/* The command by which the page says that its schedule is seen again: it shows the same failure. */
const replay = async (page, name) => {
    const { again, kind } = await data(page, "about");
    const command = again.replace(/^make/, "${MAKE:-make} -s").replace(/^interleave/, process.env.INTERLEAVE);
    let output = "", status = 0;
    try {
        output = String(execSync(command, { stdio: ["ignore", "pipe", "pipe"] }));
    } catch (error) {
        output = String(error.stdout) + String(error.stderr);
        status = error.status;
    }
    assert.strictEqual(status > 0, kind !== undefined, `${name}: ${again}: ${output}`);
    if (kind !== undefined) assert(output.includes(kind), `${name}: ${kind}: ${again}: ${output}`);
};

/* A page names what it was made from: each source by its hash, its schedule, the kit's version. */
const namesAll = async (page, name) => {
    const about = await data(page, "about"), said = await text(page, "#again");
    for (const fact of [about.schedule, about.again, `interleave ${about.version}`]) assert(said.includes(fact), `${name} names ${fact}`);
    for (const { file, sha256 } of await data(page, "sources")) {
        assert.strictEqual(crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex"), sha256, file);
        assert(said.includes(sha256), `${name} names the hash of ${file}`);
    }
};

/* What every timeline must do; a few in both widths and themes. */
const tryTimeline = async (browser, file, name, isShown) => {
    const { page, said } = await open(browser, file);
    const steps = await walk(page);
    await namesAll(page, name);
    await replay(page, name);
    await page.keyboard.press("End");
    const wrong = isShown ? await pictures(page, `${shots}/${name}`) : await findings(page);
    assert.deepStrictEqual(wrong, [], name);
    assert.deepStrictEqual(said, [], name);
    await page.context().close();
    return steps;
};

const tryCosts = async (browser, file) => {
    const { page, said } = await open(browser, file);
    assert.strictEqual(await page.locator("#plots svg").count(), 2);
    assert.strictEqual(await page.locator("#table tbody tr").count(), (await data(page, "data")).variants.length);
    assert((await text(page, "#warning")).includes("racy"), "racy is wrong");
    assert.deepStrictEqual(await pictures(page, `${shots}/costs`), []);
    assert.deepStrictEqual(said, []);
    await page.context().close();
};

/* Text that turns, or would be markup, is spelled out. */
const tryHostile = async (browser, file) => {
    const { page, said } = await open(browser, file);
    const source = await text(page, "#source");
    assert(source.includes("</script><script>alert(1)</script>"), "the source is shown as it is");
    assert(source.includes("⟨U+202E⟩") && !source.includes("\u202e"), "marks that turn text are spelled out");
    assert.deepStrictEqual(said, []);
    await page.context().close();
};

(async () => {
    const browser = await launch();
    const files = fs.readdirSync(folder).filter((name) => name.endsWith(".html")).map((name) => name.slice(0, -5));
    const at = (name) => `${folder}/${name}.html`;
    const inFull = files.find((name) => name.startsWith("13-"));
    const shown = /^(01|10|13|20|25)-|many|hostile/;
    let steps = 0, states = 0;
    if (inFull) await tryAll(browser, at(inFull), inFull);
    for (const name of files.filter((name) => name.startsWith("play-"))) states += await tryGame(browser, at(name), name, shots);
    for (const name of files.filter((name) => name !== "costs" && !name.startsWith("play-"))) steps += await tryTimeline(browser, at(name), name, shown.test(name));
    await tryCosts(browser, at("costs"));
    await tryHostile(browser, at("hostile"));
    await browser.close();
    console.log(`${files.length} pages, ${steps} steps of timelines, ${states} states of games: no error, no request, nothing found by axe-core; pictures in ${shots}`);
})().catch((error) => {
    console.error(String(error.stack || error));
    process.exit(1);
});
