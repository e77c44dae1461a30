import { useState } from 'react';
import type { Diagnosis, Finding } from '../../proxy/doctor/finding.ts';
import { ApiError, authorization, wordsOf } from '../api/client.ts';
import { serverEvents } from '../api/server-sent.ts';

/** A run of the doctor: what is being looked at, what was found, and in the end what to do first. */
export interface Run {
  readonly running: readonly string[];
  readonly findings: readonly Finding[];
  readonly diagnosis: Diagnosis | undefined;
  readonly error: string | undefined;
  /** When it began, in milliseconds since 1970. */
  readonly began: number;
}

// Outside of the screen: a run goes on, and its findings stay, while another screen is looked at.
let last: Run | undefined;

/** Runs the doctor, and tells of it as it goes on. */
export function useDoctor() {
  const [run, setRun] = useState(last);
  const tell = (next: Run) => {
    last = next;
    setRun(next);
  };
  const start = async (call: boolean) => {
    let now: Run = { running: [], findings: [], diagnosis: undefined, error: undefined, began: Date.now() };
    tell(now);
    try {
      for await (const { event, data } of await ask(call)) {
        if (event === 'progress') now = { ...now, ...(JSON.parse(data) as Pick<Run, 'running' | 'findings'>) };
        if (event === 'diagnosis') now = { ...now, running: [], ...ended(JSON.parse(data) as Diagnosis) };
        tell(now);
      }
      if (!now.diagnosis) throw new Error('The doctor was interrupted.');
    } catch (error) {
      tell({ ...now, running: [], error: wordsOf(error) });
    }
  };
  return { run, start };
}

function ended(diagnosis: Diagnosis): Pick<Run, 'diagnosis' | 'findings'> {
  return { diagnosis, findings: diagnosis.findings };
}

async function ask(call: boolean) {
  const headers = { ...authorization, 'content-type': 'application/json' };
  const answer = await fetch('/console/api/doctor', { method: 'POST', headers, body: JSON.stringify({ call }) });
  if (!answer.ok || !answer.body) throw new ApiError(answer.status, `Adit answered with status ${answer.status}.`);
  return serverEvents(answer.body);
}
