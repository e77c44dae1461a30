#!/bin/sh
# Runs the tests of the keychain against a real gnome-keyring, unlocked, on a D-Bus session and in a home of their own.
set -eu
HOME=$(mktemp -d)
XDG_RUNTIME_DIR=$HOME/run
export HOME XDG_RUNTIME_DIR
trap 'rm -rf "$HOME"' EXIT
mkdir -m 700 "$XDG_RUNTIME_DIR"
# shellcheck disable=SC2016
dbus-run-session -- sh -ec '
  eval "$(printf pw | gnome-keyring-daemon --unlock --components=secrets | sed "s/^/export /")"
  vitest run --project keyring
'
