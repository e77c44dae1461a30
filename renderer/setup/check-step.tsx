import { PlugZap } from 'lucide-react';
import { wordsOf } from '../api/client.ts';
import { hrefOf } from '../app/route.ts';
import { Mend } from '../doctor/finding-row.tsx';
import { RegionField } from '../identity/region-field.tsx';
import { Becomes } from '../settings/becomes.tsx';
import { useSettings } from '../settings/settings.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useCheck } from './setup.ts';

/** What tools ask for by default. */
const NAMES = ['opus', 'sonnet', 'haiku'];

/** Where Bedrock is asked, what names become there, and one real call that shows whether it answers. */
export function CheckStep() {
  const { data: settings } = useSettings();
  const { finding, error, isRunning, run } = useCheck();
  return (
    <div className="stack">
      <div className="setup-region">
        <h2>Region</h2>
        {settings && <RegionField set={settings.values.region ?? ''} />}
      </div>
      <section aria-labelledby="setup-models">
        <h2 id="setup-models">Models</h2>
        <ul className="card setup-models">
          {NAMES.map((name) => (
            <li key={name}>
              <strong>{name}</strong>
              <Becomes name={name} />
            </li>
          ))}
        </ul>
      </section>
      <div className="actions">
        <Button
          variant={finding?.verdict === 'ok' ? 'plain' : 'primary'}
          icon={PlugZap}
          onClick={run}
          disabled={isRunning}
        >
          {finding || error ? 'Check again' : 'Check with one real call'}
        </Button>
        {isRunning ? (
          <Spinner>Asking Bedrock for one token</Spinner>
        ) : (
          <span className="quiet">For one token; it costs a fraction of a cent.</span>
        )}
      </div>
      {!isRunning && error && (
        <Notice kind="bad" title="The check could not be made" isNews>
          {wordsOf(error)}
        </Notice>
      )}
      {!isRunning && !error && finding && <Result finding={finding} />}
    </div>
  );
}

type Checked = NonNullable<ReturnType<typeof useCheck>['finding']>;

function Result({ finding: { verdict, evidence, mend } }: { finding: Checked }) {
  if (verdict === 'ok') {
    return (
      <Notice kind="good" title="Bedrock answers" isNews>
        {evidence}
      </Notice>
    );
  }
  return (
    <Notice kind={verdict === 'warn' ? 'warn' : 'bad'} title="Bedrock does not answer yet" isNews>
      {evidence}
      {mend && <Mend text={mend} />}
      <p>
        <a href={hrefOf('doctor')}>The doctor</a> looks at everything on the way.
      </p>
    </Notice>
  );
}
