import { wordsOf } from '../api/client.ts';
import { useStatus } from '../api/status.ts';
import { useChooseIdentity, useProfiles } from '../identity/identity.ts';
import { ProfileList } from '../identity/profile-list.tsx';
import { SignIn } from '../identity/sign-in.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Notice } from '../ui/notice.tsx';

/** Who asks Bedrock: one of the profiles of this machine, and signing in for it. */
export function AccountStep() {
  const { data: status } = useStatus();
  const { data } = useProfiles();
  const choose = useChooseIdentity();
  if (!status || !data) return null;
  const { profiles, others } = data;
  if (profiles.length === 0 && others.length === 0) return <NoProfile />;
  return (
    <div className="stack">
      <p>Adit asks Amazon Bedrock in your name, with a profile that you have already. It keeps no keys of AWS.</p>
      <ProfileList
        profiles={profiles}
        others={others}
        status={status}
        onChoose={(choice) => choose.mutate(choice)}
        choosing={choose.isPending ? choose.variables : undefined}
      />
      {choose.error && (
        <Notice kind="bad" isNews>
          {wordsOf(choose.error)}
        </Notice>
      )}
      <SignIn profile={profiles.find(({ name }) => name === status.profile)} />
    </div>
  );
}

function NoProfile() {
  return (
    <div className="stack">
      <Notice kind="warn" title="There is no AWS profile on this machine yet">
        Adit asks Amazon Bedrock with a profile of yours. Make one, and it appears here by itself.
      </Notice>
      <p>With IAM Identity Center, on a terminal (it asks for your start URL, signs you in and writes a profile):</p>
      <CodeBlock text="adit login --start-url https://example.awsapps.com/start" label="Copy the command" />
      <p>Or with the AWS command line:</p>
      <CodeBlock text="aws configure sso" label="Copy the command" />
    </div>
  );
}
