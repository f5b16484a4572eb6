#!/bin/bash
# Paths fail under I/O and come back: the recheck, which runs only meanwhile, has the kernel use them again, and no byte and
# no request is lost where the policy promises none.
# rig: engines=qjs timeout=900
. /pathplug/rig/guest/guest.sh
unit=pathplug-recheck.service

lio_create heal luns=2 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
lio_plug heal
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid heal 0) other=$(lun_wwid heal 1)
dm=$(basename "$(realpath "/dev/mapper/$map")")

# use MAP   one request that must reach a disk.
use() { timeout 100 dd if="/dev/mapper/$1" of=/dev/null bs=4k count=1 iflag=direct status=none; }
# is_first MAP   whether its first group is the one in use: the kernel changes over with the next request.
is_first() { use "$1" && [[ $(dmsetup status "$1" | grep -oE " [AED] 0 1 2" | head -n 1) == " A 0 1 2" ]]; }
state() { systemctl show --property=ActiveState --value "$unit"; }
# at_rest   no program of pathplug runs.
at_rest() { [[ $(state) == inactive ]] && ! pgrep -f '/pathplug/(recheck|worker)\.js' >/dev/null; }
said() { journalctl -b --no-pager -o cat -u "$unit"; }

check "all paths are up: no program of pathplug runs" wait_for at_rest 30
same "nor is there a timer of it but the audit" pathplug-audit.timer \
  "$(systemctl list-timers --all --plain --no-legend 'pathplug*' | awk '{ print $(NF - 1) }')"

# ── one path of two ──────────────────────────────────────────────────────────────────────────────────────────────────
mark=$(console_mark)
lio_break heal 0
check "one path fails: I/O goes on" use "$map"
check "the kernel uses it no more" test "$(path_states "$map")" = FA
check "the recheck runs" wait_for '[[ $(state) == active ]]' 10
check "and says what is left" wait_for 'said | grep -qF "$map: remaining active paths: 1 (failed: $(lio_disk heal 0 0))"' 10
dd if=/dev/urandom of=/run/written bs=64k count=64 status=none
check "what is written goes the other way" dd if=/run/written of="/dev/mapper/$map" bs=64k oflag=direct status=none
sleep 8
same "it stays failed as long as it does not work" FA "$(path_states "$map")"
lio_mend heal 0
since=$(now)
check "it works again: the kernel uses it" wait_for '[[ $(path_states "$map") == AA ]]' 20
within "after" 3 "$(elapsed "$since")" s
check "which is said" wait_for 'said | grep -qF "$map: remaining active paths: 2 (reinstated: $(lio_disk heal 0 0))"' 10
check "its group is the first again" wait_for 'is_first "$map"' 60
check "and the recheck has ended by itself" wait_for at_rest 60
check "what was written is there" cmp -n 4194304 /run/written "/dev/mapper/$map"
same "nobody above has seen an error" "" "$(io_errors_since "$mark" | grep "$dm")"

# ── all paths: what is queued is done when one comes back ────────────────────────────────────────────────────────────
lio_break heal
dd if=/run/written of="/dev/mapper/$other" bs=64k oflag=direct status=none 2>/run/dd-errors &
writer=$!
check "all paths fail: none is used" wait_for '[[ $(path_states "$other") == FF ]]' 60
check "what is written waits" kill -0 "$writer"
# A recheck that is killed is started again, by what it had taken.
systemctl kill --signal=KILL "$unit"
sleep 20
lio_mend heal
since=$(now)
check "they work again: the kernel uses both" wait_for '[[ $(path_states "$other") == AA ]]' 30
within "though the recheck was killed, after" 8 "$(elapsed "$since")" s
wait "$writer"
same "what waited has been written, without an error" "0 " "$? $(cat /run/dd-errors)"
check "and is there" cmp -n 4194304 /run/written "/dev/mapper/$other"

# ── both, one after the other ────────────────────────────────────────────────────────────────────────────────────────
lio_break heal
use "$map" >/dev/null 2>&1 &
reader=$!
check "all paths fail once more" wait_for '[[ $(path_states "$map") == FF ]]' 60
lio_mend heal 1
check "one of them comes back by itself" wait_for '[[ $(path_states "$map") == FA ]]' 30
wait "$reader"
same "what waited is read" 0 $?
lio_mend heal 0
check "and the other" wait_for '[[ $(path_states "$map") == AA ]]' 30

# ── no_path_retry N: the time of queueing ends, and begins again with a path ─────────────────────────────────────────
mkdir -p /etc/pathplug
echo '{ "overrides": { "no_path_retry": 4 } }' >/etc/pathplug/pathplug.json
check "no path may be away for 4 checks" eval 'pathplug refresh && pathplug apply'
check "the registry has it" grep -q 'PATHPLUG_NO_PATH_RETRY="4"' "/etc/pathplug/luns.d/naa.${map#3}"
same "it queues as before" 1 "$(dmsetup table "$map" | grep -c queue_if_no_path)"
lio_break heal
since=$(now)
timeout 200 dd if="/dev/mapper/$map" of=/dev/null bs=4k count=1 iflag=direct status=none 2>/run/dd-errors
same "what is read when no path is left ends with an error" "1 1" "$? $(grep -c 'Input/output error' /run/dd-errors)"
within "after" 30 "$(elapsed "$since")" s
check "and not before the time is over" awk -v a="$(elapsed "$since")" 'BEGIN { exit !(a >= 20) }'
check "which is said" wait_for 'said | grep -q "no path for 20 s"' 10
pathplug assemble >/dev/null 2>&1
same "the worker does not begin the time anew" 0 "$(dmsetup table "$map" | grep -c queue_if_no_path)"
lio_mend heal
check "a path is back: it queues again" wait_for '[[ $(path_states "$map") == AA && $(dmsetup table "$map" | grep -c queue_if_no_path) == 1 ]]' 40
check "and is read" use "$map"
rm /etc/pathplug/pathplug.json
pathplug refresh >/dev/null

# ── a path that goes while it has failed ─────────────────────────────────────────────────────────────────────────────
check "its first group is in use" wait_for 'is_first "$map"' 60
lio_break heal 0
use "$map"
check "a path fails" wait_for '[[ $(path_states "$map") == FA ]]' 10
lio_unplug heal 0
check "and goes: its map loses it" wait_for '[[ $(path_states "$map") == A ]]' 60
check "the recheck has ended" wait_for at_rest 60
lio_plug heal 0
check "settle returns" pathplug settle --timeout 150
same "it is back" AA "$(path_states "$map")"
same "no marker is left" "" "$(ls /run/pathplug/recheck /run/pathplug/rechecking | grep -v '^/run\|^$')"

for map in $(maps); do dmsetup remove --retry "$map"; done
lio_remove heal
finish
