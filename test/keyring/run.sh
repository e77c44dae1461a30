#!/bin/sh
# Runs the tests of the keychain in D-Bus sessions and a home of their own: with a real gnome-keyring, unlocked; and with a
# keyring that never answers.
set -eu
HOME=$(mktemp -d)
XDG_RUNTIME_DIR=$HOME/run
export HOME XDG_RUNTIME_DIR
trap 'rm -rf "$HOME"' EXIT
mkdir -m 700 "$XDG_RUNTIME_DIR"
# shellcheck disable=SC2016
dbus-run-session -- sh -ec '
  eval "$(printf pw | gnome-keyring-daemon --unlock --components=secrets | sed "s/^/export /")"
  vitest run --project keyring keyring.test.ts
'
dbus-run-session -- vitest run --project keyring silent.test.ts
