// Looks at the Agents Playground as a person would. Reads {"address", "places": [{"name", "until", "press", "png"}]} from
// standard input, prints {"places": [{"text", "opened"}]}: what stands there, and what after a button was pressed.
import { readFileSync } from "node:fs";
import { browserFile, launch } from "./tools.mjs";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const { address, places } = JSON.parse(input);
const plain = (text) => text.replace(/\s+/g, " ");
const read = async (page) => plain(await page.evaluate(() => document.body.innerText));
const appears = (page, text) => page.waitForFunction(
  (wanted) => document.body.innerText.replace(/\s+/g, " ").includes(wanted), { timeout: 30_000, polling: 200 }, plain(text),
);

// What was posted before is told to the first page that opens, and to no other: all places are looked at in one.
const look = async (page, { name, until, press, png }) => {
  for (const item of await page.$$("[role=treeitem]")) {
    if ((await item.evaluate((element) => element.innerText)).startsWith(name)) await item.click();
  }
  await appears(page, until);
  const text = await read(page);
  if (press) {
    for (const button of await page.$$("button, [role=button]")) {
      if ((await button.evaluate((element) => element.innerText.trim())) === press) { await button.click(); break; }
    }
    await page.waitForFunction(
      (before) => document.body.innerText.replace(/\s+/g, " ") !== before, { timeout: 30_000, polling: 200 }, text,
    );
  }
  if (png) await page.screenshot({ path: png });
  return { text, opened: await read(page) };
};

const browser = await launch(JSON.parse(readFileSync(browserFile, "utf8")));
const seen = [];
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 1400 });
  await page.setRequestInterception(true);
  page.on("request", (request) => (request.url().startsWith(address) || /^(data|blob):/.test(request.url())
    ? request.continue() : request.abort()));
  await page.goto(address, { waitUntil: "domcontentloaded" });
  await appears(page, "Send a card");
  for (const place of places) seen.push(await look(page, place));
} finally {
  await browser.close();
}
console.log(JSON.stringify({ places: seen }));
