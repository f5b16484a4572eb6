#!/bin/bash
# A path dies while nothing uses it: the audit, a timer that is there only while a map is, has it out of use before it is needed.
# rig: timeout=600
. /pathplug/rig/guest/guest.sh
timer=pathplug-audit.timer

timers() { systemctl list-timers --plain --no-legend 'pathplug*' | awk '{ print $(NF - 1) }'; }
said() { journalctl -b --no-pager -o cat -t pathplug; }
at_rest() { ! pgrep -f '/pathplug/(recheck|worker)\.js' >/dev/null; }

lio_create idle luns=1 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
same "without a map there is no timer" "" "$(timers)"
lio_plug idle
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid idle 0)
check "with a map there is one, that of the audit" wait_for '[[ $(timers) == "$timer" ]]' 30
check "and no program of pathplug runs" wait_for at_rest 60

lio_break idle 1
since=$(now)
check "a path dies, and nothing uses it: it is out of use" wait_for '[[ $(path_states "$map") == AF ]]' 120
within "within" 90 "$(elapsed "$since")" s
check "which is said" wait_for 'said | grep -qF "$map: $(lio_disk idle 1 0) died while nothing used it"' 10
lio_mend idle 1
check "it works again: it is used again" wait_for '[[ $(path_states "$map") == AA ]]' 60

requests() { printf '%d\n' "$(cat "/sys/block/$(lio_disk idle 0 0)/device/iorequest_cnt")"; }

# A path that carries something tells by itself, and is not asked; its LUN is asked for its access states.
check "all is at rest" wait_for at_rest 60
before=$(requests) reads=0
systemctl start --no-block pathplug-audit.service
until [[ $(systemctl is-active pathplug-audit.service) != activating && $reads -gt 2 ]]; do
  dd if="/dev/mapper/$map" of=/dev/null bs=4k count=1 iflag=direct status=none
  reads=$((reads + 1))
  sleep 0.3
done
same "a path that carries something is asked for nothing but access states" "one question" \
  "$( (($(requests) - before - reads == 1)) && echo "one question" || echo "$(($(requests) - before)) requests, $reads reads")"

systemctl stop "$timer"
systemctl mask --quiet "$timer"
same "it can be switched off" "" "$(timers)"
same "and then there is no process either" "" "$(pgrep -af '/lib/pathplug/')"
check "doctor says what is lost" eval 'pathplug doctor --json | jq -e ".checks[] | select(.code == \"audit-off\" and .verdict == \"warn\")"'
lio_break idle 1
sleep 150
same "then nobody notices" AA "$(path_states "$map")"
systemctl unmask --quiet "$timer"
systemctl start "$timer"
check "and on again" wait_for '[[ $(path_states "$map") == AF ]]' 120
lio_mend idle 1
check "the path is back" wait_for '[[ $(path_states "$map") == AA ]]' 60

lio_unplug idle
check "the map goes" wait_for '[[ $(maps) == "" ]]' 60
check "and the timer with it" wait_for '[[ $(timers) == "" ]]' 30
lio_remove idle
finish
