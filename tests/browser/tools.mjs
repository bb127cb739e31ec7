// Where the browser tools live, and how to load a package from there. They stay out of the tree: .tools/browser.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..", "..");
export const home = process.env.KADANS_BROWSER_TOOLS ?? join(root, ".tools", "browser");
const require = createRequire(join(home, "package.json"));

export const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
export const folderOf = (name) => join(home, "node_modules", ...name.split("/"));
export const browserFile = join(home, "browser.json");

// The browser asks nobody anything, and keeps no profile.
export const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run", "--disable-quic", "--font-render-hinting=none", "--hide-scrollbars",
];

export const launch = async ({ executable, environment }) => {
  const { default: puppeteer } = await load("puppeteer-core");
  // Without a folder of one's own, puppeteer makes a fresh one and removes it afterwards.
  return puppeteer.launch({
    executablePath: executable, args: flags, headless: "shell", timeout: 60_000, env: { ...process.env, ...environment },
  });
};
