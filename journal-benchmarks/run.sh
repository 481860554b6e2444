#!/usr/bin/env bash
# Measures the journal against what else a user could embed, and writes docs/performance.md, its chart and its data.
# A full run takes up to 40 minutes on 2 cores; let nothing else run meanwhile. Needs a JDK and Maven, Linux on a real disk
# and gcc (without it, syncs are not counted); appends on virtual threads need JDK 21 or later too.
#
#   --smoke       every benchmark once, as small as can be, in about a minute; times mean nothing, docs stay as they are
#   --only NAME   one part: durability, append, opening, heap, long-run, compaction, soak (soak is in no full run); may be repeated
#   --rounds N    how often each competitor is measured; medians are shown (3)
#   --minutes N   how long the soak takes (10)
#   --data DIR    where the stores' files are, on the disk to be measured (target/data)
#   --out DIR     where results go (docs)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

data=$here/target/data
out=$root/docs
arguments=()
properties=(-Xmx512m)
while [ $# -gt 0 ]; do
    case $1 in
        --data) data=$2; shift ;;
        --out) out=$2; shift ;;
        --smoke)
            out=$here/target/smoke
            rm -rf "$out"
            properties+=(-Djmh.ignoreLock=true) # it disturbs no measurement
            arguments+=("$1")
            ;;
        *) arguments+=("$1") ;;
    esac
    shift
done

java_home=$("$root/.ci/jdk-home" 17)
virtual_home=$("$root/.ci/jdk-home" 25)
if [ -z "$java_home" ]; then
    java_home=${virtual_home:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
    echo "JDK 17 was not found; platform threads are measured on $java_home" >&2
fi
if [ -n "$virtual_home" ]; then
    arguments+=(--virtual-jdk "$virtual_home")
fi

(cd "$root" && JAVA_HOME=$java_home mvn -q -B package -DskipTests -pl journal-benchmarks -am)

if commit=$(git -C "$root" describe --always --dirty --exclude '*' 2>/dev/null); then
    arguments+=(--commit "$commit")
fi

counter=$here/target/syncs.so
if command -v gcc >/dev/null && gcc -O2 -shared -fPIC -o "$counter" "$here/src/main/c/syncs.c" -ldl; then
    arguments+=(--sync-counter "$counter")
else
    printf '\n!! gcc is missing or failed: SYNCS ARE NOT COUNTED, the durability of the stores stays unchecked\n\n' >&2
fi

exec "$java_home/bin/java" "${properties[@]}" \
    -cp "$(echo "$here"/target/journal-benchmarks-*.jar):$(cat "$here/target/class-path")" \
    dev.opjournal.benchmarks.Main --data "$data" --out "$out" "${arguments[@]}"
