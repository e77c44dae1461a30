import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import { STATUS, type StatusNow } from '../api/status.ts';
import { useCommands } from '../app/commands.ts';
import { Switch } from '../ui/switch.tsx';
import { tellError } from '../ui/toasts.tsx';

/** Switches Adit on and off. Off, it keeps its port and tells clients so. */
export function PowerSwitch({ status: { on } }: { status: StatusNow }) {
  const power = useMutation({
    mutationFn: (next: boolean) => answerOf(api.power.$post({ json: { on: next } })),
    onSuccess: (status) => queries.setQueryData(STATUS, status),
    onError: tellError,
  });
  const turn = on ? 'Switch Adit off' : 'Switch Adit on';
  useCommands([{ id: 'power', title: turn, group: 'Adit', run: () => power.mutate(!on) }]);
  return (
    <div className="strip-item">
      <Switch label="Adit passes requests on" checked={on} onChange={(next) => power.mutate(next)} />
      <strong className="power-word">{on ? 'On' : 'Off'}</strong>
      {!on && <span className="warn">requests are refused</span>}
    </div>
  );
}
