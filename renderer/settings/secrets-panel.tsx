import { Notice } from '../ui/notice.tsx';

interface SecretsPanelProps {
  readonly place: 'keychain' | 'file';
  readonly problem: string | null;
}

/** Where keys are kept now, and what is wrong with that. */
export function SecretsPanel({ place, problem }: SecretsPanelProps) {
  if (problem) {
    return (
      <Notice kind="warn" title="The keychain cannot be used">
        {problem}
      </Notice>
    );
  }
  return (
    <Notice kind="info">
      {place === 'keychain'
        ? 'Keys are in the system’s keychain.'
        : 'Keys are in files of Adit’s home that you alone can read.'}
    </Notice>
  );
}
