import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { findIdentity } from '../../../proxy/aws/profiles.ts';
import { type Engine, startEngine } from '../../../proxy/engine.ts';
import { HISTORY_FILE } from '../../../proxy/history/open.ts';
import { openHome } from '../../../proxy/settings/home.ts';
import { SettingsSchema } from '../../../proxy/settings/settings.ts';
import { startStrictBedrock } from '../../bedrock/strict.ts';
import { Stage } from './stage.ts';

/** A person's machine: Adit with a profile called `work`, a strict Bedrock behind it, and programs that ask. */
export interface Machine extends AsyncDisposable {
  readonly adit: Engine;
  readonly stage: Stage;
  /** The token of the screens. */
  readonly token: string;
}

const KEYS = { accessKeyId: 'ASIAEXAMPLESTANDIN00', secretAccessKey: 'stand-in/secret+key/of/forty+characters1' };

export interface MachineOptions {
  readonly port?: number;
  /** Writes into the file of the history before Adit opens it. */
  readonly fill?: (file: string) => void;
}

export async function openMachine({ port = 0, fill }: MachineOptions = {}): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-stage-'));
  const stage: Stage = new Stage(() => adit);
  const bedrock = await startStrictBedrock({ credentials: KEYS, scenario: stage.play });
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, ...endpoints } = bedrock.env;
  const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')];
  writeFileSync(config, `[profile work]\nregion = ${AWS_REGION}\n`);
  writeFileSync(
    credentials,
    `[work]\naws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n`,
  );
  const env = { ...endpoints, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials, HOME: folder };
  // The AWS SDK's providers read the process's own environment.
  Object.assign(process.env, env);
  const home = openHome(join(folder, '.adit'), {});
  // The first run is no part of what is shown here.
  home.write('setup-seen', '');
  fill?.(home.file(HISTORY_FILE));
  const adit = await startEngine({
    home,
    settings: v.parse(SettingsSchema, { port }),
    identity: await findIdentity({ profile: 'work' }, env),
    env,
    onExchange: () => {},
    listAfterMs: Number.POSITIVE_INFINITY,
  });
  return {
    adit,
    stage,
    token: adit.console.token,
    async [Symbol.asyncDispose]() {
      await adit.close(0);
      await bedrock.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
