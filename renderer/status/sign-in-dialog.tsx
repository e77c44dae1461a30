import { useMutation } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { answerOf, api, done, wordsOf } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import { STATUS, type StatusNow } from '../api/status.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { MfaForm } from './mfa-form.tsx';

interface SignInDialogProps {
  readonly status: StatusNow;
  /** Whether the person has opened it; else it shows a sign-in that was begun elsewhere. */
  readonly isAsked: boolean;
  readonly onClose: () => void;
}

/** Signs the person in: at AWS's page in the browser, or with a code on any device. */
export function SignInDialog({ status, isAsked, onClose }: SignInDialogProps) {
  const { run, matter, profile } = status;
  const renew = () => queries.invalidateQueries({ queryKey: STATUS });
  const begin = useMutation({
    mutationFn: (method: 'browser' | 'device') => answerOf(api['sign-in'].$post({ json: { method } })),
    onSuccess: (begun) => {
      if (begun.state === 'running' && begun.method === 'browser' && begun.url)
        window.open(begun.url, '_blank', 'noopener');
    },
    onSettled: renew,
  });
  const cancel = useMutation({ mutationFn: () => done(api['sign-in'].$delete()), onSettled: renew });
  const leave = () => {
    if (run.state === 'running') cancel.mutate();
    onClose();
  };
  const isMfa = matter?.task === 'mfa';
  const isOver = isAsked && run.state === 'done' && begin.isSuccess;
  return (
    <Dialog title={profile ? `Sign in to AWS for ${profile}` : 'Sign in to AWS'} open onClose={leave}>
      {matter && <p>{matter.why}</p>}
      {isMfa && <MfaForm serial={matter.mfaSerial} onDone={onClose} />}
      {!isMfa && run.state === 'running' && <Running run={run} onCancel={leave} />}
      {isOver && <p className="good">You are signed in. Waiting requests go on.</p>}
      {!isMfa && run.state !== 'running' && !isOver && (
        <div className="sign-in-ways">
          <Button variant="primary" disabled={begin.isPending} onClick={() => begin.mutate('browser')}>
            Open the sign-in page
          </Button>
          <Button disabled={begin.isPending} onClick={() => begin.mutate('device')}>
            Use a code on another device
          </Button>
        </div>
      )}
      {run.state === 'failed' && <p className="bad">{run.why}</p>}
      {begin.error && run.state !== 'failed' && <p className="bad">{wordsOf(begin.error)}</p>}
    </Dialog>
  );
}

function Running({ run, onCancel }: { run: Extract<StatusNow['run'], { state: 'running' }>; onCancel: () => void }) {
  const { url, userCode, shortUrl } = run;
  return (
    <div className="sign-in-running">
      {userCode ? (
        <p>
          Open <strong>{shortUrl ?? url}</strong> on any device, and confirm this code:
        </p>
      ) : (
        <p>Waiting for you to allow access on the page of AWS.</p>
      )}
      {userCode && (
        <p className="sign-in-code">
          <span className="mono">{userCode}</span>
          <CopyButton text={userCode} label="Copy the code" />
        </p>
      )}
      <div className="sign-in-ways">
        {url && (
          <Button icon={ExternalLink} onClick={() => window.open(url, '_blank', 'noopener')}>
            Open the page
          </Button>
        )}
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
