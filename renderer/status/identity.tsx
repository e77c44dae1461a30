import { useState } from 'react';
import type { StatusNow } from '../api/status.ts';
import { useCommands } from '../app/commands.ts';
import { Button } from '../ui/button.tsx';
import { Tip } from '../ui/tip.tsx';
import { identityOf } from './identity-words.ts';
import { SignInDialog } from './sign-in-dialog.tsx';

/** Whose credentials are used and where; what a person has to do for them. */
export function Identity({ status }: { status: StatusNow }) {
  const [isOpen, setOpen] = useState(false);
  const { who, state, tone, canSignIn, isNeeded } = identityOf(status);
  const open = () => setOpen(true);
  useCommands(canSignIn ? [{ id: 'sign-in', title: 'Sign in to AWS…', group: 'Adit', run: open }] : []);
  return (
    <div className="strip-item identity">
      <Tip label={`${who}, ${status.region} (from ${status.regionFrom}); ${status.endpoint.url}`}>
        <span className="identity-who cut">
          <strong>{who}</strong> <span className="quiet">{status.region}</span>
          {status.endpoint.custom && <span className="warn"> custom endpoint</span>}
        </span>
      </Tip>
      {state && (
        <span className={`identity-state ${tone}`}>
          <span className="dot" />
          {state}
        </span>
      )}
      {canSignIn && isNeeded && (
        <Button variant="primary" onClick={open}>
          Sign in…
        </Button>
      )}
      {(isOpen || status.run.state === 'running') && canSignIn && (
        <SignInDialog status={status} isAsked={isOpen} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}
