#!/usr/bin/env bash
# The reliability programme at its full scale: all of it, or only the test classes named.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ $# -gt 0 ] || set -- $(find journal-reliability/src/test -name '*IT.java' -exec basename {} .java \; | sort)
tests=$(IFS=,; echo "$*")
# -Dtest names no fast test: those are mvn verify's.
exec mvn -B verify -Preliability -pl journal-reliability -am -Dtest=None -Dit.test="$tests" \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
