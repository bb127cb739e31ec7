// Draws cards with Adaptive Cards' own renderer, and pages as they are. Reads {"jobs": [...]} from standard input, prints
// {"results": [...]}. A job: {"card": {...}} or {"html": "..."}, and width, scale, dark, open, png, fonts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { browserFile, folderOf, launch } from "./tools.mjs";

const look = JSON.parse(readFileSync(join(import.meta.dirname, "teams-look.json"), "utf8"));
const script = (name, ...path) => readFileSync(join(folderOf(name), ...path), "utf8");
const scripts = [
  script("adaptivecards", "dist", "adaptivecards.min.js"),
  script("markdown-it", "dist", "markdown-it.min.js"),
];

// Segoe UI is not to be had; Open Sans has nearly its widths. Each file of the package with the characters it is for.
const fonts = [["open-sans", 400], ["open-sans", 600], ["open-sans", 700], ["noto-sans-symbols-2", 400]].map(([name, weight]) => {
  const folder = folderOf(`@fontsource/${name}`);
  return readFileSync(join(folder, `${weight}.css`), "utf8").replace(/src:[^;]*;/g, (source) => {
    const file = /\.\/files\/[^)]+\.woff2/.exec(source)[0];
    return `src: url(data:font/woff2;base64,${readFileSync(join(folder, file)).toString("base64")}) format("woff2");`;
  });
}).join("\n");

const shell = (dark) => `<!doctype html><html><head><meta charset="utf-8"><style>${fonts}
  body { margin: 0; background: ${dark ? "#141414" : "#ebebeb"}; font-family: "Open Sans", "Noto Sans Symbols 2"; font-size: 14px; line-height: 1.4; }
  #frame { border-radius: 6px; overflow: hidden; }
  .ac-adaptiveCard h2, .ac-adaptiveCard [role=heading] { margin: 0; }
  .ac-pushButton { font: 600 14px "Open Sans"; padding: 5px 12px; border-radius: 4px; cursor: pointer; overflow: hidden;
    text-overflow: ellipsis; color: ${dark ? "#fff" : "#242424"}; background: ${dark ? "#292929" : "#fff"};
    border: 1px solid ${dark ? "#666" : "#d1d1d1"}; }
  .ac-textBlock p, .ac-fact-title p, .ac-fact-value p { margin: 0; }
  a { color: ${dark ? "#a6a7dc" : "#4f52b2"}; }
</style></head><body><div id="frame"></div></body></html>`;

// Runs in the page: parse, validate, render; return what the renderer complains about.
const render = (card, hostConfig) => {
  const problems = [];
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  const markdown = window.markdownit();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };
  // The renderer's pattern for `lang` is a global one: it remembers where it stopped, and fails for every second card.
  AdaptiveCards.CardElement.langProperty.regEx.lastIndex = 0;
  const model = new AdaptiveCards.AdaptiveCard();
  model.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  model.parse(card, context);
  for (let index = 0; index < context.eventCount; index++) problems.push(context.getEventAt(index).message);
  for (const event of model.validateProperties().validationEvents) problems.push(event.message);
  document.getElementById("frame").replaceChildren(model.render());
  return problems;
};

// Runs in the page: which texts are cut off, and which ones broke though they hold no ordinary space.
const inspect = () => {
  const visible = (element) => element.offsetParent !== null;
  const clipped = [...document.querySelectorAll("body *")]
    .filter((element) => visible(element) && getComputedStyle(element).overflowX !== "visible")
    .filter((element) => element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 2)
    .map((element) => element.textContent.slice(0, 80));
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const broken = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (!text || /[ \n-]/.test(text) || !visible(walker.currentNode.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(text);
  }
  return {
    clipped: wide ? [...clipped, "the whole is wider than its frame"] : clipped,
    broken,
    links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
    text: document.body.innerText,
    html: document.body.innerHTML.length,
  };
};

const fontsIn = async (page) => {
  const session = await page.createCDPSession();
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument", { depth: -1 });
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "body *" });
  const names = new Set();
  for (const nodeId of nodeIds) {
    const { fonts: used } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    used.forEach((font) => names.add(font.familyName));
  }
  await session.detach();
  return [...names].sort();
};

// One page serves all cards of a look, since the renderer and its fonts take longer to load than a card to draw.
const pages = new Map();
const pageFor = async (browser, { card, dark }) => {
  const key = card ? `cards, ${dark ? "dark" : "light"}` : null;
  if (pages.has(key)) return pages.get(key);
  const page = await browser.newPage();
  const seen = { page, asked: [], errors: [] };
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (/^(data|about):/.test(request.url())) return request.continue();
    seen.asked.push(request.url());
    return request.abort();
  });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
  if (card) {
    await page.setContent(shell(dark), { waitUntil: "load" });
    for (const content of scripts) await page.addScriptTag({ content });
    pages.set(key, seen);
  }
  return seen;
};

const draw = async (browser, job) => {
  const dark = Boolean(job.dark);
  const { page, asked, errors } = await pageFor(browser, { card: job.card, dark });
  asked.length = errors.length = 0;
  await page.setViewport({ width: job.width, height: 200, deviceScaleFactor: job.scale ?? 1 });
  let problems = [];
  if (job.card) {
    problems = await page.evaluate(render, job.card, look[dark ? "dark" : "light"]);
    if (job.open) await (await page.$$(".ac-actionSet .ac-pushButton"))[job.open - 1].click();
  } else {
    await page.setContent(job.html, { waitUntil: "load" });
  }
  await page.evaluate(() => document.fonts.ready);
  const seen = await page.evaluate(inspect);
  const fontNames = job.fonts ? await fontsIn(page) : [];
  if (job.png) {
    const element = await page.$(job.card ? "#frame" : "body");
    const box = await element.boundingBox();
    await page.setViewport({ width: job.width, height: Math.ceil(box.height), deviceScaleFactor: job.scale ?? 1 });
    await element.screenshot({ path: job.png });
  }
  const result = { problems: [...problems, ...errors], asked: [...asked], fonts: fontNames, ...seen };
  if (!job.card) await page.close();
  return result;
};

let input = "";
for await (const chunk of process.stdin) input += chunk;
const browser = await launch(JSON.parse(readFileSync(browserFile, "utf8")));
const results = [];
try {
  for (const job of JSON.parse(input).jobs) results.push(await draw(browser, job));
} finally {
  await browser.close();
}
console.log(JSON.stringify({ results }));
