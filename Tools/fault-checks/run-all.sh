#!/usr/bin/env bash
# Faults that were found once, tried on the built program: killed, starved, damaged, run twice at once. Not part of the
# suite, which has a test for each kind: these take minutes, and need cc and python3.
#
#   Tools/fault-checks/run-all.sh [NAME …]      (ORTHOSAE: another program than .build/release/orthosae)
#
# Prints ok or FAULT for each check; ends with 1 where a fault is left.
set -u
here=$(cd "$(dirname "$0")" && pwd); bad=0
for check in "$here"/*/check.sh; do
  name=$(basename "$(dirname "$check")")
  if [ $# -gt 0 ]; then case " $* " in *" $name "*) ;; *) continue;; esac; fi
  echo "== $name"; bash "$check" || bad=1
done
exit $bad
