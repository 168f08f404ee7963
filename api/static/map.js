// The map beside the list: the same cases, in step with it both ways. Everything on it comes from this server.
import { $, $$, openCase } from "./console.js";

const pane = $("#map-pane"), says = $("#map-says"), toggle = $("#map-toggle");
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
let map = null, library = null, known = new Map(), picked = null, tip = null, said = ["", ""], lately = 0;

// On and off
toggle.addEventListener("click", () => turn(pane.hidden));
function turn(on) {
  pane.hidden = !on;
  toggle.setAttribute("aria-pressed", String(on));
  if (on) localStorage.setItem("map", "on"); else localStorage.removeItem("map");
  if (on && !map) begin(); else if (on) { map.resize(); refresh(); }
}
function tell() { says.textContent = said.filter(Boolean).join(" "); }
function cannot(text) {
  pane.classList.add("no-map");
  pane.dataset.state = "none";
  said = [text, ""];
  tell();
}

async function begin() {
  if (!document.createElement("canvas").getContext("webgl2")) {
    cannot("This browser cannot draw the map (it needs WebGL 2). The list shows the same cases.");
    return;
  }
  pane.dataset.state = "loading";
  said = ["Drawing the map.", ""];
  tell();
  try {
    const style = document.createElement("link");
    Object.assign(style, { rel: "stylesheet", href: "/static/vendor/maplibre-gl.css" });
    document.head.append(style);
    library = await import("/static/vendor/maplibre-gl.mjs");
    if (pane.dataset.base) await tiles();
    const [shapes] = await Promise.all([ask(pane.dataset.outlines), refresh()]);
    said[1] = shapes.says;
    map = new library.Map({
      container: "queue-map", style: look(shapes), bounds: around([...known.values()], shapes), fitBoundsOptions: { padding: 40, maxZoom: 14 },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 17,
    });
    map.addControl(new library.NavigationControl({ showCompass: false }));
    map.touchZoomRotate.disableRotation();
    map.getCanvas().setAttribute("aria-label", "Map. The list holds the same cases in words.");
    map.on("load", () => { pane.dataset.state = "drawn"; put(); pick(openCase()); tell(); });
    map.on("error", (event) => { if (pane.dataset.state !== "drawn") cannot(`The map could not be drawn (${event.error?.name ?? "error"}). The list shows the same cases.`); });
    follow(shapes);
    listen();
  } catch {
    cannot("The map could not be loaded. The list shows the same cases; turn the map off and on to try again.");
    map = null;
  }
}
async function tiles() {
  await new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: "/static/vendor/pmtiles.js", onload: done, onerror: failed });
    document.head.append(script);
  });
  const protocol = new globalThis.pmtiles.Protocol();
  library.addProtocol("pmtiles", protocol.tile);
}
async function ask(address) {
  const sought = $("#sought")?.value;
  const headers = sought ? { "X-Sought": btoa(String.fromCharCode(...new TextEncoder().encode(sought))) } : {};
  const answer = await fetch(address, { headers });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
async function refresh() {
  lately = Date.now();
  const found = await ask(pane.dataset.points);
  known = new Map(found.points.map((point) => [String(point.id), point]));
  said[0] = found.says;
  pane.dataset.cases = found.points.length;
  if (map?.loaded()) put();
  tell();
}
function put() { map.getSource("cases")?.setData(features([...known.values()])); }

// How it looks: the page's own colours, in both themes
function colour(name) {
  const probe = document.createElement("i"), canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  canvas.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}
function look(shapes) {
  const [ground, sheet, line, hair, ink, soft, act, alarm] = ["ground", "sheet", "line", "hair", "ink", "soft", "act", "alarm"].map(colour);
  const urgent = ["==", ["get", "level"], "urgent"], quiet = ["==", ["get", "level"], "quiet"], cluster = ["has", "point_count"];
  const halo = { "text-color": ink, "text-halo-color": ground, "text-halo-width": 1.5 };
  const font = { "text-font": ["sans-serif"], "text-allow-overlap": true };
  const based = pane.dataset.base ? base({ ground, sheet, line, hair, soft }) : [];
  return {
    version: 8,
    sources: {
      ...(pane.dataset.base ? { base: { type: "vector", url: `pmtiles://${location.origin}${pane.dataset.base}` } } : {}),
      districts: { type: "geojson", data: shapes.districts },
      beats: { type: "geojson", data: shapes.beats },
      names: { type: "geojson", data: names(shapes) },
      cases: {
        type: "geojson", data: features([...known.values()]), cluster: true, clusterRadius: 36, clusterMaxZoom: 14,
        clusterProperties: { urgent: ["+", ["case", urgent, 1, 0]] },
      },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": ground } },
      ...based,
      { id: "beats", type: "line", source: "beats", minzoom: 11, paint: { "line-color": line, "line-width": 1, "line-dasharray": [2, 2] } },
      { id: "districts", type: "line", source: "districts", paint: { "line-color": soft, "line-width": 1.5 } },
      { id: "beat-names", type: "symbol", source: "names", minzoom: 12.5, filter: ["==", ["get", "kind"], "beat"], layout: { "text-field": ["get", "name"], "text-size": 11, "text-font": ["sans-serif"] }, paint: { ...halo, "text-color": soft } },
      { id: "district-names", type: "symbol", source: "names", filter: ["==", ["get", "kind"], "district"], layout: { "text-field": ["get", "name"], "text-size": 13, "text-offset": [0, -1.8], ...font }, paint: halo },
      { id: "many", type: "circle", source: "cases", filter: cluster, paint: { "circle-radius": ["step", ["get", "point_count"], 14, 10, 18, 100, 24], "circle-color": sheet, "circle-stroke-width": ["case", [">", ["get", "urgent"], 0], 3, 1.5], "circle-stroke-color": ["case", [">", ["get", "urgent"], 0], alarm, ink] } },
      { id: "many-count", type: "symbol", source: "cases", filter: cluster, layout: { "text-field": ["case", [">", ["get", "urgent"], 0], ["concat", ["get", "point_count"], "\n", ["get", "urgent"], " urgent"], ["to-string", ["get", "point_count"]]], "text-size": 11, ...font }, paint: { ...halo, "text-halo-color": sheet } },
      { id: "one", type: "circle", source: "cases", filter: ["!", cluster], paint: { "circle-radius": ["case", urgent, 9, quiet, 5, 7], "circle-color": ["case", urgent, alarm, quiet, ground, ink], "circle-stroke-width": ["case", quiet, 2, 1.5], "circle-stroke-color": ["case", quiet, soft, ground] } },
      { id: "one-mark", type: "symbol", source: "cases", filter: ["all", ["!", cluster], urgent], layout: { "text-field": "!", "text-size": 13, ...font }, paint: { "text-color": ground } },
    ],
  };
  function base(c) { // the few layers of Protomaps' basemap that help to find one's way
    const of = (id, type, layer, paint, more = {}) => ({ id: `base-${id}`, type, source: "base", "source-layer": layer, paint, ...more });
    return [
      of("earth", "fill", "earth", { "fill-color": c.sheet }),
      of("water", "fill", "water", { "fill-color": c.hair }),
      of("roads", "line", "roads", { "line-color": c.hair, "line-width": ["interpolate", ["linear"], ["zoom"], 11, 0.5, 16, 4] }),
      of("names", "symbol", "roads", { "text-color": c.soft, "text-halo-color": c.sheet, "text-halo-width": 1 }, { minzoom: 14, layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 11, "text-font": ["sans-serif"] } }),
    ];
  }
}
function follow(shapes) { // the theme changes: the same map in other colours
  const again = () => { map.setStyle(look(shapes)); };
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}
function features(points) {
  return {
    type: "FeatureCollection",
    features: points.map(({ lat, lng, ...rest }) => ({ type: "Feature", properties: rest, geometry: { type: "Point", coordinates: [lng, lat] } })),
  };
}
function names(shapes) {
  const spot = (kind) => ({ properties: { name }, geometry }) => {
    const ring = geometry.coordinates.reduce((a, b) => (b.length > a.length ? b : a));
    const middle = [0, 1].map((i) => ring.reduce((sum, at) => sum + at[i], 0) / ring.length);
    return { type: "Feature", properties: { kind, name: kind === "district" ? `District ${name}` : name }, geometry: { type: "Point", coordinates: middle } };
  };
  return { type: "FeatureCollection", features: [...shapes.districts.features.map(spot("district")), ...shapes.beats.features.map(spot("beat"))] };
}
function around(points, shapes) {
  const all = points.length ? points.map(({ lat, lng }) => [lng, lat]) : shapes.districts.features.flatMap((f) => f.geometry.coordinates.flat());
  if (!all.length) return undefined;
  const [x, y] = [0, 1].map((i) => all.map((at) => at[i]));
  return [[Math.min(...x) - 0.005, Math.min(...y) - 0.005], [Math.max(...x) + 0.005, Math.max(...y) + 0.005]];
}

