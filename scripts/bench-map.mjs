// Frame times of the console's map for `make bench`: the page as it ships, in a headless Chromium, before a live socket that
// speaks the real protocol and moves units four times a second, beside 2 000 open incidents.
// Nothing in the page knows of it: only the socket is answered from here.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';

const OBJECTS = [1_000, 10_000, 100_000];
// Lists hold at most this many units; of the others only the positions are known, as of units of institutions not shown.
const LISTED = 10_000;
const INCIDENTS = 2_000;
const TICK_MS = 250;
// At most so many move in one tick: the goal's 10 000 all at once, of 100 000 each one every two and a half seconds.
const MOVED = 10_000;
const RUNS = 3;
const SECONDS = 5;
const RIGA = { lat: 56.95, lon: 24.11 };
const PASSWORD = 'vienots-registrs-112';

const binary = process.argv[2];
const port = 18113;
const url = `http://localhost:${port}`;
const data = mkdtempSync(join(tmpdir(), 'vnr-bench-map-'));
chmodSync(data, 0o755);

const id = (kind, n) => `0198${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const STATUSES = ['available', 'assigned', 'en_route', 'at_scene', 'transporting', 'busy'];

// A fixed seed: every run has the same units in the same places.
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function picture(count) {
  const next = random(7);
  const now = new Date().toISOString();
  const units = Array.from({ length: Math.min(count, LISTED) }, (_, n) => ({
    id: id('aaaa', n), mark: n + 1, call_sign: `R${n + 1}`, institution: id('bbbb', n % 3), kind: 'patrol',
    status: STATUSES[Math.floor(next() * STATUSES.length)], since: now, status_by: '', crew: [], capabilities: [], vehicle: '',
    station: { name: 'Rīga', lat: RIGA.lat, lon: RIGA.lon }, assignments: [], active: true, version: 1,
  }));
  const incidents = Array.from({ length: INCIDENTS }, (_, n) => ({
    id: id('cccc', n), number: `VP-2026-${String(n + 1).padStart(6, '0')}`, owner: id('bbbb', 0), type_code: 'order.fight',
    category: 'ABC'[n % 3], status: 'registered', received_at: now, lat: RIGA.lat + (next() - 0.5) * 0.3,
    lon: RIGA.lon + (next() - 0.5) * 0.6, address: `Brīvības iela ${n + 1}`, headline: 'Mērījums', sensitivity: 'normal',
    version: 1, updated_at: now,
  }));
  return { units, incidents };
}

/** Units that drive about, and their positions packed as `shared::unit::fix` has them. */
function fleet(count) {
  const next = random(11);
  const lat = Float64Array.from({ length: count }, () => RIGA.lat + (next() - 0.5) * 0.3);
  const lon = Float64Array.from({ length: count }, () => RIGA.lon + (next() - 0.5) * 0.6);
  const heading = Float64Array.from({ length: count }, () => next() * 360);
  let first = 0;
  return (moved) => {
    const bytes = Buffer.alloc(12 + 20 * moved);
    bytes.writeUInt8(1, 0);
    bytes.writeBigInt64LE(BigInt(Date.now()), 4);
    for (let slot = 0; slot < moved; slot += 1) {
      const n = (first + slot) % count;
      heading[n] = (heading[n] + (next() - 0.5) * 30 + 360) % 360;
      const turn = (heading[n] * Math.PI) / 180;
      lat[n] += Math.cos(turn) * 4e-5;
      lon[n] += Math.sin(turn) * 7e-5;
      const at = 12 + 20 * slot;
      bytes.writeUInt32LE(n + 1, at);
      bytes.writeInt32LE(Math.round(lat[n] * 1e7), at + 4);
      bytes.writeInt32LE(Math.round(lon[n] * 1e7), at + 8);
      bytes.writeUInt16LE(0, at + 12);
      bytes.writeUInt16LE(1400, at + 14);
      bytes.writeUInt16LE(Math.floor(heading[n] * 100), at + 16);
      bytes.writeUInt16LE(8, at + 18);
    }
    first = (first + moved) % count;
    return bytes;
  };
}

async function serve() {
  const environment = { ...process.env, VNR_DATA: data, VNR_LISTEN: `127.0.0.1:${port}` };
  delete environment.DATABASE_URL;
  const server = spawn(binary, ['serve'], { env: environment, stdio: 'ignore' });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  for (;;) {
    if (server.exitCode !== null) throw new Error('the server ended while starting');
    if ((await fetch(`${url}/api/ready`).catch(() => undefined))?.ok) break;
    await sleep(50);
  }
  return async () => (server.kill('SIGTERM'), await gone);
}

const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];

/** Milliseconds between animation frames while something happens. */
async function frames(page, meanwhile) {
  const measured = page.evaluate(
    (ms) =>
      new Promise((resolve) => {
        const gaps = [];
        let last = performance.now();
        const end = last + ms;
        const frame = (now) => {
          gaps.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(frame);
          else resolve(gaps.slice(2));
        };
        requestAnimationFrame(frame);
      }),
    SECONDS * 1000,
  );
  await meanwhile();
  return (await measured).sort((a, b) => a - b);
}

async function drag(page) {
  const box = await page.locator('.map').first().boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  const end = Date.now() + SECONDS * 1000;
  for (let step = 0; Date.now() < end; step += 1) {
    await page.mouse.move(middle.x + Math.sin(step / 20) * 120, middle.y + Math.cos(step / 20) * 60);
    await sleep(12);
  }
  await page.mouse.up();
}

async function measure(browser, count) {
  const context = await browser.newContext({ locale: 'lv-LV', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  let ticking;
  await page.routeWebSocket(/\/api\/live$/, (socket) => {
    const move = fleet(count);
    socket.onMessage(() => {
      const now = new Date().toISOString();
      socket.send(JSON.stringify({ snapshot: { position: 1, now, picture: picture(count) } }));
      clearInterval(ticking);
      socket.send(move(count));
      ticking = setInterval(() => socket.send(move(Math.min(count, MOVED))), TICK_MS);
    });
    socket.onClose(() => clearInterval(ticking));
  });
  await page.goto(url);
  await page.getByLabel('Lietotājvārds').fill('vp.dispecers');
  await page.getByLabel('Parole').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('.row').first().waitFor({ timeout: 180_000 });
  await sleep(3000);
  const still = await frames(page, () => sleep(SECONDS * 1000));
  const moving = await frames(page, () => drag(page));
  clearInterval(ticking);
  await context.close();
  return { still, moving };
}

const goals = { 1_000: '60 /s', 10_000: '60 /s', 100_000: 'usable' };
function row(what, goal, runs) {
  const each = (p) => runs.map((run) => percentile(run, p)).sort((a, b) => a - b);
  const cell = (p) => {
    const values = each(p);
    return `${values[values.length >> 1].toFixed(1)} (${values[0].toFixed(1)}–${values.at(-1).toFixed(1)})`;
  };
  const rate = runs.map((run) => (run.length / run.reduce((sum, gap) => sum + gap, 0)) * 1000).sort((a, b) => a - b);
  console.log(
    `${what.padEnd(40)} ${goal.padStart(8)} ${rate[rate.length >> 1].toFixed(0).padStart(5)} /s ${cell(0.5).padStart(20)} ${cell(0.95).padStart(22)} ${cell(1).padStart(24)}`,
  );
}

let stop;
try {
  stop = await serve();
  const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = process.env.CHROMIUM ?? browsers.find(existsSync);
  const args = process.getuid() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'];
  console.log(`\nframes of the map, ${INCIDENTS} incidents, up to ${MOVED} units moving each ${TICK_MS} ms; median of ${RUNS} runs (least–most), in ms`);
  console.log(`${''.padEnd(40)} ${'goal'.padStart(8)} ${'frames'.padStart(8)} ${'p50'.padStart(20)} ${'p95'.padStart(22)} ${'longest'.padStart(24)}`);
  for (const count of OBJECTS) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) {
      const browser = await chromium.launch({ executablePath, args });
      runs.push(await measure(browser, count));
      await browser.close();
    }
    row(`${count} units, map at rest`, goals[count], runs.map((run) => run.still));
    row(`${count} units, map dragged`, goals[count], runs.map((run) => run.moving));
  }
} finally {
  await stop?.();
  rmSync(data, { recursive: true, force: true });
}
