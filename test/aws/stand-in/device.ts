import { randomInt } from 'node:crypto';
import { type Answer, type Call, json, text } from './call.ts';
import { type Client, type Clients, deviceGrant, isSameStart, opaque } from './clients.ts';
import type { Clock } from './clock.ts';
import { oidcRefusal } from './oidc-refusals.ts';
import type { Settings } from './options.ts';
import { escaped, form, notice, page } from './page.ts';
import type { Session, Sessions } from './sessions.ts';

/** A device that waits for a person. */
interface Waiting {
  client: Client;
  userCode: string;
  expiresAt: number;
  /** Milliseconds that have to pass between two polls. */
  interval: number;
  polledAt: number;
  decision?: 'confirm' | 'deny';
  redeemed: boolean;
}

/** The device grant, as in https://datatracker.ietf.org/doc/html/rfc8628 */
export class Devices {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #clients: Clients;
  readonly #sessions: Sessions;
  readonly #devices = new Map<string, Waiting>();

  constructor(settings: Settings, clock: Clock, clients: Clients, sessions: Sessions) {
    this.#settings = settings;
    this.#clock = clock;
    this.#clients = clients;
    this.#sessions = sessions;
  }

  start(call: Call, url: string): Answer {
    const client = this.#clients.authenticate(call, deviceGrant);
    if (!isSameStart(text(call, 'startUrl'), this.#settings.startUrl)) throw oidcRefusal('badStartUrl');
    const { deviceCodeSeconds, interval } = this.#settings;
    const deviceCode = opaque(48);
    const userCode = `${letters(4)}-${letters(4)}`;
    const expiresAt = this.#clock.now() + deviceCodeSeconds * 1000;
    const never = Number.NEGATIVE_INFINITY;
    const waiting = { client, userCode, expiresAt, interval: interval * 1000, polledAt: never, redeemed: false };
    this.#devices.set(deviceCode, waiting);
    return json({
      deviceCode,
      userCode,
      verificationUri: `${url}/device`,
      verificationUriComplete: `${url}/device?user_code=${userCode}`,
      expiresIn: deviceCodeSeconds,
      interval,
    });
  }

  /** The page on which a person types the code, or confirms it. */
  show(call: Call): Answer {
    const userCode = text(call, 'user_code');
    if (!userCode) {
      const field = '<label>Code <input name="user_code" required></label>';
      return page('Enter the code', `<form action="/device">${field} <button>Next</button></form>`);
    }
    const { client, userCode: code } = this.#waiting(userCode);
    const question = `<p>${escaped(client.name)} asks to act for you. Is its code <b>${code}</b>?</p>`;
    const buttons = { confirm: 'Confirm and continue', deny: 'Deny' };
    return page('Authorization requested', question + form('/device/decision', { user_code: code }, buttons));
  }

  decide(call: Call): Answer {
    const waiting = this.#waiting(text(call, 'user_code') ?? '');
    const decision = text(call, 'decision');
    if (decision !== 'confirm' && decision !== 'deny') throw notice('A decision is confirm or deny.');
    waiting.decision = decision;
    return page(decision === 'deny' ? 'Request denied' : 'Request approved', '<p>You can close this window.</p>');
  }

  /** One poll: the session when the person has confirmed, else the refusal that says how to go on. */
  poll(client: Client, call: Call): Session {
    const waiting = this.#devices.get(text(call, 'deviceCode') ?? '');
    if (!waiting || waiting.client !== client || waiting.redeemed) throw oidcRefusal('invalidGrant');
    const now = this.#clock.now();
    if (waiting.expiresAt <= now) throw oidcRefusal('deviceExpired');
    const tooFast = now - waiting.polledAt < waiting.interval;
    waiting.polledAt = now;
    if (tooFast) {
      waiting.interval += 5000;
      throw oidcRefusal('slowDown');
    }
    if (waiting.decision === 'deny') throw oidcRefusal('deviceDenied');
    if (waiting.decision === undefined) throw oidcRefusal('pending');
    waiting.redeemed = true;
    return this.#sessions.open(client);
  }

  #waiting(userCode: string): Waiting {
    const typed = userCode.trim().toUpperCase();
    const waiting = [...this.#devices.values()].find((device) => device.userCode === typed);
    if (!waiting || waiting.decision || waiting.expiresAt <= this.#clock.now()) {
      throw notice('This code is unknown, used or expired.');
    }
    return waiting;
  }
}

function letters(length: number): string {
  const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
