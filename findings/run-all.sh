#!/usr/bin/env bash
# Runs every finding and says which no longer holds.
set -uo pipefail
cd "$(dirname "$0")"
failed=0
for finding in *.sh; do
  [ "$finding" = run-all.sh ] && continue
  if bash "$finding" > /tmp/finding.$$ 2>&1; then echo "holds    $finding"; else echo "changed  $finding"; cat /tmp/finding.$$; failed=1; fi
done
rm -f /tmp/finding.$$
exit $failed
