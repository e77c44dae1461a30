import { type FormEvent, useState } from 'react';
import type { Matter } from '../../proxy/aws/sign-in-desk.ts';
import { wordsOf } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Field, Input } from '../ui/field.tsx';
import { useMfaCode } from './identity.ts';

/** Asks for the code of an MFA device, which requests wait for. */
export function MfaForm({ matter }: { matter: Matter }) {
  const [code, setCode] = useState('');
  const give = useMfaCode();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give.mutate(code.trim());
  };
  return (
    <form className="mfa" onSubmit={submit}>
      <Field
        label={`Code of your MFA device for ${matter.profile}`}
        hint={matter.mfaSerial}
        error={give.error ? wordsOf(give.error) : undefined}
      >
        <Input
          className="input mono"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" disabled={!/^\d{6}$/.test(code.trim()) || give.isPending}>
        Go on
      </Button>
    </form>
  );
}
