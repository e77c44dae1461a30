import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { demoJudge, demoPlay } from './answers.ts';
import { type BedrockCall, type JsonObject, type Judge, type Play, type Refusal, readCall } from './call.ts';
import { perform, refuse, sendJson } from './reply.ts';
import { isList } from './routes.ts';
import { estimateInput } from './tokens.ts';
import { Writer } from './writer.ts';

export interface BedrockOptions {
  /** 0 takes any free port. */
  port?: number;
  judge?: Judge;
  play?: Play;
  /** Answers for the control plane; without it, its lists are empty. */
  list?: (call: BedrockCall) => JsonObject;
  /** Sees every call, before it is judged. */
  onCall?: (call: BedrockCall) => void;
  /** How an unknown path is answered: AWS does either, depending on the path. */
  unknownOperation?: 404 | 200;
}

/** What a server has seen since it started. */
export interface Stats {
  /** Calls of a known operation. */
  total: number;
  /** Calls which are being answered now. */
  open: number;
  /** Answers which were sent to their (perhaps scripted, early) end. */
  completed: number;
  /** Calls whose client left before that. */
  aborted: number;
  /** The last calls, oldest first. */
  calls: BedrockCall[];
  socketsOpened: number;
}

export interface BedrockServer {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string;
  port: number;
  stats: Stats;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

const keptCalls = 200;

/**
 * Starts a server on 127.0.0.1 which answers as Bedrock does: as the runtime on all of its surfaces, as
 * bedrock-mantle, and as the control plane that lists models and profiles.
 *
 * @throws when the port is taken
 */
export async function startBedrock(options: BedrockOptions = {}): Promise<BedrockServer> {
  const stats: Stats = { total: 0, open: 0, completed: 0, aborted: 0, calls: [], socketsOpened: 0 };
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0, noDelay: true }, (request, response) => {
    void serve(request, response, options, stats);
  });
  server.on('connection', () => {
    stats.socketsOpened += 1;
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, stats, close: () => close(server) };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: BedrockOptions,
  stats: Stats,
): Promise<void> {
  response.setHeader('x-amzn-requestid', randomUUID());
  let call: BedrockCall | undefined;
  try {
    call = await readCall(request);
  } catch {
    return; // The client left in the middle of its request.
  }
  if (!call) {
    refuse(response, unknownOperation(options.unknownOperation ?? 404));
    return;
  }

  const writer = open(call, response, stats);
  options.onCall?.(call);
  try {
    const refusal = (options.judge ?? demoJudge)(call);
    if (refusal) refuse(response, refusal);
    else if (call.operation === 'count-tokens') sendJson(response, 200, { inputTokens: estimateInput(call) });
    else if (isList(call.operation)) sendJson(response, 200, (options.list ?? emptyList)(call));
    else await perform(call, options.play ?? demoPlay, writer);
  } catch (error) {
    // A mistake in a judge or a script: the client sees a broken connection, the test the reason.
    response.destroy();
    console.error('Bedrock stand-in:', error);
  }
}

/** Enters a call into the statistics, and takes it out again when its response closes. */
function open(call: BedrockCall, response: ServerResponse, stats: Stats): Writer {
  stats.total += 1;
  stats.open += 1;
  stats.calls.push(call);
  if (stats.calls.length > keptCalls) stats.calls.shift();

  const left = new AbortController();
  const writer = new Writer(response, left.signal);
  response.on('close', () => {
    stats.open -= 1;
    if (writer.brokeOff || response.writableFinished) stats.completed += 1;
    else stats.aborted += 1;
    left.abort();
  });
  return writer;
}

function emptyList({ operation }: BedrockCall): JsonObject {
  return operation === 'list-profiles' ? { inferenceProfileSummaries: [] } : { modelSummaries: [] };
}

/** Paths below `/anthropic` that do not exist sometimes answer 200, with the exception inside. */
function unknownOperation(status: 404 | 200): Refusal {
  return { status, type: 'UnknownOperationException', message: '', shape: status === 200 ? 'coral' : 'aws' };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
