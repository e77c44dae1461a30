import { expect, test } from 'vitest';
import { findIdentity } from '../../proxy/aws/profiles.ts';
import { proxyFor } from '../../proxy/doctor/proxy-rules.ts';
import { environmentOf } from '../../proxy/settings/environment.ts';
import { parseSettings, type SettingsInput } from '../../proxy/settings/settings.ts';
import { temporaryFolder } from '../support/folder.ts';

const AWS = new URL('https://bedrock-runtime.us-east-1.amazonaws.com/');

const ENV = {
  HTTPS_PROXY: 'http://of-env:1',
  https_proxy: 'http://of-env:2',
  AWS_CA_BUNDLE: '/of/env',
  HOME: temporaryFolder(),
};

function envWith(settings: SettingsInput): NodeJS.ProcessEnv {
  return environmentOf(parseSettings(settings, 'Wrong.'), ENV);
}

test('what is set of proxy and certificates goes before the environment, in either spelling', async () => {
  const env = envWith({ proxy: 'http://set:8080', caBundle: '/set' });
  expect(proxyFor(AWS, env)?.href).toBe('http://set:8080/');
  expect((await findIdentity({}, env)).caBundle).toBe('/set');
  expect(proxyFor(AWS, envWith({ proxy: 'http://set:8080', noProxy: '.amazonaws.com' }))).toBeUndefined();
});

test('what is not set is as the environment has it', async () => {
  const env = envWith({});
  expect(proxyFor(AWS, env)?.href).toBe('http://of-env:2/');
  expect((await findIdentity({}, env)).caBundle).toBe('/of/env');
  expect(env).toBe(ENV);
});
