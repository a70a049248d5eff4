#!/usr/bin/env bash
# Runs every finding and says which no longer holds.
set -uo pipefail
cd "$(dirname "$0")"
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
failed=0
for finding in *.sh; do
  [ "$finding" = run-all.sh ] && continue
  if bash "$finding" > "$said/output" 2>&1; then echo "holds    $finding"; else echo "changed  $finding"; cat "$said/output"; failed=1; fi
done
exit $failed
