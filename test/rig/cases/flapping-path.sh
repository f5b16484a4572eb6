#!/bin/bash
# A path that its test finds well and that fails again and again is marginal after so many failures: out of use while another one
# works, or in the last path group; trusted again after its time. The same by hand. Under I/O, of which nothing fails.
# rig: when=asked timeout=900
. /pathplug/rig/guest/guest.sh

lio_create flap luns=1 paths=2 size=16 vendor=NETAPP product='LUN C-Mode' states=optimized
check "the host is owned" own_host
mkdir -p /etc/pathplug
echo '{ "overrides": { "san_path_err_threshold": 3, "san_path_err_window": 300, "san_path_err_recovery_time": 20 } }' >/etc/pathplug/pathplug.json
check "three failures make a path marginal" eval 'pathplug refresh >/dev/null 2>&1'
lio_plug flap
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid flap 0)
groups_map=$map
disk=$(lio_disk flap 0 0)
devt=$(<"/sys/block/$disk/dev")
# state   of the path: A used, F failed.
state() { dmsetup status "$map" | grep -oE " $devt [AF]" | cut -d' ' -f3; }
shown() { pathplug topology --json | jq -r --arg dev "$disk" '.maps[].pathGroups[].paths[] | select(.dev == $dev) | .distrust // "trusted"'; }
groups() { dmsetup table "$map" | grep -oE 'service-time|queue-length|round-robin' | wc -l; }
last_of() { dmsetup table "$map" | awk -v devt="$devt" '{ for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+:[0-9]+$/) last = $i; print (last == devt) ? "last" : "not last" }'; }
# flap   the path fails under I/O and works at once.
flap() {
  lio_break flap 0
  wait_for '[[ $(state) == F ]]' 30
  lio_mend flap 0
}

carry_begin
for time in 1 2; do
  flap
  check "failure $time: it is used again" wait_for '[[ $(state) == A ]]' 60
done
flap
since=$(now)
check "failure 3: it is marginal" wait_for '[[ $(ls /run/pathplug/marginal) == "$(<"/sys/block/$disk/diskseq")" ]]' 30
sleep 8
same "and out of use, though it works" F "$(state)"
same "which topology shows" marginal "$(shown)"
check "explain tells it" eval 'pathplug explain "$disk" | grep -qi marginal'
check "after its time it is used again" wait_for '[[ $(state) == A ]]' 60
echo "after $(elapsed "$since") s"
same "and trusted" trusted "$(shown)"

# With no other path that works it is used.
check "marked by hand: it is out of use" eval 'pathplug path mark "$disk" >/dev/null 2>&1 && wait_for "[[ \$(state) == F ]]" 30'
lio_break flap 1
check "its map has no other one: it is used" wait_for '[[ $(state) == A ]]' 60
lio_mend flap 1
check "the other one works again: it is not" wait_for '[[ $(state) == F && $(path_states "$map") == *A* ]]' 60
check "unmarked: it is used" eval 'pathplug path unmark "$disk" >/dev/null 2>&1 && wait_for "[[ \$(path_states "$map") == AA ]]" 30'

# ── in a group of its own ────────────────────────────────────────────────────────────────────────────────────────────
echo '{ "overrides": { "marginal_pathgroups": "on" } }' >/etc/pathplug/pathplug.json
check "marginal_pathgroups on" eval 'pathplug refresh >/dev/null 2>&1 && pathplug apply >/dev/null 2>&1'
same "one group" 1 "$(groups)"
check "marked: it is in a group of its own, the last" eval 'pathplug path mark "$disk" >/dev/null 2>&1 && wait_for "[[ \$(groups) == 2 && \$(last_of) == last ]]" 30'
check "and not failed" wait_for '[[ $(path_states "$map") == AA ]]' 30
check "unmarked: one group again" eval 'pathplug path unmark "$disk" >/dev/null 2>&1 && wait_for "[[ \$(groups) == 1 ]]" 30'
carry_end
check "the recheck ends" wait_for '[[ $(systemctl show --property=ActiveState --value pathplug-recheck.service) == inactive ]]' 40

lio_remove_maps flap
disown_host
lio_unplug flap
lio_remove flap
rm /etc/pathplug/pathplug.json
pathplug refresh >/dev/null 2>&1
finish
