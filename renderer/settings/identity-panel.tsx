import type { OtherSource } from '../../proxy/aws/profiles.ts';
import type { Settings } from '../../proxy/settings/settings.ts';
import { useStatus } from '../api/status.ts';
import { type IdentityChoice, useChooseIdentity, useProfiles } from '../identity/identity.ts';
import { RegionField } from '../identity/region-field.tsx';
import { SignIn } from '../identity/sign-in.tsx';
import { profileWords, sourceWords, stateWords } from '../identity/words.ts';
import { Chip } from '../ui/chip.tsx';
import { Select } from '../ui/select.tsx';
import { tellError } from '../ui/toasts.tsx';

/** Who asks Bedrock, and where: both are changed at once, and open answers go on as they began. */
export function IdentityPanel({ values }: { values: Settings }) {
  const { data: status } = useStatus();
  const { data } = useProfiles();
  const choose = useChooseIdentity();
  if (!status || !data) return null;
  const profile = data.profiles.find(({ name }) => name === status.profile);
  const state = profile && stateWords(profile.signIn);
  const options = [
    { value: '', title: 'As the AWS SDK finds it' },
    ...data.profiles.map((each) => ({ value: `profile:${each.name}`, title: each.name, detail: profileWords(each) })),
    ...data.others.map((source) => ({ value: `source:${source}`, title: sourceWords(source) })),
  ];
  const set = values.profile ? `profile:${values.profile}` : values.credentials ? `source:${values.credentials}` : '';
  return (
    <>
      <div className="setting">
        <div className="setting-about">
          <h3>AWS profile {state && <Chip kind={state.kind}>{state.text}</Chip>}</h3>
          <p>
            {set === '' && `In use: ${status.profile ?? sourceOf(status.credentials)}. `}
            The profile, or another source of credentials, that signs requests.
          </p>
        </div>
        <div className="setting-value">
          <Select
            label="AWS profile"
            options={options}
            value={set}
            disabled={choose.isPending}
            onChange={(value) => choose.mutate(choiceOf(value), { onError: tellError })}
          />
        </div>
        <div className="setting-below">
          <SignIn profile={profile} />
        </div>
      </div>
      <div className="setting">
        <div className="setting-about">
          <h3>Region</h3>
          <p>Where Bedrock is asked. Without one: AWS_REGION, then the profile’s.</p>
        </div>
        <RegionField set={values.region ?? ''} />
      </div>
    </>
  );
}

function choiceOf(value: string): IdentityChoice {
  const [kind, name = ''] = value.split(/:(.*)/s);
  if (kind === 'profile') return { profile: name, credentials: null };
  return { profile: null, credentials: kind === 'source' ? (name as OtherSource) : null };
}

function sourceOf(kind: string): string {
  return kind === 'none' ? 'nothing, since there are no credentials' : sourceWords(kind as OtherSource);
}
