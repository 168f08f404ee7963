// Copies the browser files we use from node_modules into api/static/vendor, with a manifest of version, licence and SRI.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url), target = new URL("../api/static/vendor/", here);
const files = {
  "htmx.org": ["dist/htmx.min.js", "dist/ext/hx-sse.min.js"],
  "maplibre-gl": ["dist/maplibre-gl.mjs", "dist/maplibre-gl-shared.mjs", "dist/maplibre-gl-worker.mjs", "dist/maplibre-gl.css"],
  "pmtiles": ["dist/pmtiles.js"],
};
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const manifest = Object.entries(files).flatMap(([name, paths]) => paths.map((path) => {
  const folder = new URL(`node_modules/${name}/`, here), file = path.split("/").at(-1);
  const { version, license } = JSON.parse(readFileSync(new URL("package.json", folder)));
  copyFileSync(new URL(path, folder), new URL(file, target));
  const integrity = "sha384-" + createHash("sha384").update(readFileSync(new URL(file, target))).digest("base64");
  return { file, package: name, version, license, integrity };
}));
writeFileSync(new URL("manifest.json", target), JSON.stringify(manifest, null, 2) + "\n");
