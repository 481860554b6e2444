#!/usr/bin/env bash
# Kills the sample in the middle of an operation, and in each step of one that has several, and shows that it comes back
# knowing what it was doing.
# Needs a JDK and curl; builds the jar with Maven if it is not there. Exits non-zero if the promise does not hold.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$here/target/sample-app.jar
java=("${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1)
work=$(mktemp -d)
simulator_pid=
application_pid=

cleanup() {
    local status=$?
    trap - EXIT
    for pid in $application_pid $simulator_pid; do
        kill -9 "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
    exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

heading() {
    printf '\n== %s\n' "$*"
}

fail() {
    printf '\nFAILED: %s\n' "$*" >&2
    for log in "$work"/*.log; do
        if [ -f "$log" ]; then
            printf -- '--- %s\n' "${log##*/}" >&2
            tail -n 40 "$log" >&2
        fi
    done
    exit 1
}

# Prints what the first group of a sed pattern matches in a log, once it is there and while the process lives.
await_log() {
    local log=$1 pattern=$2 pid=$3 found
    for _ in $(seq 300); do
        found=$(sed -nE "s#$pattern#\\1#p" "$log" | head -n 1)
        if [ -n "$found" ]; then
            printf '%s\n' "$found"
            return
        fi
        kill -0 "$pid" 2>/dev/null || fail "the process of ${log##*/} has ended"
        sleep 0.1
    done
    fail "no line like '$pattern' in ${log##*/}"
}

# Prints the value of a text field of a flat JSON object.
field() {
    sed -nE "s/.*\"$1\":\"([^\"]*)\".*/\\1/p"
}

# Starts the application with further arguments behind the name of its log.
start_application() {
    local log=$work/$1.log
    shift
    "${java[@]}" -jar "$jar" --server.port=0 "--proxmox.url=$proxmox" "--proxmox.token=$token" \
        "--journal.path=$work/operations.journal" --journal.recovery.recheck-interval=500ms \
        --proxmox.poll-interval=200ms "$@" \
        >"$log" 2>&1 </dev/null &
    application_pid=$!
    app=http://127.0.0.1:$(await_log "$log" '.*Tomcat started on port ([0-9]+).*' "$application_pid")
    await_log "$log" '.*(Started SampleApplication).*' "$application_pid" >/dev/null
}

start_vm() {
    curl -sS --max-time 10 -i -X POST -H 'Idempotency-Key: job-7f3a' "$app/vms/101/start" | tr -d '\r'
}

state_of() {
    curl -s --max-time 10 "$app/operations/$1" | sed 's/,"steps":.*//' | field state
}

await_state() {
    for _ in $(seq 200); do
        if [ "$(state_of "$1")" = "$2" ]; then
            return
        fi
        kill -0 "$application_pid" 2>/dev/null || fail "the application has ended"
        sleep 0.1
    done
    fail "operation $1 is not $2 but $(state_of "$1")"
}

health() {
    curl -sS --max-time 10 "$app/actuator/health/journal"
    echo
}

kill_application() {
    kill -9 "$application_pid"
    wait "$application_pid" 2>/dev/null || true
}

set_faults() {
    curl -sS --max-time 10 -f -X PUT -d "$1" "$proxmox/simulator/faults" >/dev/null || fail "the simulator takes no faults"
}

hold_tasks() {
    set_faults "{\"holdTasks\":$1}"
}

if [ ! -f "$jar" ]; then
    heading "Building $jar"
    mvn -q -B -f "$here/../pom.xml" -pl sample-app -am -DskipTests package || fail "the build"
fi

heading "Two processes: a simulated Proxmox VE, and the application"
token='root@pam!demo=00000000-0000-0000-0000-000000000000'
"${java[@]}" -jar "$jar" simulator "--state=$work/cluster.json" --task-millis=1000 "--token=$token" \
    >"$work/simulator.log" 2>&1 </dev/null &
simulator_pid=$!
proxmox=$(await_log "$work/simulator.log" '.*Proxmox VE on (http[^ ]*)' "$simulator_pid")
# Held, so that the task outlasts the restart on a slow machine too.
hold_tasks true
start_application first
echo "simulator $simulator_pid on $proxmox"
echo "application $application_pid on $app"

heading "POST /vms/101/start with Idempotency-Key job-7f3a"
answer=$(start_vm)
printf '%s\n' "$answer" | sed -n '1p;$p'
op=$(printf '%s\n' "$answer" | field opId)
[ -n "$op" ] || fail "the request was not taken: $answer"
await_state "$op" task_running

heading "Health while the task runs"
before=$(health)
printf '%s\n' "$before"

heading "kill -9 $application_pid, and the application again"
kill_application
start_application second
echo "application $application_pid on $app"

heading "Health after the restart: it knows what it was doing"
after=$(health)
printf '%s\n' "$after"
case $after in
    *'"inFlight":1'*"$op"*) ;;
    *) fail "the operation is forgotten" ;;
esac

