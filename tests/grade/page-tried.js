// page-tried.js CLASS.html PICTURES - does with the page in Chromium what a person would; see page-tried.sh.
const { chromium } = require("playwright-core");
const path = require("path");
const assert = require("assert");
const [file, pictures] = process.argv.slice(2);

(async () => {
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, colorScheme: "light" });
    const said = [];
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("console", (message) => message.type() === "error" && said.push(message.text()));
    page.on("request", (request) => request.url().startsWith("file:") || said.push(`asks for ${request.url()}`));
    page.on("dialog", (dialog) => said.push(`a dialog: ${dialog.message()}`));

    // What the page costs is counted as the time of its thread on a processor: on a machine that is busy with
    // other things it opens later, and is no slower.
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const spent = async () => {
        const { metrics } = await session.send("Performance.getMetrics");
        return Math.round(1000 * metrics.find((metric) => metric.name === "TaskDuration").value);
    };
    const before = await spent();
    const began = Date.now();
    await page.goto(`file://${path.resolve(file)}`, { waitUntil: "load" });
    await page.waitForSelector("html[data-ready]");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const opened = Date.now() - began, cost = (await spent()) - before;
    const cells = await page.locator("#grid tbody td button").count();
    const timed = async (what) => {
        const start = Date.now();
        await what();
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        return Date.now() - start;
    };

    // A heading sorts, and the other way round.
    const points = () => page.$$eval("#grid tbody tr:not([hidden]) td:nth-child(2)", (all) => all.map((cell) => +cell.textContent));
    const sorted = await timed(() => page.click("#grid thead th[data-column='1']"));
    let list = await points();
    assert(list.every((value, i) => i === 0 || list[i - 1] >= value), "points go down");
    await page.click("#grid thead th[data-column='1']");
    list = await points();
    assert(list.every((value, i) => i === 0 || list[i - 1] <= value), "points go up");

    // A filter hides rows.
    const filtered = await timed(() => page.fill("#find", "student05"));
    assert.strictEqual(await page.locator("#grid tbody tr:not([hidden])").count(), 10);
    await page.fill("#find", "");
    await page.selectOption("#exercise", "0");
    await page.selectOption("#verdict", "-");
    const missing = await page.locator("#grid tbody tr:not([hidden])").count();
    assert(missing > 0 && missing < 200);
    await page.screenshot({ path: `${pictures}/filtered.png` });
    await page.selectOption("#exercise", "");
    await page.selectOption("#verdict", "");

    // A cell opens its evidence, which shows marks of a name instead of obeying them.
    const shown = await timed(async () => {
        await page.click("#grid tbody td button.v-N >> nth=3");
        await page.waitForSelector("#evidence[open]");
    });
    assert((await page.textContent("#evidence .story")).includes("failed "), "the story of a failure");
    await page.screenshot({ path: `${pictures}/evidence.png` });
    await page.keyboard.press("Escape");
    const names = await page.$$eval("#grid tbody th", (all) => all.map((cell) => cell.textContent));
    assert(names.some((name) => name.includes("<b>")) && names.some((name) => name.includes("⟨U+202E⟩")), "names are text");

    // A browser that can't unpack it says so, and what to do.
    await page.evaluate(() => { window.kept = window.DecompressionStream; delete window.DecompressionStream; });
    await page.click("#grid tbody td button.v-N >> nth=5");
    assert((await page.textContent("#evidence .story")).includes("too old"), "an old browser is told");
    await page.keyboard.press("Escape");
    await page.evaluate(() => { window.DecompressionStream = window.kept; });

    // The keyboard opens a cell as well, and Escape gives its place back.
    const cell = page.locator("#grid tbody td button.v-N >> nth=2");
    await cell.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#evidence[open]");
    assert((await page.textContent("#evidence .story")).includes("failed "), "the keyboard opens a cell");
    await page.keyboard.press("Escape");
    assert(await cell.evaluate((button) => button === document.activeElement), "Escape goes back to the cell");

    // The other views, and a slide.
    for (const view of ["fixes", "alike", "time"]) {
        await page.click(`[data-view=${view}]`);
        await page.screenshot({ path: `${pictures}/${view}.png` });
    }
    await page.click("[data-view=fixes]");
    await page.click("#fixes tbody tr:first-child button");
    await page.keyboard.press("ArrowRight");
    await page.screenshot({ path: `${pictures}/slide.png` });
    await page.keyboard.press("Escape");
    await page.click("[data-view=table]");

    for (const colorScheme of ["light", "dark"]) {
        for (const width of [360, 1600]) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: width === 360 ? 740 : 1000 });
            await page.screenshot({ path: `${pictures}/${colorScheme}-${width}.png` });
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            assert(wide <= width, `at ${width} the page is ${wide} wide`);
        }
    }
    await browser.close();
    assert.deepStrictEqual(said, []);
    assert(cost < 1000, `it takes ${cost} ms to open`);
    console.log(`${cells} cells: open ${opened} ms, ${cost} ms of them on a processor; sort ${sorted} ms, filter ${filtered} ms, evidence ${shown} ms`);
})().catch((error) => {
    console.error(String(error));
    process.exit(1);
});
