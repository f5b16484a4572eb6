#!/bin/bash
# The three paths of six LUNs arrive one by one, each LUN's in another order: the maps end up the same, none stands
# before a path can serve I/O, and nobody meets an I/O error.
# rig: timeout=600
. /pathplug/rig/guest/guest.sh

orders=('0 1 2' '0 2 1' '1 0 2' '1 2 0' '2 0 1' '2 1 0')
lio_create order luns=6 paths=3 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized standby'
own_host || fail "the host is owned" "no /run/pathplug/armed"
mark=$(console_mark)

plug_step order 0
wait_for '[[ $(maps | wc -l) -ge 4 ]]' 30
same "first paths: a map for each LUN that can serve I/O, none for the two in standby" \
  "$(for lun in 0 1 2 3; do lun_wwid order "$lun"; done | sort)" "$(maps)"
plug_step order 1
wait_for '[[ $(maps | wc -l) -ge 6 ]]' 30
plug_step order 2
check "settle returns" pathplug settle --timeout 120
topology_now

for lun in "${!orders[@]}"; do
  mapfile -t disks < <(lio_lun_disks order "$lun")
  same "LUN $lun, paths in order ${orders[lun]}: the same map" "50 ${disks[0]}
10 ${disks[1]}
1 ${disks[2]}" "$(path_groups "$(lun_wwid order "$lun")")"
  check "LUN $lun serves I/O" dd if="/dev/mapper/$(lun_wwid order "$lun")" of=/dev/null bs=64k count=16 iflag=direct
done
same "no I/O error on the console" "" "$(io_errors_since "$mark")"

lio_remove_maps order
lio_remove order
finish
