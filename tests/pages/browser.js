// browser.js - Chromium for the tests of pages: what a page must never do is counted, pictures are taken.
const { chromium } = require("playwright-core");
const axe = require("axe-core");
const path = require("path");

/* Opens a page from disk. Returns it with what it said that it must not: errors, requests, dialogs. */
const open = async (browser, file, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, colorScheme: "light", ...options });
    const page = await context.newPage();
    const said = [];
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
    page.on("request", (request) => request.url() === `file://${path.resolve(file)}` || said.push(`asks for ${request.url()}`));
    page.on("dialog", (dialog) => said.push(`a dialog: ${dialog.message()}`));
    await page.goto(`file://${path.resolve(file)}`, { waitUntil: "load" });
    await page.waitForSelector("html[data-ready]");
    return { page, said };
};

/* What axe-core finds by the rules of WCAG 2.2 A and AA, and its best practices; a line for each. */
const findings = async (page) => {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }));
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
};

/* Pictures of both widths and themes. A page must be no wider than its window. Returns what is wrong. */
const pictures = async (page, name) => {
    const wrong = [];
    for (const colorScheme of ["light", "dark"]) {
        for (const width of [360, 800, 1600]) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: width === 360 ? 740 : 1000 });
            await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
            await page.screenshot({ path: `${name}-${colorScheme}-${width}.png`, fullPage: width === 360 });
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            if (wide > width) wrong.push(`at ${width} the page is ${wide} wide`);
            wrong.push(...(await findings(page)).map((finding) => `${colorScheme} ${width}: ${finding}`));
        }
    }
    return wrong;
};

const launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

module.exports = { launch, open, findings, pictures };
