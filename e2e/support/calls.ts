// Cards of the 112 platform, as its machine account hands them over.
import { APIRequestContext, expect } from '@playwright/test';
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
