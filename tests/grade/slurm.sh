#!/bin/sh
# slurm.sh FOLDER N COMMAND... - runs N commands as a job array of a Slurm that is brought up for it on
# this machine: controller and node on loopback, with a munge of their own, all in FOLDER. In COMMAND,
# @ is the task's number, 1 to N. Nothing of a Slurm that may be here is touched or left changed.
#
# Exit status: 0 if all commands ended with 0.
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)
tasks=$2
shift 2
PATH=$PATH:/usr/sbin:/sbin

# munge wants to know that nobody else writes where its key and its socket are: not in a folder that
# somebody else may rename.
keys=$(mktemp -d /tmp/racetrack-slurm-XXXXXX)
chmod 755 "$keys"
started=
# shellcheck disable=SC2317 # called by the trap
finish() {
    status=$?
    trap - EXIT
    for process in $started; do kill "$process" 2>/dev/null || true; done
    for process in $started; do wait "$process" 2>/dev/null || true; done
    rm -rf "$keys"
    exit "$status"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# until COMMAND...: waits for it to succeed, for a while.
until_works() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 150 ] || { echo "slurm: this does not come to be: $*" >&2; tail -n 5 "$folder"/*.log >&2; exit 3; }
        sleep 0.2
    done
}

umask 077
head -c 1024 /dev/urandom >"$keys/key"
umask 022
munged --foreground --force --key-file="$keys/key" --socket="$keys/socket" --pid-file="$keys/pid" \
    --seed-file="$keys/seed" --log-file="$keys/log" >"$folder/munge.log" 2>&1 &
started="$! $started"
until_works munge --socket="$keys/socket" --no-input

node=$(hostname -s)
mkdir -p "$folder/state" "$folder/spool"
cat >"$folder/slurm.conf" <<END
ClusterName=racetrack
SlurmctldHost=$node(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$keys/socket
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$folder/slurm.conf"
slurmctld -D -c >"$folder/slurmctld.log" 2>&1 &
started="$! $started"
slurmd -D >"$folder/slurmd.log" 2>&1 &
started="$! $started"
up() { sinfo --noheader --format=%t | grep -q -e idle -e mix; }
until_works up
sinfo

# shellcheck disable=SC2016 # the job is to expand it
{
    echo '#!/bin/sh'
    printf 'set --'
    for word; do printf " '%s'" "$word" | sed 's/@/'"'"'"$SLURM_ARRAY_TASK_ID"'"'"'/g'; done
    printf '\nexec "$@"\n'
} >"$folder/job"
result=0
sbatch --wait --array=1-"$tasks" --cpus-per-task=1 --chdir="$PWD" --output="$folder/task%a.log" "$folder/job" || result=$?
# What ran has been told of; now what ran it goes, too.
idle() { sinfo --noheader --format=%t | grep -qx idle && ! scontrol listpids | grep -q '^[0-9]'; }
until_works idle
exit "$result"
