// What the first load of each application transfers: everything its document names, compressed, and the map's country layer
// where the first screen has a map. Says how that stands to the goal, and fails over a ceiling, so that a heavy dependency is
// noticed when it comes in.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const GOAL_KB = 600;
const rows = readFileSync('frontend/applications.txt', 'utf8').split('\n');
const APPLICATIONS = rows
  .filter((row) => row.trim() && !row.startsWith('#'))
  .map((row) => row.split('|').map((cell) => cell.trim()))
  .map(([name, program, ceiling, parts]) => ({
    document: `${name}.html`,
    what: program,
    beside: parts.split(' ').includes('map') ? ['map/country.json'] : [],
    ceiling: Number(ceiling),
  }));
const dist = process.argv[2] ?? 'frontend/dist';

let over = 0;
const totals = [];
for (const { document, what, beside, ceiling } of APPLICATIONS) {
  const text = readFileSync(join(dist, document), 'utf8');
  const named = [...text.matchAll(/(?:href|src)="\/([^"]+)"/g)].map((match) => match[1]);
  let total = 0;
  for (const name of new Set([document, ...named, ...beside])) {
    const path = join(dist, name);
    if (!existsSync(path)) continue;
    const size = statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
    total += size;
    console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${name}`);
  }
  const kb = total / 1024;
  totals.push(`${what} ${kb.toFixed(1)} KB`);
  console.log(`${kb.toFixed(1).padStart(8)} KB  first load of the ${what} in all, goal ${GOAL_KB} KB\n`);
  if (kb > ceiling) {
    over += 1;
    console.error(`the first load of the ${what} is ${(kb - ceiling).toFixed(1)} KB over its ceiling of ${ceiling} KB`);
  }
}
console.log(`first loads: ${totals.join(', ')}; goal ${GOAL_KB} KB`);
if (over) process.exit(1);
