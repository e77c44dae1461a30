#!/usr/bin/env bash
# Builds what is released for a platform (mac, linux): signed and notarised where the secrets for it are there, which
# electron-builder knows by other names, and may not be given empty.
set -euo pipefail
platform=$1
flags=()

if [ -n "${MAC_CERTIFICATE:-}" ]; then
  export CSC_LINK=$MAC_CERTIFICATE CSC_KEY_PASSWORD=$MAC_CERTIFICATE_PASSWORD
elif [ "$platform" = mac ]; then
  # Macs run nothing that has no signature at all. One of nobody's does not go with the hardened runtime.
  flags=(-c.mac.identity=- -c.mac.hardenedRuntime=false)
fi
if [ -n "${MAC_API_KEY:-}" ]; then
  key=$(mktemp)
  trap 'rm -f "$key"' EXIT
  printf '%s' "$MAC_API_KEY" > "$key"
  export APPLE_API_KEY=$key APPLE_API_KEY_ID=$MAC_API_KEY_ID APPLE_API_ISSUER=$MAC_API_ISSUER
fi
npm run dist -- "--$platform" --publish never ${flags[@]+"${flags[@]}"}
