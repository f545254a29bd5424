#!/usr/bin/env bash
# Slurm on this machine: controller, node and munge of our own in a temporary folder, a job array,
# a shard killed midway, which queues itself again. Needs root, as slurmd does.
set -euo pipefail
# shellcheck source=deploy/loopback.sh
source "$(dirname "$0")/loopback.sh"

daemons=()
cleanup() {
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${daemons[@]}"; do wait "$pid" 2>/dev/null || true; done
  tidy
}
trap cleanup EXIT

[[ $(id -u) = 0 ]] || fail "slurmd runs as root"
if ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null || ! command -v munged >/dev/null; then
  { apt-get update -q && apt-get install -qy --no-install-recommends slurm-wlm munge; } >&2
fi
varprop=$(program)
write_grid
whole

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

configure() {
  local host
  host=$(hostname -s)
  export SLURM_CONF=$folder/slurm.conf
  mkdir -p "$folder"/{munge,state,spool}
  chmod 711 "$folder"
  chmod 700 "$folder/munge"
  dd if=/dev/urandom of="$folder/munge/key" bs=128 count=1 status=none
  chmod 400 "$folder/munge/key"
  # cred_expire shortens the two minutes for which Slurm holds a job back that is queued again.
  cat >"$SLURM_CONF" <<CONF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=2
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
}

start_daemons() {
  munged --foreground --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
    --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" 2>>"$folder/munge.err" &
  daemons+=($!)
  for _ in $(seq 100); do [[ -S $folder/munge/socket ]] && break; sleep 0.1; done
  slurmctld -D 2>>"$folder/slurmctld.err" & daemons+=($!)
  slurmd -D 2>>"$folder/slurmd.err" & daemons+=($!)
  for _ in $(seq 600); do
    sinfo --noheader --format=%T 2>/dev/null | grep -q '^\(idle\|mixed\)' && return
    sleep 0.1
  done
  tail -n 5 "$folder"/*.err "$folder"/*.log >&2
  fail "the node never became idle"
}

queue_is_empty() { [[ -z $(squeue --noheader --array --jobs="$job" 2>/dev/null) ]]; }

configure
start_daemons
say "slurmctld and slurmd are up; $shards shards as a job array"
job=$(GRID=$folder/grid.toml SHARDS=$shards FOLDER=$folder VARPROP=$varprop \
  sbatch --parsable --array="1-$shards" --output="$folder/task-%a.log" --chdir="$folder" "$here/slurm/sweep.sbatch")
kill_victim
for _ in $(seq 3000); do queue_is_empty && break; sleep 0.2; done
queue_is_empty || fail "the array never ended"
grep -q "is queued again" "$folder/task-$victim.log" || fail "the killed shard did not queue itself again"
grep -q "finished already" "$folder/task-$victim.log" || fail "it did not go on where it stopped"
grep "is queued again\|finished already" "$folder/task-$victim.log" >&2
merge_and_compare
