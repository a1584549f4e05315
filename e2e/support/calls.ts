// Cards of the 112 platform, as its machine account hands them over.
import { APIRequestContext, Page, expect } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { PASSWORD } from './people';

let number = 0;

/** Hands a card over, with `change` laid over it; returns the card's number. */
export async function card(request: APIRequestContext, change: Record<string, unknown> = {}): Promise<string> {
  const login = { login: 'k112.sistema', password: PASSWORD, device: 'e2e' };
  const session = await request.post('/api/session/token', { data: login });
  expect(session.ok(), await session.text()).toBeTruthy();
  const { token } = await session.json();
  number += 1;
  const name = `E2E-${Date.now()}-${number}`;
  const at = new Date(Date.now() - 5_000).toISOString();
  const data = {
    contract: 1, platform: '112', number: name, version: 1, services: ['VP'], received_at: at,
    text: 'Divi vīrieši kaujas pie veikala, viens asiņo', caller: { number: '20 000 000', name: 'Anna' },
    address: 'Krišjāņa Barona iela 14, Rīga',
    positions: [{ lat: 56.9506, lon: 24.1189, source: 'aml', radius_m: 35, confidence: 90, at }],
    ...change,
  };
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() };
  const answer = await request.post('/api/intake/112', { data, headers });
  expect(answer.ok(), await answer.text()).toBeTruthy();
  return name;
}

/** Closes every call that waits at the institution of whoever is logged in, so that the next card is the first. */
export async function closeCalls(page: Page): Promise<void> {
  const { csrf } = await (await page.request.get('/api/session')).json();
  for (const call of await (await page.request.get('/api/calls')).json()) {
    const headers = { 'x-csrf-token': csrf, 'idempotency-key': randomUUID() };
    const data = { version: call.version, reason: 'test', note: '' };
    const answer = await page.request.post(`/api/calls/${call.id}/close`, { data, headers });
    expect(answer.ok(), await answer.text()).toBeTruthy();
  }
}
