// The installed tablet application for `make bench`: how long it takes to start without a network. Cold: in a browser that has just
// been started; warm: again in the same browser. Each until the door can be used (PIN), and from the last digit of the PIN until the
// work is on the screen. After that Lighthouse, when it is named by its folder in LIGHTHOUSE.
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';

const RUNS = 3;
const PIN = '204731';
const binary = process.argv[2];
const port = 18114;
const url = `http://localhost:${port}`;
const [data, profile] = ['vnr-bench-', 'vnr-bench-profile-'].map((name) => mkdtempSync(join(tmpdir(), name)));
chmodSync(data, 0o755);

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.CHROMIUM ?? browsers.find(existsSync);
const args = process.getuid() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'];

const row = (what, goal, values, unit) => {
  const sorted = [...values].sort((a, b) => a - b);
  const figure = `${sorted[sorted.length >> 1].toFixed(0)} ${unit}`;
  const spread = `${sorted[0].toFixed(0)}–${sorted.at(-1).toFixed(0)}`;
  console.log(`${what.padEnd(52)} ${goal.padStart(12)} ${figure.padStart(12)} ${spread.padStart(14)}`);
};

const start = async () => {
  const context = await chromium.launchPersistentContext(profile, { executablePath, args, locale: 'lv-LV', viewport: { width: 1024, height: 768 } });
  return [context, context.pages()[0] ?? (await context.newPage())];
};

/** Makes the device: logs in, gives it its PIN, and waits until the worker and the gazetteer are there. */
async function install() {
  const [context, page] = await start();
  await page.goto(`${url}/tablet`);
  await page.getByLabel('Lietotājvārds').fill('vp.inspektors');
  await page.getByLabel('Parole').fill('vienots-registrs-112');
  await page.keyboard.press('Enter');
  await page.getByLabel('PIN', { exact: true }).fill(PIN);
  await page.getByLabel('PIN vēlreiz').fill(PIN);
  await page.getByRole('button', { name: 'Turpināt' }).click();
  await page.getByText('viss nosūtīts').waitFor();
  await page.getByRole('link', { name: /^Nosūtīšana/ }).click();
  await page.getByText(/Adreses bez tīkla: \d/).waitFor({ timeout: 120_000 });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const here = async () => navigator.serviceWorker.controller && (await caches.match('/map/riga-houses.json'));
    while (!(await here())) await new Promise((again) => setTimeout(again, 50));
  });
  await context.close();
}

/** Milliseconds until the door can be used. */
async function door(page) {
  const began = performance.now();
  await page.goto(`${url}/tablet`, { waitUntil: 'commit' });
  await page.getByLabel('PIN', { exact: true }).waitFor();
  return performance.now() - began;
}

/** Milliseconds from the PIN to the work. */
async function unlock(page) {
  await page.getByLabel('PIN', { exact: true }).fill(PIN);
  const began = performance.now();
  await page.getByRole('button', { name: 'Atslēgt' }).click();
  await page.getByRole('heading', { name: 'Mans darbs' }).waitFor();
  return performance.now() - began;
}

async function lighthouse() {
  const command = join(process.env.LIGHTHOUSE ?? '', 'node_modules/.bin/lighthouse');
  if (!process.env.LIGHTHOUSE || !existsSync(command)) return console.log('Lighthouse was not run: it is not installed');
  const flags = [`${url}/tablet`, '--quiet', '--output=json', '--only-categories=performance,accessibility', `--chrome-flags=--headless=new ${args.join(' ')}`];
  const options = { env: { ...process.env, CHROME_PATH: executablePath }, maxBuffer: 1 << 26 };
  const { stdout } = await promisify(execFile)(command, flags, options);
  const report = JSON.parse(stdout);
  for (const [name, words] of [['performance', 'performance'], ['accessibility', 'accessibility']]) {
    row(`Lighthouse ${report.lighthouseVersion}: ${words}`, '', [report.categories[name].score * 100], '/ 100');
  }
  for (const name of ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time']) {
    row(`  ${report.audits[name].title}`, '', [report.audits[name].numericValue], 'ms');
  }
}

const environment = { ...process.env, VNR_DATA: data, VNR_LISTEN: `127.0.0.1:${port}` };
delete environment.DATABASE_URL;
const server = spawn(binary, ['serve'], { env: environment, stdio: 'ignore' });
const gone = new Promise((resolve) => server.once('exit', resolve));
try {
  while (!(await fetch(`${url}/api/ready`).catch(() => undefined))?.ok) {
    if (server.exitCode !== null) throw new Error('the server ended while starting');
    await sleep(50);
  }
  await install();
  const [cold, warm, opened] = [[], [], []];
  for (let run = 0; run < RUNS; run += 1) {
    const [context, page] = await start();
    await context.setOffline(true);
    cold.push(await door(page));
    opened.push(await unlock(page));
    warm.push(await door(page));
    await context.close();
  }
  row('tablet without a network, usable, browser just started', '≤ 1500 ms', cold, 'ms');
  row('tablet without a network, usable, again', '≤ 300 ms', warm, 'ms');
  row('from the PIN to the work (600 000 rounds of PBKDF2)', '', opened, 'ms');
  await lighthouse();
} finally {
  server.kill('SIGTERM');
  await gone;
  for (const folder of [data, profile]) rmSync(folder, { recursive: true, force: true });
}
