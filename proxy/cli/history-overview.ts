import { styleText } from 'node:util';
import { wrap } from '../doctor/wrap.ts';
import { cacheWrites, statusOf } from '../history/read/export/figures.ts';
import type { PriceUsed, PromptDiff, RequestDetail, RequestRow } from '../history/shapes.ts';
import type { FailedTry } from '../log/exchange.ts';
import { printable, widthOf } from './table.ts';
import { dollars, duration, full, fullTime } from './units.ts';

const LABEL_WIDTH = 10;

/** What is known of a request besides what was said: a line or more for each kind of thing. */
export function overviewLines(
  { row, price, previous }: RequestDetail,
  diff: PromptDiff | null,
  stream: NodeJS.WriteStream,
): string[] {
  const facts: [label: string, text: string][] = [
    ['Client', clientWords(row)],
    ['Session', sessionWords(row, previous)],
    ['Model', modelWords(row)],
    ['Tokens', tokenWords(row)],
    ['Cache', cacheWords(row, diff)],
    ['Cost', costWords(row, price)],
    ['Time', timeWords(row)],
    ...row.tries.map((failed): [string, string] => ['Tried', triedWords(failed)]),
    ...row.notes.map((note): [string, string] => ['Note', note]),
    ['Error', [row.error, row.cause && `(${row.cause})`, row.errorMessage].filter(Boolean).join(' ')],
  ];
  const width = widthOf(stream) - LABEL_WIDTH - 2;
  const lines = facts
    .filter(([, text]) => text !== '')
    .flatMap(([label, text]) => {
      const style = label === 'Error' ? 'red' : 'dim';
      return wrap(printable(text), width).map(
        (line, at) => `  ${styleText(style, (at === 0 ? label : '').padEnd(LABEL_WIDTH), { stream })}${line}`,
      );
    });
  const head = wrap(printable(headline(row)), widthOf(stream));
  return [...head.map((line) => styleText('bold', line, { stream })), '', ...lines];
}

function headline(row: RequestRow): string {
  const words = { cut: 'cut: Adit ended before the answer did', open: 'open' };
  const status = statusOf(row);
  const ended = typeof status === 'string' ? words[status] : status === 499 ? '499, the client left' : String(status);
  return [row.id, fullTime(row.startedAt), row.method, row.path, '→', ended].join(' ');
}

function clientWords({ client, userAgent, process, project, dialect, stream }: RequestRow): string {
  const from = [userAgent !== client && userAgent, process].filter(Boolean).join(', ');
  return list([
    from ? `${client} (${from})` : client,
    project && `in ${project}`,
    `${dialect}${stream ? ', stream' : ''}`,
  ]);
}

function sessionWords({ session, agent, parentAgent, replayOf }: RequestRow, previous: string | null): string {
  return list([
    session,
    agent && `agent ${agent}${parentAgent ? ` of ${parentAgent}` : ''}`,
    previous && `goes on from ${previous}`,
    replayOf && `repeats ${replayOf}`,
  ]);
}

function modelWords({ model, servedModel, region, surface, stopReason, tools }: RequestRow): string {
  const way = [model, servedModel].filter(Boolean).join(' → ');
  return list([
    way,
    region,
    surface,
    stopReason && `ended by ${stopReason}`,
    tools.length > 0 && `calls ${tools.join(', ')}`,
  ]);
}

function tokenWords(row: RequestRow): string {
  if (row.inputTokens === null) return '';
  const { cacheWrite1hTokens, thinkingTokens } = row;
  const writes = cacheWrites(row) ?? 0;
  const hour = cacheWrite1hTokens ? ` (${full(cacheWrite1hTokens)} for an hour)` : '';
  const thinking = thinkingTokens ? ` (${full(thinkingTokens)} thinking)` : '';
  return list([
    `${full(row.inputTokens)} fresh`,
    `${full(row.cacheReadTokens ?? 0)} from the cache`,
    `${full(writes)} written to it${hour}`,
    `${full(row.outputTokens ?? 0)} out${thinking}`,
  ]);
}

function cacheWords(row: RequestRow, diff: PromptDiff | null): string {
  const prompt = (row.inputTokens ?? 0) + (row.cacheReadTokens ?? 0) + (cacheWrites(row) ?? 0);
  const share =
    prompt > 0 ? `${Math.floor((100 * (row.cacheReadTokens ?? 0)) / prompt)}% of the prompt read from it` : '';
  const { path = '', why = '' } = diff?.broken ?? {};
  const broken = why === '' ? '' : `broken${why.includes(path) ? '' : ` at ${path}`}: ${why}`;
  return [share, broken].filter(Boolean).join('; ');
}

function costWords({ costMicros, savedMicros, inputTokens, state, kind }: RequestRow, price: PriceUsed | null): string {
  if (costMicros === null) {
    return inputTokens === null || state === 'open' || kind === 'count'
      ? ''
      : 'unpriced: nobody knows what the model costs';
  }
  const from = price && `$${price.input} in and $${price.output} out for a million tokens, by ${priceSource(price)}`;
  const saved = savedMicros ? `${dollars(savedMicros)} saved by the cache breakpoints that Adit set` : '';
  return list([dollars(costMicros), from, saved]);
}

function priceSource({ from, isLongContext }: PriceUsed): string {
  return `the ${from}${isLongContext ? ' for a long context' : ''}`;
}

function timeWords(row: RequestRow): string {
  const { credentialsMs, upstreamMs, firstEventMs, lastEventMs, durationMs, outputTokens } = row;
  const writing = (lastEventMs ?? durationMs ?? 0) - (firstEventMs ?? 0);
  const speed =
    row.stream &&
    firstEventMs !== null &&
    outputTokens &&
    writing > 0 &&
    `${Math.round((1000 * outputTokens) / writing)} tokens/s`;
  return list([
    credentialsMs !== null && `credentials ${duration(credentialsMs)}`,
    upstreamMs !== null && `Bedrock answered ${duration(upstreamMs)}`,
    firstEventMs !== null && `first event ${duration(firstEventMs)}`,
    durationMs !== null && `end ${duration(durationMs)}`,
    speed || '',
    row.retries > 0 && `${row.retries} retried`,
  ]);
}

function triedWords({ at, model, region, surface, status, error }: FailedTry): string {
  return `after ${duration(at)}: ${[status || '', error].filter(Boolean).join(' ')} from ${model} in ${region} (${surface})`;
}

function list(items: readonly (string | false | null | undefined)[]): string {
  return items.filter(Boolean).join(', ');
}
