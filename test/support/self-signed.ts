import { createServer, type Server } from 'node:https';

/** Of localhost and 127.0.0.1, signed by "Example Proxy CA", which is itself; good for a hundred years, and for tests alone. */
export const selfSigned = {
  cert: `-----BEGIN CERTIFICATE-----
MIIB2DCCAX+gAwIBAgIUIGZnumZcX1Szu2Q+TICCqzv+Q5owCgYIKoZIzj0EAwIw
MzEWMBQGA1UECgwNRXhhbXBsZSBQcm94eTEZMBcGA1UEAwwQRXhhbXBsZSBQcm94
eSBDQTAgFw0yNjExMjExMTAzMjZaGA8yMTI2MTAyODExMDMyNlowMzEWMBQGA1UE
CgwNRXhhbXBsZSBQcm94eTEZMBcGA1UEAwwQRXhhbXBsZSBQcm94eSBDQTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABKaXOaONU+RKlohj82JS1Vp+lqsq1HqIVNOa
K68ybySIQogUWErsgKqzzttME7dj0yEjjKof47zYLzWtmqGWlxGjbzBtMB0GA1Ud
DgQWBBSSVwHMxZfm18ghrokyER29FsPMxjAfBgNVHSMEGDAWgBSSVwHMxZfm18gh
rokyER29FsPMxjAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGCCWxvY2FsaG9z
dIcEfwAAATAKBggqhkjOPQQDAgNHADBEAiBp78JJAPnQ99Pj0cLyhAw6zBU1PlO5
gqyy1HIYTwR/9AIgDuJFmj0ZM1LZgSYqwJhu7rc3AvJvO+J6pO76XFTh+j0=
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyzNIo0PXfG4hho5j
XTRRJgkOEolKR+ZTkbOBjTxJPb2hRANCAASmlzmjjVPkSpaIY/NiUtVafparKtR6
iFTTmiuvMm8kiEKIFFhK7ICqs87bTBO3Y9MhI4yqH+O82C81rZqhlpcR
-----END PRIVATE KEY-----`,
};

/** An https server whose certificate nobody vouches for; it answers everything with 404. */
export function createUntrusted(): Server {
  return createServer(selfSigned, (_, response) => response.writeHead(404).end('{}'));
}
