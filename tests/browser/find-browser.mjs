// Finds a browser that really starts, and writes down how: an installed one, else the one inside a package.
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { accessSync, constants } from "node:fs";
import { browserFile, folderOf, home, launch, load } from "./tools.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function* installed() {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const executable = join(folder, name);
      try {
        accessSync(executable, constants.X_OK);
      } catch {
        continue;
      }
      yield { executable, environment: {}, what: executable };
      break;
    }
  }
}

async function packed() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(`the packed browser is for Linux on x64, this is ${process.platform} on ${process.arch}`);
  }
  const place = join(home, "chromium");
  mkdirSync(place, { recursive: true });
  process.env.TMPDIR = place; // that is where the package unpacks
  const { default: chromium, inflate } = await load("@sparticuz/chromium");
  const executable = await chromium.executablePath();
  // nss, nspr and expat, which a bare machine lacks.
  await inflate(join(folderOf("@sparticuz/chromium"), "bin", "al2023.tar.br"));
  const fonts = join(place, "fonts");
  writeFileSync(join(fonts, "fonts.conf"), `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${join(place, "font-cache")}</cachedir></fontconfig>
`);
  const environment = {
    LD_LIBRARY_PATH: join(place, "al2023", "lib"),
    FONTCONFIG_PATH: fonts,
    FONTCONFIG_FILE: join(fonts, "fonts.conf"),
  };
  return { executable, environment, what: "the browser from the package @sparticuz/chromium" };
}

const troubles = [];
async function starts(candidate) {
  try {
    const browser = await launch(candidate);
    const version = await browser.version();
    await browser.close();
    writeFileSync(browserFile, JSON.stringify(candidate, null, 1) + "\n");
    console.log(`Browser tools: ready, with ${candidate.what} (${version}).`);
    return true;
  } catch (error) {
    troubles.push(`${candidate.what}: ${String(error.message).split("\n").filter(Boolean).slice(0, 2).join(" ")}`);
    return false;
  }
}

for (const candidate of installed()) if (await starts(candidate)) process.exit(0);
try {
  if (await starts(await packed())) process.exit(0);
} catch (error) {
  troubles.push(error.message);
}
console.error(`Browser tools: no browser starts here (${troubles.join("; ")}). Install one: apt-get install chromium`);
process.exit(3);
