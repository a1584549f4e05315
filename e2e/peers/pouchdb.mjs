// Tablets that were without a network, at pouchdb-server: the script of `vnr bench --only tablets` (backend/src/bench/tablets/script.rs),
// counted by the same arithmetic. Each tablet has a PouchDB of its own, replicated before and after. In memory on both sides,
// which costs it no disk. Conflicts are looked for with the means it has: leaves that lost, by `conflicts: true`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { heading, line, percentile } from './table.mjs';

const require = createRequire(import.meta.url);
const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-http'))
  .plugin(require('pouchdb-adapter-memory'))
  .plugin(require('pouchdb-replication'));

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const [TABLETS, EDITS, SHARED_EDITS, SHARED, OWN, NOTE_EVERY] = [50, 20, 2, 10, 3, 6];
const FIELDS = ['description', 'occurred', 'place'];
const RECONNECT = 10_000;
const LOSES_ANSWER = 5;
const own = (tablet, n) => `own-${tablet}-${n}`;

function edits(tablet) {
  return Array.from({ length: EDITS }, (_, n) => {
    const text = `planšete ${tablet} labojums ${n} beidzas`;
    if (n < SHARED_EDITS) {
      return { tablet, n, text, id: `shared-${(tablet * 7 + n * 3) % SHARED}`, field: FIELDS[(tablet + n) % 3] };
    }
    const field = n % NOTE_EVERY === NOTE_EVERY - 1 ? null : FIELDS[Math.floor(n / OWN) % 3];
    return { tablet, n, text, id: own(tablet, n % OWN), field };
  });
}

/** Of those who edited a field of a shared record, all but one. */
function truth(all) {
  const editors = new Map();
  for (const edit of all.filter((each) => each.id.startsWith('shared'))) {
    const key = `${edit.id} ${edit.field}`;
    editors.set(key, (editors.get(key) ?? 0) + 1);
  }
  return [...editors.values()].reduce((sum, count) => sum + count - 1, 0);
}

const holds = (doc, edit) => (edit.field === null ? doc.notes.includes(edit.text) : doc[edit.field] === edit.text);

async function serve(port, folder) {
  const program = require.resolve('pouchdb-server/bin/pouchdb-server');
  const options = ['--in-memory', '--host', '127.0.0.1', '--port', String(port), '--config', join(folder, 'config.json')];
  const child = spawn(process.execPath, [program, ...options], { cwd: folder, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries += 1) {
    if (await fetch(url).then((answer) => answer.ok, () => false)) return { child, url };
    await sleep(100);
  }
  child.kill();
  throw new Error('pouchdb-server did not start');
}

async function work(db, tablet) {
  for (const edit of edits(tablet)) {
    const doc = await db.get(edit.id);
    if (edit.field === null) doc.notes.push(edit.text);
    else doc[edit.field] = edit.text;
    await db.put(doc);
  }
}

async function one(run) {
  const folder = mkdtempSync(join(tmpdir(), 'vnr-pouchdb-'));
  const { child, url } = await serve(18500 + run, folder);
  try {
    const remote = new PouchDB(`${url}/register`);
    const empty = { description: '', occurred: '', place: '', notes: [] };
    const ids = Array.from({ length: SHARED }, (_, n) => `shared-${n}`);
    for (let tablet = 0; tablet < TABLETS; tablet += 1) ids.push(...Array.from({ length: OWN }, (_, n) => own(tablet, n)));
    await remote.bulkDocs(ids.map((_id) => ({ _id, ...empty })));
    const locals = [];
    for (let tablet = 0; tablet < TABLETS; tablet += 1) {
      const local = new PouchDB(`tablet-${run}-${tablet}`, { adapter: 'memory' });
      await local.replicate.from(remote);
      await work(local, tablet);
      locals.push(local);
    }
    const began = performance.now();
    const took = await Promise.all(
      locals.map(async (local, tablet) => {
        await sleep((RECONNECT * tablet) / TABLETS);
        const back = performance.now();
        await local.replicate.to(remote);
        if (tablet % LOSES_ANSWER === LOSES_ANSWER - 1) await local.replicate.to(remote);
        return performance.now() - back;
      }),
    );
    const drained = performance.now() - began - (RECONNECT * (TABLETS - 1)) / TABLETS;
    return { ...(await judge(remote, ids)), took: took.sort((a, b) => a - b), drained };
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judge(remote, ids) {
  const docs = new Map();
  const beside = new Map();
  for (const id of ids) {
    const doc = await remote.get(id, { conflicts: true });
    docs.set(id, doc);
    beside.set(id, await Promise.all((doc._conflicts ?? []).map((rev) => remote.get(id, { rev }))));
  }
  const found = { lost: 0, doubled: 0, overwritten: 0, recoverable: 0, documents: 0 };
  found.documents = [...beside.values()].filter((leaves) => leaves.length > 0).length;
  for (let tablet = 0; tablet < TABLETS; tablet += 1) {
    const mine = edits(tablet);
    for (const edit of mine) {
      const later = (each) => each.n > edit.n && each.id === edit.id && each.field === edit.field;
      const replaced = edit.field !== null && mine.some(later);
      const doc = docs.get(edit.id);
      if (edit.field === null && doc.notes.filter((note) => note === edit.text).length > 1) found.doubled += 1;
      if (replaced || holds(doc, edit)) continue;
      // Replicated and acknowledged, and whoever reads the record does not see it.
      found.overwritten += 1;
      if (beside.get(edit.id).some((leaf) => holds(leaf, edit))) found.recoverable += 1;
      else found.lost += 1;
    }
  }
  return found;
}

heading();
const runs = [];
for (let run = 0; run < RUNS; run += 1) runs.push(await one(run));
const all = Array.from({ length: TABLETS }, (_, tablet) => edits(tablet)).flat();
const each = (what, unit, value) => line(what, unit, runs.map(value));
each(`pouchdb-server, ${TABLETS} tablets back within 10 s: edits in no leaf`, '', (run) => run.lost);
each('  edits done twice', '', (run) => run.doubled);
each('  edits silently overwritten (not in what a reader gets)', '', (run) => run.overwritten);
each('  of these in a losing leaf that somebody must ask for', '', (run) => run.recoverable);
each('  conflicts shown to a person unasked', '', () => 0);
each('  documents with losing leaves', '', (run) => run.documents);
each('  edits of a field that somebody else edited too (the truth)', '', () => truth(all));
each('  back → everything of one tablet replicated, p50', 'ms', (run) => percentile(run.took, 0.5));
each('  back → everything of one tablet replicated, p99', 'ms', (run) => percentile(run.took, 0.99));
each('  the last one back → everything drained', 's', (run) => run.drained / 1000);
process.exit(0);
