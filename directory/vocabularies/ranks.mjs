// Writes the columns rank_en, rank_fr, rank_es and rank_ar of regions.csv, countries.csv and languages.csv: the places of
// the rows in the order of their names, by the rules of each language. Run after names change, with a Node.js that has
// all of ICU (`node -p process.versions.icu`): node directory/vocabularies/ranks.mjs
import { readFileSync, writeFileSync } from "node:fs";

const LANGUAGES = ["en", "fr", "es", "ar"];

for (const name of ["regions", "countries", "languages"]) {
  const file = new URL(`${name}.csv`, import.meta.url);
  const [header, ...lines] = readFileSync(file, "utf-8").trimEnd().split("\n").map(cells);
  const columns = header.filter((column) => !column.startsWith("rank_"));
  const rows = lines.map((line) => Object.fromEntries(line.map((cell, place) => [header[place], cell])));
  for (const language of LANGUAGES) {
    const { compare } = new Intl.Collator(language);
    const inOrder = rows.toSorted(
      (a, b) => compare(a[`name_${language}`], b[`name_${language}`]) || (a.code < b.code ? -1 : 1),
    );
    inOrder.forEach((row, place) => (row[`rank_${language}`] = String(place + 1)));
  }
  const after = columns.indexOf("name_ar") + 1;
  columns.splice(after, 0, ...LANGUAGES.map((language) => `rank_${language}`));
  const text = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  writeFileSync(file, text.map((line) => `${line.map(quoted).join(",")}\n`).join(""));
}

// The cells of a line; no cell of these files has a line of its own.
function cells(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain,
  );
}

function quoted(cell) {
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
