import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api, wordsOf } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import { STATUS } from '../api/status.ts';
import { Button } from '../ui/button.tsx';
import { Field, Input } from '../ui/field.tsx';

/** Asks for the code of an MFA device. */
export function MfaForm({ serial, onDone }: { serial: string | undefined; onDone: () => void }) {
  const [code, setCode] = useState('');
  const give = useMutation({
    mutationFn: () => answerOf(api['sign-in'].mfa.$post({ json: { code } })),
    onSuccess(status) {
      queries.setQueryData(STATUS, status);
      onDone();
    },
  });
  const enter = (event: FormEvent) => {
    event.preventDefault();
    give.mutate();
  };
  return (
    <form className="mfa" onSubmit={enter}>
      <Field label="Code of your MFA device" hint={serial} error={give.error ? wordsOf(give.error) : undefined}>
        <Input
          className="input mono"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" disabled={code.length !== 6 || give.isPending}>
        Go on
      </Button>
    </form>
  );
}
