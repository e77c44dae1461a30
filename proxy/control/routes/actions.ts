import { Hono } from 'hono';
import * as v from 'valibot';
import { SwitchedOff } from '../../api/switched-off.ts';
import type { History } from '../../history/history.ts';
import { curlText } from '../actions/curl.ts';
import { estimateReplay, type Pricing } from '../actions/estimate.ts';
import { type KeptRequest, keptRequest } from '../actions/kept-request.ts';
import type { Replays } from '../actions/replays.ts';
import type { Power } from '../power.ts';
import { bodyOf, invalid } from '../valid.ts';
import { found } from './requests.ts';

export interface ActionRoutesOptions {
  readonly history: History;
  readonly replays: Replays;
  readonly pricing: () => Pricing;
  readonly power: Power;
  /** Where clients ask. */
  readonly url: () => string;
}

/** `body`: the JSON text to send in place of what was sent the first time. */
const ReplayBody = v.object({ body: v.optional(v.pipe(v.string(), v.check(isObject, 'It is not a JSON object.'))) });

/** What can be done with a request that is kept. */
export function actionRoutes({ history, replays, pricing, power, url }: ActionRoutesOptions) {
  const detailOf = async (id: string) => found(await history.ask('detail', id));
  return new Hono()
    .get('/:id/curl', async (c) => {
      return c.json({ text: curlText(keptRequest(await detailOf(c.req.param('id'))), url()) });
    })
    .post('/:id/estimate', bodyOf(ReplayBody), async (c) => {
      const detail = await detailOf(c.req.param('id'));
      return c.json(estimateReplay(detail, edited(keptRequest(detail), c.req.valid('json').body), pricing()));
    })
    .post('/:id/replay', bodyOf(ReplayBody), async (c) => {
      if (!power.isOn) throw new SwitchedOff();
      const request = edited(keptRequest(await detailOf(c.req.param('id'))), c.req.valid('json').body);
      return c.json({ id: await replays.send(request) }, 202);
    });
}

function edited(request: KeptRequest, body: string | undefined): KeptRequest {
  if (request.method !== 'POST') throw invalid('Only what was asked of a model can be sent again.');
  return body === undefined ? request : { ...request, body };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
