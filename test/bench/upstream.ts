/**
 * A stand-in for Bedrock that is as fast as it can be: answers are encoded once, signatures are not looked at, bodies
 * are read and dropped. What is measured is what stands before it.
 *
 * `PUT /plan` says how the following answers look, so that no request has to be parsed to know it.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Carrier,
  closingEvents,
  encodeAnswer,
  encodeEvent,
  openingEvents,
  type Plan,
  stampedDelta,
} from './answer.ts';

let plan: Plan = { deltas: 20, perWrite: 4, paceMs: 0 };
let answers = encodeBoth(plan);

const handle = (request: IncomingMessage, answer: ServerResponse) => {
  serve(request, answer).catch(() => answer.destroy());
};
// A subject waits its turn for longer than the five seconds after which node:http closes an idle connection.
const url = await listen(createServer({ keepAliveTimeout: 300_000 }, handle));
// The AWS SDK speaks HTTP/2 without TLS to a plain http endpoint, and does not upgrade: it needs a port of its own.
// Requests and answers of node:http2 are used through what they have in common with those of node:http.
const http2Url = await listen(createHttp2Server(handle as never));
console.log(JSON.stringify({ url, http2Url }));

async function serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  if (request.url === '/plan') return changePlan(request, answer);
  await drain(request);
  const carrier = carrierOf(request.url ?? '');
  if (!carrier) {
    answer.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"not part of the benchmark"}');
    return;
  }
  const type = carrier === 'sse' ? 'text/event-stream; charset=utf-8' : 'application/vnd.amazon.eventstream';
  answer.writeHead(200, { 'content-type': type, 'x-amzn-requestid': 'bench' });
  await (plan.paceMs > 0 ? sendPaced(answer, carrier) : sendAll(answer, carrier));
  answer.end();
}

function carrierOf(path: string): Carrier | undefined {
  if (path.startsWith('/anthropic/v1/messages')) return 'sse';
  return /^\/model\/[^/]+\/invoke-with-response-stream$/.test(path) ? 'frames' : undefined;
}

async function sendAll(answer: ServerResponse, carrier: Carrier): Promise<void> {
  for (const piece of answers[carrier]) {
    if (!answer.write(piece)) await once(answer, 'drain');
  }
}

async function sendPaced(answer: ServerResponse, carrier: Carrier): Promise<void> {
  for (const event of openingEvents()) answer.write(encodeEvent(carrier, event));
  for (let sent = 0; sent < plan.deltas; sent++) {
    if (sent > 0) await sleep(plan.paceMs);
    answer.write(encodeEvent(carrier, stampedDelta()));
  }
  for (const event of closingEvents(plan.deltas)) answer.write(encodeEvent(carrier, event));
}

async function drain(request: IncomingMessage): Promise<void> {
  for await (const _ of request);
}

async function changePlan(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  plan = JSON.parse(Buffer.concat(chunks).toString()) as Plan;
  answers = encodeBoth(plan);
  answer.writeHead(204).end();
}

function encodeBoth(next: Plan): Record<Carrier, Buffer[]> {
  return { frames: encodeAnswer('frames', next), sse: encodeAnswer('sse', next) };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
