import { ExternalLink } from 'lucide-react';
import type { ListedProfile } from '../../proxy/aws/sign-in-state.ts';
import type { SignInRun } from '../../proxy/control/sign-ins.ts';
import { useStatus } from '../api/status.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useCancelSignIn, useSignIn } from './identity.ts';
import { MfaForm } from './mfa-form.tsx';

/** Signing in for the profile in use: what is needed, how it goes, and why it failed. Nothing where nothing is needed. */
export function SignIn({ profile }: { profile: ListedProfile | undefined }) {
  const { data: status } = useStatus();
  if (!status) return null;
  const { run, matter } = status;
  if (run.state === 'running') return <Running run={run} />;
  if (matter?.task === 'mfa') return <MfaForm matter={matter} />;
  if (!profile || profile.signIn.state === 'none') return null;
  if (profile.signIn.state === 'signed-in' && !matter) return null;
  return profile.startUrl === undefined ? <ByCommand profile={profile} /> : <Begin profile={profile} run={run} />;
}

function Begin({ profile, run }: { profile: ListedProfile; run: SignInRun }) {
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
          Sign in with a code
        </Button>
        <span className="quiet cut">{profile.startUrl}</span>
      </div>
    </div>
  );
}

function Running({ run }: { run: SignInRun & { state: 'running' } }) {
  const cancel = useCancelSignIn();
  return (
    <div className="sign-in">
      <Spinner>{run.userCode ? 'Waiting for you to confirm the code' : 'Waiting for you to sign in'}</Spinner>
      {run.userCode && (
        <div className="sign-in-code">
          <output aria-label="Code">{run.userCode}</output>
          <CopyButton text={run.userCode} label="Copy the code" />
        </div>
      )}
      <div className="actions">
        {run.url && (
          <a className="button button-primary" href={run.url} target="_blank" rel="noreferrer">
            <ExternalLink size={14} strokeWidth={2} aria-hidden />
            Open the sign-in page
          </a>
        )}
        {run.url && <CopyButton text={run.url} label="Copy the page’s address" />}
        <Button onClick={() => cancel.mutate()}>Cancel</Button>
      </div>
      {run.shortUrl && <p className="quiet">On another device: {run.shortUrl}</p>}
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
