import './setup.css';
import type { ComponentType } from 'react';
import { type StatusNow, useStatus } from '../api/status.ts';
import { go, useRoute } from '../app/route.ts';
import { useTools } from '../tools/tools.ts';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { AccountStep } from './account-step.tsx';
import { CheckStep } from './check-step.tsx';
import { useCheck, useEndSetup } from './setup.ts';
import { Steps } from './steps.tsx';
import { ToolsStep } from './tools-step.tsx';

interface StepInfo {
  readonly id: string;
  readonly title: string;
  readonly component: ComponentType;
}

const STEPS: readonly [StepInfo, ...StepInfo[]] = [
  { id: 'account', title: 'Sign in', component: AccountStep },
  { id: 'check', title: 'Check', component: CheckStep },
  { id: 'tools', title: 'Set up tools', component: ToolsStep },
];

/** The first run: from nothing to a tool that asks Bedrock. Each step can be skipped, and done again. */
export function SetupScreen() {
  const { part } = useRoute();
  const at = Math.max(
    0,
    STEPS.findIndex(({ id }) => id === part),
  );
  const { id, component: Body } = STEPS[at] ?? STEPS[0];
  const next = STEPS[at + 1];
  const before = STEPS[at - 1];
  const isDone = useDone();
  const end = useEndSetup();
  return (
    <Page
      title="Set up Adit"
      lead="Three steps, and your tools ask Amazon Bedrock with your own AWS account."
      actions={
        <Button variant="ghost" onClick={() => end.mutate()}>
          Skip all
        </Button>
      }
    >
      <Steps steps={STEPS.map((step) => ({ ...step, isDone: isDone(step.id) }))} current={id} />
      <div key={id}>
        <Body />
      </div>
      <footer className="setup-foot">
        {before && <Button onClick={() => go(`setup/${before.id}`)}>Back</Button>}
        <Button
          variant={isDone(id) || !next ? 'primary' : 'plain'}
          onClick={() => (next ? go(`setup/${next.id}`) : end.mutate())}
        >
          {next ? (isDone(id) ? 'Continue' : 'Skip this step') : 'Finish'}
        </Button>
      </footer>
    </Page>
  );
}

/** Which steps need nothing more. */
function useDone(): (id: string) => boolean {
  const { data: status } = useStatus();
  const { data: tools } = useTools();
  const { finding } = useCheck();
  const done: Readonly<Record<string, boolean>> = {
    account: status !== undefined && isSignedIn(status),
    check: finding?.verdict === 'ok',
    tools: tools?.some(({ state }) => state === 'set up') ?? false,
  };
  return (id) => done[id] ?? false;
}

function isSignedIn({ credentials, signIn, matter }: StatusNow): boolean {
  if (credentials === 'none' || matter) return false;
  return signIn.state === 'none' || signIn.state === 'signed-in' || (signIn.state === 'expired' && signIn.renewed);
}
