// A wall display that runs for days: under the simulator for as many minutes as WALL_MINUTES says, with a server of its own.
// Left out otherwise, because it is a measurement that takes its time.
import { expect, test } from '../support';
import { person } from '../support/people';
import { Server } from '../support/server';
import { Simulator } from '../support/simulator';

const MINUTES = Number(process.env.WALL_MINUTES ?? 0);

test('nodes and listeners of a wall display stay bounded while the night goes on', async ({ browser, complaints }) => {
  test.skip(!MINUTES, 'set WALL_MINUTES');
  test.setTimeout((MINUTES + 10) * 60_000);
  const server = await Server.start();
  const simulator = Simulator.start(server.url, 20, 30);
  try {
    const page = await person(browser, server.url, 'vp.komandieris', complaints);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto('/command/wall');
    await expect(page.getByRole('heading', { name: 'Pēdējās izmaiņas' })).toBeVisible();
    const chrome = await page.context().newCDPSession(page);
    await chrome.send('Performance.enable');
    /** After a collection: what is left is held by somebody. */
    const held = async () => {
      await chrome.send('HeapProfiler.collectGarbage');
      const { metrics } = await chrome.send('Performance.getMetrics');
      const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
      const memory = await page.evaluate(() => (performance as unknown as { memory: { totalJSHeapSize: number } }).memory.totalJSHeapSize);
      return { nodes: of('Nodes'), listeners: of('JSEventListeners'), heap: of('JSHeapUsedSize'), total: memory };
    };
    const samples = [];
    const step = (MINUTES * 60_000) / 12;
    for (let n = 0; n <= 12; n += 1) {
      await page.waitForTimeout(step);
      const now = await held();
      const open = await page.locator('.command h2 a.figure').first().textContent();
      samples.push({ ...now, open });
      console.log(`${((n + 1) * step / 60_000).toFixed(1)} min  open ${open}  nodes ${now.nodes}  listeners ${now.listeners}  heap ${(now.heap / 1e6).toFixed(2)} MB`);
    }
    // The first third fills the lists; after it nothing may grow with time. Lists have a fixed length, so a leak would show as
    // growth by the number of changes, which is thousands.
    const settled = samples.slice(4);
    const most = (of: (sample: (typeof samples)[0]) => number) => Math.max(...settled.map(of));
    const first = settled[0];
    expect(most((s) => s.nodes), 'nodes').toBeLessThan(first.nodes * 1.2 + 200);
    expect(most((s) => s.listeners), 'listeners').toBeLessThan(first.listeners * 1.2 + 50);
    expect(settled[settled.length - 1].heap, 'heap').toBeLessThan(first.heap * 1.5 + 4e6);
  } finally {
    await simulator.stop();
    await server.stop();
  }
});
