import { AditError } from '../../proxy/errors.ts';
import type { HistoryChange } from '../../proxy/history/changes.ts';
import type { History } from '../../proxy/history/history.ts';
import type { Questions } from '../../proxy/history/questions.ts';
import type { RequestRow } from '../../proxy/history/shapes.ts';

/** A history that answers and changes as a test says. */
export class ScriptedHistory implements History {
  readonly #answers: Partial<Questions>;
  readonly #kept: number;
  readonly #listeners = new Set<(change: HistoryChange) => void>();
  #changes: HistoryChange[] = [];
  /** What was asked, in order. */
  readonly asked: [name: keyof Questions, ...args: unknown[]][] = [];
  version = 0;

  /** `kept`: how many changes are kept for who reads them late. */
  constructor(answers: Partial<Questions> = {}, kept = 1000) {
    this.#answers = answers;
    this.#kept = kept;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  begin() {}

  end() {}

  async ask<Name extends keyof Questions>(
    name: Name,
    ...args: Parameters<Questions[Name]>
  ): Promise<ReturnType<Questions[Name]>> {
    this.asked.push([name, ...args]);
    const answer = this.#answers[name] as ((...args: unknown[]) => ReturnType<Questions[Name]>) | undefined;
    if (!answer) throw new AditError('api_error', `Nothing is scripted for "${name}".`);
    return answer(...args);
  }

  change(change: Partial<HistoryChange>): void {
    const told = { rows: [], removed: [], ...change, version: ++this.version };
    this.#changes = [...this.#changes, told].slice(-this.#kept);
    for (const listener of this.#listeners) listener(told);
  }

  since(version: number): readonly HistoryChange[] | undefined {
    if (version < this.version - this.#changes.length) return undefined;
    return this.#changes.filter((change) => change.version > version);
  }

  listen(listener: (change: HistoryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close() {}
}

/** A row of the list: an answer that went well, but for `parts`. */
export function row(parts: Partial<RequestRow> = {}): RequestRow {
  return {
    id: 'req_1',
    seq: 1,
    startedAt: Date.UTC(2026, 10, 28, 12),
    kind: 'answer',
    dialect: 'messages',
    method: 'POST',
    path: '/v1/messages',
    client: 'claude-code',
    userAgent: 'claude-cli/2.1.329',
    process: null,
    project: null,
    session: 'ses_1',
    agent: null,
    parentAgent: null,
    model: 'claude-sonnet-4-6',
    servedModel: 'us.anthropic.claude-sonnet-4-6',
    region: 'us-east-1',
    surface: 'invoke',
    state: 'done',
    status: 200,
    stream: false,
    stopReason: 'end_turn',
    error: null,
    cause: null,
    errorMessage: null,
    inputTokens: 10,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 20,
    thinkingTokens: 0,
    costMicros: 330,
    savedMicros: 0,
    credentialsMs: 1,
    upstreamMs: 2,
    firstEventMs: 3,
    lastEventMs: 4,
    durationMs: 5,
    retries: 0,
    failovers: 0,
    tries: [],
    notes: [],
    upstreamId: null,
    tools: [],
    pinned: false,
    bodies: 'kept',
    replayOf: null,
    ...parts,
  };
}
