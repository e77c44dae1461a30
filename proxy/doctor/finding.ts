/** How a thing is: as it should be, working with a flaw, broken, or not known. */
export type Verdict = 'ok' | 'warn' | 'broken' | 'unknown';

/** What was found about one thing. Nothing in it is secret. */
export interface Finding {
  /** Stable, for programs: `network.bedrock`. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly verdict: Verdict;
  /** What was seen. */
  readonly evidence: string;
  /** What to do; its first line says it all, further lines are to be pasted. */
  readonly mend?: string;
}

/** All findings of a run. */
export interface Diagnosis {
  /** The worst of them; what is not known counts only where nothing else was seen to be wrong. */
  readonly verdict: Verdict;
  /** One line: what to do first, or that all is well. */
  readonly first: string;
  readonly findings: readonly Finding[];
}
