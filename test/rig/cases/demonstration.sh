#!/bin/bash
# The demonstration that `npm run demo` shows: each of its steps really happens.
# rig: when=asked boot=demonstration timeout=600
. /pathplug/rig/guest/guest.sh

DEMO_COLUMNS=80 DEMO_COLOUR=never DEMO_PACE=0 rig/demonstration/play live >/results/demonstration.log 2>&1
same "its status is 0" 0 $?
same "no step is missed" "" "$(grep -E 'did not happen|✗' /results/demonstration.log)"
check "and steps are seen" grep -qE '^[0-9]{2} steps seen, 0 missed$' /results/demonstration.log

umount /mnt
pathplug disable >/dev/null 2>&1
lio_remove array
lio_remove stranger
finish
