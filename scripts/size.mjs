// What the first load of the page transfers: everything the document names, compressed, plus the map's country layer.
// Says how that stands to the goal, and fails over a ceiling, so that a heavy dependency is noticed when it comes in.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const GOAL_KB = 600;
const CEILING_KB = 760;
const dist = process.argv[2] ?? 'frontend/dist';
const document = readFileSync(join(dist, 'index.html'), 'utf8');
const named = [...document.matchAll(/(?:href|src)="\/([^"]+)"/g)].map((match) => match[1]);
const first = [...new Set(['index.html', ...named, 'map/country.json'])];

let total = 0;
for (const name of first) {
  const path = join(dist, name);
  if (!existsSync(path)) continue;
  const size = statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${name}`);
}
const kb = total / 1024;
console.log(`${kb.toFixed(1).padStart(8)} KB  first load in all, goal ${GOAL_KB} KB`);
if (kb > CEILING_KB) {
  console.error(`the first load is ${(kb - CEILING_KB).toFixed(1)} KB over the ceiling of ${CEILING_KB} KB`);
  process.exit(1);
}