// In step: what the reader points at in one is shown in the other
const number = (row) => row?.id.slice(4);
function pick(id, move = false) {
  const point = known.get(String(id ?? ""));
  picked?.remove();
  picked = null;
  delete pane.dataset.picked;
  if (!map || !point) return;
  const mark = Object.assign(document.createElement("div"), { className: "picked-mark" });
  picked = new library.Marker({ element: mark }).setLngLat([point.lng, point.lat]).addTo(map);
  mark.setAttribute("aria-hidden", "true");
  pane.dataset.picked = id;
  if (move && !map.getBounds().contains([point.lng, point.lat])) map.easeTo({ center: [point.lng, point.lat], duration: CALM.matches ? 0 : 150 });
}
for (const [sign, move] of [["mouseover", false], ["focusin", true]]) {
  $("#queue").addEventListener(sign, (event) => { const row = event.target.closest(".case-row"); if (row && map) pick(number(row), move); });
}
$("#queue").addEventListener("mouseleave", () => { if (map) pick(openCase()); });
function point(id) {
  for (const row of $$(".case-row.pointed")) row.classList.remove("pointed");
  const row = id && $(`#row-${id}`);
  row?.classList.add("pointed");
  if (row) row.scrollIntoView({ block: "nearest" });
}
function listen() {
  map.on("mousemove", "one", ({ features: [found], lngLat }) => {
    const { id, word, district, people, at } = found.properties;
    map.getCanvas().style.cursor = "pointer";
    if (pane.dataset.pointed === String(id)) return;
    pane.dataset.pointed = id;
    point(id);
    tip ??= new library.Popup({ closeButton: false, closeOnClick: false, className: "map-tip", offset: 12 });
    const what = $(`#row-${id} .what`)?.textContent.trim() ?? `Case ${id}`;
    const minutes = Math.round((Date.now() - Date.parse(at)) / 60000);
    const age = minutes < 60 ? `${minutes} min` : minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
    tip.setLngLat(lngLat).setText([`${word}: ${what}`, district && `district ${district}`, `${people} ${people === 1 ? "person" : "people"}`, age].filter(Boolean).join(", ")).addTo(map);
  });
  map.on("mouseleave", "one", () => { delete pane.dataset.pointed; map.getCanvas().style.cursor = ""; point(null); tip?.remove(); });
  map.on("click", "one", ({ features: [found] }) => {
    const { id } = found.properties, link = $(`#row-${id} > a`);
    if (link) link.click(); else location.assign(`/console/cases/${id}?${new URL(pane.dataset.points, location).searchParams}`);
  });
  map.on("click", "many", async ({ features: [found] }) => {
    const zoom = await map.getSource("cases").getClusterExpansionZoom(found.properties.cluster_id);
    map.easeTo({ center: found.geometry.coordinates, zoom: zoom + 0.2, duration: CALM.matches ? 0 : 150 });
  });
}
document.addEventListener("htmx:after:swap", (event) => {
  if (pane.hidden || !map) return;
  const { id } = event.detail.ctx.sourceElement;
  if (id === "queue" || id === "search") setTimeout(() => refresh().catch(() => {}), Math.max(0, lately + 2000 - Date.now()));
  else { map.resize(); pick(openCase(), true); }
});
if (localStorage.getItem("map") === "on") turn(true);
