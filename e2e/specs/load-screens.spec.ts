// The screens of a floor that works, dark and light: photographed when SCREENS=1 (`make screens`), with a server of its own,
// because what the simulator does there would be in every other test's way.
import { mkdirSync } from 'node:fs';
import { Page } from '@playwright/test';
import { expect, test } from '../support';
import { person } from '../support/people';
import { Server } from '../support/server';
import { Simulator } from '../support/simulator';

const FOLDER = 'docs/screens';
const SIZES = { '': { width: 1440, height: 900 }, '-tablet': { width: 1024, height: 768 } };
const WALL = { '': { width: 1920, height: 1080 } };

async function photograph(page: Page, name: string, sizes: Record<string, { width: number; height: number }> = SIZES): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const [suffix, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    for (const scheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      // The map is painted once an animation frame; what comes by the link is there long before.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await page.screenshot({ path: `${FOLDER}/${name}${suffix}-${scheme}.png` });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${name}${suffix} scrolls sideways`).toBeLessThanOrEqual(0);
    }
  }
}

test('console, commander and wall display under load', async ({ browser, complaints, accessible }) => {
  test.skip(!process.env.SCREENS, 'only for the pictures');
  test.setTimeout(900_000);
  const server = await Server.start();
  const simulator = Simulator.start(server.url, 20, 10);
  try {
    const commander = await person(browser, server.url, 'vp.komandieris', complaints);
    await commander.goto('/command');
    const open = commander.getByRole('heading', { name: /Atvērtie notikumi/ }).getByRole('link');
    await expect.poll(async () => Number(await open.textContent()), { timeout: 600_000 }).toBeGreaterThan(40);
    await accessible(commander);
    await photograph(commander, 'situation-load');

    await commander.goto('/command/plan');
    await expect(commander.getByLabel('Vienība').locator('option').nth(5)).toBeAttached();
    await accessible(commander);
    await photograph(commander, 'what-if-load');

    await commander.goto('/command');
    await commander.getByRole('slider').fill('-2');
    await expect(commander.getByRole('slider')).not.toHaveAttribute('aria-valuetext', 'tagad');
    await accessible(commander);
    await photograph(commander, 'time-machine-load');

    await commander.setViewportSize(WALL['']);
    await commander.goto('/command/wall');
    await expect(commander.getByRole('heading', { name: 'Pēdējās izmaiņas' })).toBeVisible();
    await accessible(commander);
    await photograph(commander, 'wall-load', WALL);

    const desk = await person(browser, server.url, 'vp.dispecers', complaints);
    await expect(desk.getByText('Tiešsaistē')).toBeVisible();
    await desk.getByRole('listbox', { name: 'Atvērtie notikumi' }).getByRole('option').first().click();
    await photograph(desk, 'console-load');
  } finally {
    await simulator.stop();
    await server.stop();
  }
});
