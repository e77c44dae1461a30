import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useStatus } from '../api/status.ts';
import { keepToken } from '../api/token.ts';
import { Button } from '../ui/button.tsx';
import { Field, Input } from '../ui/field.tsx';

/** Shows the screens to who has the token, and says how to get it to who has not. */
export function TokenGate({ children }: { children: ReactNode }) {
  const { error } = useStatus();
  const isRefused = error instanceof ApiError && error.status === 401;
  return isRefused ? <AskForToken /> : children;
}

function AskForToken() {
  const [token, setToken] = useState('');
  const enter = (event: FormEvent) => {
    event.preventDefault();
    keepToken(token.trim());
    location.reload();
  };
  return (
    <main className="gate">
      <h1>This window needs its token</h1>
      <p>
        Open it with <code>adit serve --open</code>, or with the address that Adit prints when it starts. The token is
        also in the file <code>console-token</code> of Adit’s home.
      </p>
      <form onSubmit={enter}>
        <Field label="Token">
          <Input
            className="input mono"
            value={token}
            onChange={(event) => setToken(event.target.value)}
            autoComplete="off"
          />
        </Field>
        <Button type="submit" variant="primary" disabled={token.trim() === ''}>
          Open
        </Button>
      </form>
    </main>
  );
}
