import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BedrockCall } from '../../proxy/demo/call.ts';
import type { Settings } from '../../proxy/settings/settings.ts';
import { answer, type Scenario } from '../bedrock/scenarios.ts';
import { type StrictBedrock, startStrictBedrock } from '../bedrock/strict.ts';
import { type AditProcess, startAdit } from '../support/adit-process.ts';

/** A strict Bedrock, Adit before it, and a folder to work in. */
export interface Road extends AsyncDisposable {
  readonly adit: AditProcess;
  readonly bedrock: StrictBedrock;
  readonly folder: string;
}

export async function openRoad(scenario: Scenario = answer(), settings: Partial<Settings> = {}): Promise<Road> {
  await using stack = new AsyncDisposableStack();
  const bedrock = await startStrictBedrock({ scenario });
  stack.defer(() => bedrock.close());
  const folder = await mkdtemp(join(tmpdir(), 'client-work-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const adit = stack.use(await startAdit({ env: bedrock.env, settings }));
  const owned = stack.move();
  return { adit, bedrock, folder, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** What Bedrock was asked for an answer or a count: neither the lists of models, nor Claude Code's probes of them. */
export function asked({ bedrock }: Road): BedrockCall[] {
  return bedrock.stats.calls.filter((call) => !/^(list|get)-/.test(call.operation) && !isProbe(call));
}

/** Claude Code's Bedrock mode asks at its start for one token of every model that it has a default for, to see which are there. */
function isProbe({ body }: BedrockCall): boolean {
  return body.max_tokens === 1;
}

/** Fails with all that is known of a run where Bedrock refused something on the way. */
export function expectNoRefusals({ bedrock, adit }: Road, tail: string): void {
  const refused = bedrock.refusals.filter(({ call }) => !isProbe(call));
  const words = refused.map(({ refusal }) => refusal.message);
  expect(words, `${tail}\nAdit: …${adit.stderr().slice(-1500)}`).toEqual([]);
}
