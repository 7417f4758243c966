// Writes world_map.json: the land and the places of the circles on maps, of the world and of each continent, as numbers of a
// drawing that is 960 wide. Both come from Natural Earth, which is public domain. The README beside it says how to run it.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(resolve(process.argv[2]), "from-here.js"));
const { geoArea, geoCentroid, geoEqualEarth, geoPath } = await import(pathToFileURL(require.resolve("d3-geo")));
const { feature } = await import(pathToFileURL(require.resolve("topojson-client")));
const atlas = (name) => JSON.parse(readFileSync(require.resolve(`world-atlas/${name}.json`)));

const WIDTH = 960;
const TALLEST = 640;
const EDGE = 14; // how near to the edge a circle may stand
// Countries without a shape of their own in Natural Earth's countries; Antarctica, which is not drawn, at the lower edge; and
// Russia in Europe, where the regions have it, in place of the middle of its largest part.
const BY_HAND = {
  AQ: [20, -57], BQ: [-68.3, 12.2], BV: [3.4, -54.4], CC: [96.8, -12.2], CX: [105.6, -10.5], GF: [-53, 4], GI: [-5.35, 36.1],
  GP: [-61.5, 16.2], MQ: [-61, 14.6], RE: [55.5, -21.1], SJ: [16, 78], TK: [-171.8, -9.2], TV: [179.2, -8.5], UM: [166.6, 19.3],
  XK: [20.9, 42.6], YT: [45.2, -12.8],
  RU: [50, 58],
};
// Islands in the east of the Pacific, where the map of the world has its inset: they stand at its other edge.
const EASTERN_EDGE = { CK: [-170.5, -24], PF: [-170.5, -29], PN: [-170.5, -34] };
// What is drawn of each continent: west, south, east, north. What lies beyond stands at the edge.
const CONTINENTS = {
  "002": [-27, -37, 60, 38],
  "009": [112, -48, 232, 21],
  "019": [-168, -56, -28, 76],
  142: [25, -11, 150, 56],
  150: [-25, 34, 52, 71],
};

const rows = (name) => {
  const [header, ...lines] = readFileSync(new URL(`${name}.csv`, import.meta.url), "utf-8").trimEnd().split("\n");
  // The columns that are read here stand before any cell with a comma
  return lines.map((line) => Object.fromEntries(header.split(",").map((column, place) => [column, line.split(",")[place]])));
};
const continentOf = Object.fromEntries(rows("regions").map((region) => [region.code, region.parent || region.code]));
const countries = rows("countries");

// The parts of each country as polygons, by its number: several shapes may have one, such as Australia and its islands
const shapes = atlas("countries-50m");
const polygonsOf = new Map();
for (const { id, geometry } of feature(shapes, shapes.objects.countries).features) {
  const parts = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  const polygons = parts.map((coordinates) => ({ type: "Polygon", coordinates }));
  polygonsOf.set(Number(id), [...(polygonsOf.get(Number(id)) ?? []), ...polygons]);
}

// The middle of the largest part of a country, as longitude and latitude.
function middle(country) {
  if (BY_HAND[country.code]) return BY_HAND[country.code];
  const polygons = polygonsOf.get(Number(country.number));
  if (!polygons) throw new Error(`${country.code} has no shape: give it a place by hand`);
  return geoCentroid(polygons.reduce((largest, next) => (geoArea(next) > geoArea(largest) ? next : largest)));
}

// A path in whole numbers, relative to where each part begins. Parts that are a point or a line then are left out, and those
// that lie below the drawing.
function inWholeNumbers(path, height) {
  let outline = "";
  for (const part of path.split(/(?=M)/)) {
    const points = part.replace(/[MZ]/g, "").split("L").map((point) => point.split(",").map((number) => Math.round(number)));
    if (points.every(([, y]) => y > height)) continue;
    const kept = [];
    for (const point of points) {
      const last = kept.at(-1);
      if (last && last[0] === point[0] && last[1] === point[1]) continue;
      const before = kept.at(-2);
      // On a straight line between its neighbours
      if (before && (last[0] - before[0]) * (point[1] - last[1]) === (last[1] - before[1]) * (point[0] - last[0])) kept.pop();
      kept.push(point);
    }
    if (kept.length < 4) continue;
    let [x, y] = kept[0];
    outline += `M${x} ${y}l`;
    outline += kept.slice(1).map((point) => {
      const step = [point[0] - x, point[1] - y];
      [x, y] = point;
      return step.join(" ");
    }).join(" ").replaceAll(" -", "-") + "z";
  }
  return outline;
}

// Places in the order of the codes, none nearer to the edge than EDGE.
function placesOf(shown, projection, height, moved = {}) {
  const inside = (number, most) => Math.round(10 * Math.min(Math.max(number, EDGE), most - EDGE)) / 10;
  return Object.fromEntries(shown.map((country) => {
    const [x, y] = projection(moved[country.code] ?? middle(country));
    return [country.code, [inside(x, WIDTH), inside(y, height)]];
  }));
}

function world() {
  const height = 405;
  // North of the northernmost land nothing is to be seen, and south of Cape Horn only Antarctica
  const projection = geoEqualEarth().rotate([-11, 0]).scale(178).translate([480, 222]);
  const land = atlas("land-110m");
  const outline = (shape) => inWholeNumbers(geoPath(projection)(shape), height);
  return {
    height,
    sea: outline({ type: "Sphere" }),
    land: outline(feature(land, land.objects.land)),
    places: placesOf(countries, projection, height, EASTERN_EDGE),
  };
}

function continent(code, [west, south, east, north]) {
  const edge = [];
  for (let share = 0; share <= 1; share += 0.05) {
    const longitude = west + share * (east - west);
    const latitude = south + share * (north - south);
    edge.push([longitude, south], [longitude, north], [west, latitude], [east, latitude]);
  }
  const box = { type: "MultiPoint", coordinates: edge };
  const projection = geoEqualEarth().rotate([-(west + east) / 2, 0]).fitWidth(WIDTH, box);
  const height = Math.min(Math.round(geoPath(projection).bounds(box)[1][1]), TALLEST);
  projection.fitExtent([[0, 0], [WIDTH, height]], box).clipExtent([[-2, -2], [WIDTH + 2, height + 2]]);
  const land = atlas("land-50m");
  const shown = countries.filter((country) => continentOf[country.region] === code);
  const outline = inWholeNumbers(geoPath(projection)(feature(land, land.objects.land)), height);
  const parts = Object.keys(continentOf).filter((region) => continentOf[region] === code);
  return { height, sea: "", land: outline, parts, places: placesOf(shown, projection.clipExtent(null), height) };
}

const drawings = { world: world() };
for (const [code, box] of Object.entries(CONTINENTS)) drawings[code] = continent(code, box);
const lines = Object.entries(drawings).map(([name, drawing]) => `${JSON.stringify(name)}:${JSON.stringify(drawing)}`);
writeFileSync(new URL("world_map.json", import.meta.url), `{${lines.join(",\n")}}\n`);
