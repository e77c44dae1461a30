import './identity.css';
import type { ListedProfile } from '../../proxy/aws/sign-in-state.ts';
import type { StatusNow } from '../api/status.ts';
import { useStatus } from '../api/status.ts';
import { MfaForm } from '../status/mfa-form.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Notice } from '../ui/notice.tsx';
import { useSignIn } from './identity.ts';

/** What a person has to do for the profile in use; nothing where nothing is needed. A dialog of its own shows how it goes. */
export function SignIn({ profile }: { profile: ListedProfile | undefined }) {
  const { data: status } = useStatus();
  if (!status) return null;
  const { run, matter } = status;
  if (matter?.task === 'mfa') return <MfaForm serial={matter.mfaSerial} onDone={() => {}} />;
  if (!profile || profile.signIn.state === 'none') return null;
  if (profile.signIn.state === 'signed-in' && !matter) return null;
  return profile.startUrl === undefined ? <ByCommand profile={profile} /> : <Begin profile={profile} run={run} />;
}

function Begin({ profile, run }: { profile: ListedProfile; run: StatusNow['run'] }) {
  const signIn = useSignIn();
  return (
    <div className="stack">
      {run.state === 'failed' && (
        <Notice kind="bad" title="The sign-in failed" isNews>
          {run.why}
        </Notice>
      )}
      <div className="actions">
        <Button variant="primary" disabled={signIn.isPending} onClick={() => signIn.mutate('browser')}>
          Sign in with the browser
        </Button>
        <Button disabled={signIn.isPending} onClick={() => signIn.mutate('device')}>
          Use a code on another device
        </Button>
        <span className="quiet cut">{profile.startUrl}</span>
      </div>
    </div>
  );
}

/** Profiles whose sign-in is another program’s. */
function ByCommand({ profile: { name, signIn } }: { profile: ListedProfile }) {
  if (signIn.state === 'expired' && signIn.renewed) return null;
  return (
    <div className="stack">
      <p>Sign in on a terminal; Adit sees by itself when it is done.</p>
      <CodeBlock text={`aws login --profile ${name}`} label="Copy the command" />
    </div>
  );
}
