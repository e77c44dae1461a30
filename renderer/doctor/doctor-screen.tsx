import './doctor.css';
import { Copy, Stethoscope } from 'lucide-react';
import { useState } from 'react';
import type { Verdict } from '../../proxy/doctor/finding.ts';
import { useStatus } from '../api/status.ts';
import { useCommands } from '../app/commands.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy-text.ts';
import { Empty } from '../ui/empty.tsx';
import { Notice, type NoticeKind } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Switch } from '../ui/switch.tsx';
import { tell, tellError } from '../ui/toasts.tsx';
import { type Run, useDoctor } from './doctor.ts';
import { FindingRow } from './finding-row.tsx';
import { diagnosisText, grouped } from './finding-text.ts';

const KINDS: Readonly<Record<Verdict, NoticeKind>> = { ok: 'good', warn: 'warn', broken: 'bad', unknown: 'info' };

/** What is wrong between this machine and Amazon Bedrock, and how to mend it. */
export function DoctorScreen() {
  const { run, start } = useDoctor();
  const { data: status } = useStatus();
  const [call, setCall] = useState(true);
  const isRunning = run !== undefined && !run.diagnosis && !run.error;
  const begin = () => {
    if (!isRunning) void start(call);
  };
  const copy = async () => {
    if (!run?.diagnosis) return;
    try {
      await copyText(diagnosisText(run.diagnosis, status?.version ?? ''));
      announce('Copied');
      tell('The findings are on the clipboard.');
    } catch (error) {
      tellError(error);
    }
  };
  useCommands([{ id: 'doctor-run', title: 'Run the doctor', group: 'Doctor', keys: ['r'], run: begin }]);
  return (
    <Page
      title="Doctor"
      lead="Finds out what is wrong between this machine and Amazon Bedrock, and says how to mend it. Nothing it shows is secret."
      actions={
        <>
          {run?.diagnosis && (
            <Button icon={Copy} onClick={() => void copy()}>
              Copy as text
            </Button>
          )}
          <Button variant="primary" icon={Stethoscope} onClick={begin} disabled={isRunning}>
            {run ? 'Run again' : 'Run'}
          </Button>
        </>
      }
    >
      <div className="doctor-call">
        <Switch label="With a real call" checked={call} onChange={setCall} disabled={isRunning} />
        <span>With a real call of one token, which costs a fraction of a cent</span>
      </div>
      {run ? (
        <Findings run={run} isRunning={isRunning} />
      ) : (
        <Empty icon={Stethoscope} title="Not run yet">
          <p>It looks at settings, AWS files, profile, network, sign-in, permissions, models, port and tools.</p>
        </Empty>
      )}
    </Page>
  );
}

function Findings({ run, isRunning }: { run: Run; isRunning: boolean }) {
  const { diagnosis, error, findings, running } = run;
  return (
    <>
      {diagnosis && (
        <Notice kind={KINDS[diagnosis.verdict]} isNews>
          <strong>{diagnosis.first}</strong>
        </Notice>
      )}
      {error && (
        <Notice kind="bad" isNews>
          {error}
        </Notice>
      )}
      {findings.length > 0 && (
        <ul className="card findings">
          {grouped(findings).map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      {isRunning && <Spinner>{running.length > 0 ? `Looking at ${running.join(', ')}` : 'Beginning to look'}</Spinner>}
    </>
  );
}
