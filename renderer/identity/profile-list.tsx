import './identity.css';
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { OtherSource } from '../../proxy/aws/profiles.ts';
import type { ListedProfile } from '../../proxy/aws/sign-in-state.ts';
import type { Status } from '../../proxy/control/status.ts';
import { Chip } from '../ui/chip.tsx';
import type { IdentityChoice } from './identity.ts';
import { profileWords, sourceWords, stateWords } from './words.ts';

interface ProfileListProps {
  readonly profiles: readonly ListedProfile[];
  readonly others: readonly OtherSource[];
  readonly status: Status;
  readonly onChoose: (choice: IdentityChoice) => void;
  /** What was chosen and is not in use yet. */
  readonly choosing: IdentityChoice | undefined;
}

/** Everything on this machine that can ask Bedrock, to choose one of. */
export function ProfileList({ profiles, others, status, onChoose, choosing }: ProfileListProps) {
  const choose = (id: string) => {
    const [kind, name = ''] = id.split(/:(.*)/s);
    if (kind === 'profile') onChoose({ profile: name, credentials: null });
    else onChoose({ profile: null, credentials: name as OtherSource });
  };
  return (
    <RadioGroup
      className="card choices"
      aria-label="Who asks Amazon Bedrock"
      value={choosing ? idOf(choosing) : chosenOf(status)}
      onValueChange={(id) => choose(id as string)}
      disabled={choosing !== undefined}
    >
      {profiles.map((profile) => (
        <Choice
          key={profile.name}
          id={`profile:${profile.name}`}
          title={profile.name}
          detail={profileWords(profile)}
          state={stateWords(profile.signIn)}
        />
      ))}
      {others.map((source) => (
        <Choice key={source} id={`source:${source}`} title={sourceWords(source)} detail="No profile" />
      ))}
    </RadioGroup>
  );
}

function idOf({ profile, credentials }: IdentityChoice): string {
  return profile ? `profile:${profile}` : `source:${credentials}`;
}

/** The choice that is in use, by its id. */
function chosenOf({ credentials, profile }: Status): string {
  return credentials === 'profile' ? `profile:${profile}` : `source:${credentials}`;
}

interface ChoiceProps {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly state?: ReturnType<typeof stateWords>;
}

function Choice({ id, title, detail, state }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the radio button inside is the control
    <label className="choice">
      <Radio.Root value={id} className="radio">
        <Radio.Indicator className="radio-dot" />
      </Radio.Root>
      <span className="choice-text">
        <strong>{title}</strong>
        <span>{detail}</span>
      </span>
      {state && <Chip kind={state.kind}>{state.text}</Chip>}
    </label>
  );
}
