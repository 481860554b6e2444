#!/usr/bin/env bash
# The reliability programme at its full scale: all of it, or only the test classes named. Options, such as
# -Dopjournal.reliability.seed=N, are Maven's. What it needs and how long it takes: docs/reliability.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

classes=()
options=()
for argument in "$@"; do
    case $argument in
        -*) options+=("$argument") ;;
        *) classes+=("$argument") ;;
    esac
done
if [ ${#classes[@]} -eq 0 ]; then
    mapfile -t classes < <(find journal-reliability/src/test -name '*IT.java' -exec basename {} .java \; | sort)
fi
tests=$(IFS=,; echo "${classes[*]}")
# -Dtest names no fast test: those are mvn verify's.
exec mvn -B verify -Preliability -pl journal-reliability -am -Dtest=None -Dit.test="$tests" \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false "${options[@]}"
