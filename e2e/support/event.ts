// Major events, begun and changed as somebody else would: through the API.
import { APIRequestContext, Page, expect } from '@playwright/test';
import { randomUUID } from 'node:crypto';

export class Event {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly csrf: string,
    readonly id: string,
  ) {}

  /** Begins an event as whoever is logged in on the page. */
  static async begin(page: Page, name: string): Promise<Event> {
    const { csrf } = await (await page.request.get('/api/session')).json();
    const event = new Event(page.request, csrf, randomUUID());
    await event.send('POST', '/api/major-events', { id: event.id, name, lat: 56.95, lon: 24.11 });
    return event;
  }

  get path(): string {
    return `/command/events/${this.id}`;
  }

  /** Puts in a part, or changes it when `version` is not 0; returns its id. */
  async put(kind: string, part: object, id: string = randomUUID(), version = 0): Promise<string> {
    await this.send('PUT', `/api/major-events/${this.id}/${kind}/${id}`, { version, part });
    return id;
  }

  async end(): Promise<void> {
    const { event } = await (await this.request.get(`/api/major-events/${this.id}`)).json();
    await this.send('POST', `/api/major-events/${this.id}/end`, { version: event.version, reason: 'tests' });
  }

  private async send(method: string, url: string, data: object): Promise<void> {
    const headers = { 'x-csrf-token': this.csrf, 'idempotency-key': randomUUID() };
    const answer = await this.request.fetch(url, { method, data, headers });
    expect(answer.ok(), await answer.text()).toBeTruthy();
  }
}
