/**
 * The AWS SDK called directly, without any proxy. Not a server: it is told over its input what to send, and prints
 * what it saw. `node sdk-direct.ts default|keep-alive`
 */

import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { sentAt } from '../answer.ts';
import { invokeBody, numbered } from '../bodies.ts';
import { type Load, runLoad, type Served } from '../load.ts';

const keepAlive = process.argv[2] === 'keep-alive';
const client = new BedrockRuntimeClient(
  keepAlive ? { requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 256 } }) } : {},
);
const bodies = new Map<number, Buffer>();
let sent = 0;

console.log(JSON.stringify({ ready: true }));

for await (const line of createInterface(process.stdin)) {
  const load = JSON.parse(line) as Load;
  console.log(JSON.stringify(await runLoad(load, () => serve(load))));
}

async function serve(load: Load): Promise<Served> {
  const body = bodyOf(load.bodyBytes);
  const begun = performance.now();
  const input = { modelId: 'us.anthropic.claude-sonnet-4-6', contentType: 'application/json', body };
  const answer = await client.send(new InvokeModelWithResponseStreamCommand(input));
  const delays: number[] = [];
  let firstDelta: number | undefined;
  let last: Buffer | undefined;
  for await (const event of answer.body ?? []) {
    last = bufferOf(event.chunk?.bytes);
    if (firstDelta === undefined && last.includes('"text_delta"')) firstDelta = performance.now();
    if (load.stamped) delays.push(...delayOf(last));
  }
  if (firstDelta === undefined || !last?.includes('"message_stop"')) throw new Error('the answer was cut short');
  return { firstDelta: firstDelta - begun, delays };
}

function delayOf(event: Buffer): number[] {
  const now = Number(process.hrtime.bigint()) / 1e6;
  const moment = sentAt(event.toString());
  return moment === undefined ? [] : [now - moment];
}

function bodyOf(bytes: number): Buffer {
  const body = bodies.get(bytes) ?? invokeBody(bytes);
  bodies.set(bytes, body);
  return numbered(body, sent++);
}

function bufferOf(bytes: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
