// What specs import: `test` with a server per worker, a page that complains, and an accessibility check.
import AxeBuilder from '@axe-core/playwright';
import { BrowserContext, ConsoleMessage, Page, expect, test as base } from '@playwright/test';
import { Server } from './server';

type Fixtures = {
  /** Collects what pages of this test complain about; the test fails if anything is left in it. */
  complaints: string[];
  /** Fails with a readable list when axe finds a violation of WCAG 2.2 A or AA on the page as it stands. */
  accessible: (page?: Page) => Promise<void>;
};

type Shared = {
  /** A private server, fresh database and demo data, shared by the tests of one worker. */
  server: Server;
};

export const test = base.extend<Fixtures, Shared>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      expect(complaints, 'errors on the browser console').toEqual([]);
    },
    { auto: true },
  ],

  accessible: async ({ page }, use) => {
    await use(async (which = page) => {
      const found = await new AxeBuilder({ page: which })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'])
        .analyze();
      const readable = found.violations.map((one) => ({
        rule: one.id,
        help: one.help,
        where: one.nodes.map((node) => `${node.target.join(' ')}: ${node.html}`),
      }));
      expect(readable, 'accessibility').toEqual([]);
    });
  },
});

/** For specs that open a second context (another user): its pages complain to the same list. */
export function listen(context: BrowserContext, complaints: string[]): void {
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && !refusal(message)) complaints.push(message.text());
  });
}

/** Chromium reports every answer of 400 and above as an error; a refusal by the API is a normal answer here. */
function refusal(message: ConsoleMessage): boolean {
  return message.text().startsWith('Failed to load resource') && new URL(message.location().url).pathname.startsWith('/api/');
}

export { expect };
export type { Server };
