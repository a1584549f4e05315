// The page's figures for `make bench`: start of the server, size of the first load, time until the log-in form can be
// used, cold (nothing cached) and warm (again in the same browser); three runs each, so that the spread shows.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';

const RUNS = 3;
const binary = process.argv[2];
const port = 18112;
const url = `http://localhost:${port}`;
const data = mkdtempSync(join(tmpdir(), 'vnr-bench-'));
chmodSync(data, 0o755);

async function serve() {
  const began = performance.now();
  const environment = { ...process.env, VNR_DATA: data, VNR_LISTEN: `127.0.0.1:${port}` };
  delete environment.DATABASE_URL;
  const server = spawn(binary, ['serve'], { env: environment, stdio: 'ignore' });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  for (;;) {
    if (server.exitCode !== null) throw new Error('the server ended while starting');
    if ((await fetch(`${url}/api/ready`).catch(() => undefined))?.ok) break;
    await sleep(20);
  }
  const took = performance.now() - began;
  return { took, stop: async () => (server.kill('SIGTERM'), await gone) };
}

async function open(page) {
  const began = performance.now();
  await page.goto(url);
  await page.getByRole('button', { name: 'Pieslēgties', exact: true }).waitFor();
  return performance.now() - began;
}

const row = (what, goal, values, unit) => {
  const sorted = [...values].sort((a, b) => a - b);
  const figure = `${sorted[sorted.length >> 1].toFixed(0)} ${unit}`;
  const spread = `${sorted[0].toFixed(0)}–${sorted.at(-1).toFixed(0)}`;
  console.log(`${what.padEnd(52)} ${goal.padStart(12)} ${figure.padStart(12)} ${spread.padStart(14)}`);
};

try {
  console.log(`${''.padEnd(52)} ${'goal'.padStart(12)} ${'median'.padStart(12)} ${'least–most'.padStart(14)}`);
  const first = await serve();
  row('first start: new database, demo data', '', [first.took], 'ms');
  await first.stop();
  const starts = [];
  let server;
  for (let run = 0; run < RUNS; run += 1) {
    await server?.stop();
    server = await serve();
    starts.push(server.took);
  }
  row('start again, with its private database', '', starts, 'ms');

  const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = process.env.CHROMIUM ?? browsers.find(existsSync);
  const args = process.getuid() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'];
  const [sizes, cold, warm] = [[], [], []];
  for (let run = 0; run < RUNS; run += 1) {
    const browser = await chromium.launch({ executablePath, args });
    const context = await browser.newContext({ locale: 'lv-LV' });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
    cold.push(await open(page));
    await page.waitForLoadState('networkidle');
    sizes.push(bytes / 1024);
    warm.push(await open(page));
    await browser.close();
  }
  row('first load, transferred', '≤ 600 KB', sizes, 'KB');
  row('log-in form usable, nothing cached', '≤ 1500 ms', cold, 'ms');
  row('log-in form usable, again', '≤ 300 ms', warm, 'ms');
  await server.stop();
} finally {
  rmSync(data, { recursive: true, force: true });
}
