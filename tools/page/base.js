// base.js - what the scripts of all pages begin with. Text from outside is only ever set as text; marks that a
// screen would obey instead of showing are spelled out.
"use strict";
const $ = (query, in_ = document) => in_.querySelector(query);
const plain = (text) => String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (mark) => `⟨U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
const make = (tag, text, name) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = plain(text);
    if (name) element.className = name;
    return element;
};
const space = (() => { // of SVG's names; no page has an address in it
    const template = document.createElement("template");
    template.innerHTML = "<svg></svg>";
    return template.content.firstChild.namespaceURI;
})();
const drawn = (tag, attributes) => {
    const element = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
};
/* What is said once of what a page shows: terms, and to each what is typed or compared. */
const factList = (facts) => {
    const table = make("dl", undefined, "facts");
    for (const [term, text] of facts) if (text) {
        const said = make("dd");
        said.append(make("code", text));
        table.append(make("dt", term), said);
    }
    return table;
};
const read = (id) => JSON.parse($(`#${id}`).textContent);

/* Light or dark: as the system has it, until the button says otherwise. */
const theme = $("#theme");
if (theme) theme.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
});