heading "The task ends, and recovery learns it from Proxmox VE"
hold_tasks false
await_state "$op" succeeded
curl -sS --max-time 10 "$app/operations/$op"
echo

heading "The same request with the same key: the recorded operation, not a second start"
replay=$(start_vm)
printf '%s\n' "$replay" | sed -nE '1p;/^Idempotent-Replayed:/p;$p'
printf '%s\n' "$replay" | grep -qi '^Idempotent-Replayed: true$' || fail "the key was not replayed"
[ "$(printf '%s\n' "$replay" | field opId)" = "$op" ] || fail "another operation was begun"

heading "The journal"
sed -E 's/ +$//; /^$/d' "$work/operations.journal"

heading "What the simulator saw"
tasks=$(curl -sS --max-time 10 "$proxmox/simulator/tasks")
effects=$(curl -sS --max-time 10 "$proxmox/simulator/effects")
echo "tasks $tasks, effects $effects"
[ "$tasks" = '{"qmstart":{"101":1}}' ] || fail "not exactly one start task was begun"
[ "$effects" = '{"start":{"101":1}}' ] || fail "the VM was not started exactly once"

heading "One request, one kill -9, one start of the VM"

# The second act: the VM of each kill is another, from 201 on.

provision() {
    curl -sS --max-time 10 -X POST -H 'Content-Type: application/json' -H "Idempotency-Key: provision-$1" \
        -d '{"template":"100","name":"web","settings":{"cores":2}}' "$app/vms/$1/provision"
}

# Prints the steps of an operation, one a line: its name, the states it went through, and those of what undid it.
tree() {
    curl -sS --max-time 10 "$app/actuator/journal/$1" | sed 's/.*"steps":\[//; s/"opId":"[^"]*",//g' \
        | grep -oE '\{"(step|state)":"[a-z_]+"|"compensation":' \
        | while IFS=: read -r what value; do
            value=${value//\"/}
            case $what in
                *step*) printf '\n  %s:' "$value" ;;
                *state*) printf ' %s' "$value" ;;
                *) printf ', undone by:' ;;
            esac
        done
    echo
}

# How often an effect happened to a VM.
effects() {
    curl -sS --max-time 10 "$proxmox/simulator/effects" | sed -nE "s/.*\"$1\":\{([^}]*)\}.*/,\1/p" \
        | sed -nE "s/.*,\"$2\":([0-9]+).*/\1/p"
}

vm() {
    curl -sS --max-time 10 -H "Authorization: PVEAPIToken=$token" "$proxmox/api2/json/nodes/pve1/qemu/$1/$2"
}

expect() {
    [ "$2" = "$3" ] || fail "$1: '$2' instead of '$3'"
}

# Kills the application while the task of a step runs, starts it again, and waits for the end.
kill_in_step() {
    local mode=$1 vmid=$2 number=$3 step=$4 type=$5 end=$6 answer
    heading "$mode: kill -9 while VM $vmid is at step $step"
    set_faults "{\"holdTaskType\":\"$type\"}"
    answer=$(provision "$vmid")
    op=$(printf '%s\n' "$answer" | field opId)
    [ -n "$op" ] || fail "the request was not taken: $answer"
    await_state "$op.$number" task_running
    kill_application
    start_application "$mode-$step" "--provision.on-crash=$mode"
    set_faults '{}'
    await_state "$op" "$end"
    tree "$op"
    case $(health) in
        *'"inFlight":0'*) ;;
        *) fail "something is still in flight" ;;
    esac
}

assert_whole() {
    case $(vm "$1" status/current) in *'"running"'*) ;; *) fail "VM $1 does not run" ;; esac
    case $(vm "$1" config) in *'"cores":"2"'*) ;; *) fail "VM $1 lacks its settings" ;; esac
    for effect in clone set_config start; do
        expect "$effect of VM $1" "$(effects $effect "$1")" 1
    done
    expect "destroy of VM $1" "$(effects destroy "$1")" ""
    echo "  VM $1 runs with its settings: one clone, one set_config, one start"
}

assert_gone() {
    case $(vm "$1" config) in *'does not exist'*) ;; *) fail "VM $1 is still there" ;; esac
    expect "clone of VM $1" "$(effects clone "$1")" 1
    expect "destroy of VM $1" "$(effects destroy "$1")" 1
    echo "  VM $1 is gone: one clone, one destroy"
}

vmid=201
for mode in resume roll-back; do
    kill_application
    start_application "$mode" "--provision.on-crash=$mode"
    case $mode in
        resume) end=succeeded assert=assert_whole ;;
        roll-back) end=failed assert=assert_gone ;;
    esac
    number=1
    for step in clone:qmclone configure:qmconfig start:qmstart; do
        kill_in_step "$mode" "$vmid" "$number" "${step%:*}" "${step#*:}" "$end"
        "$assert" "$vmid"
        vmid=$((vmid + 1))
        number=$((number + 1))
    done
done

heading "What the simulator saw"
curl -sS --max-time 10 "$proxmox/simulator/effects"
echo

heading "PASSED: one start over one kill -9, and six VMs provisioned over six: three whole, three gone"
