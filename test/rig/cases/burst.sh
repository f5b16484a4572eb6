#!/bin/bash
# 4 LUNs x 4 paths in three access states arrive in one burst: every map is complete, grouped by the real state, and
# serves its own data.
# rig: suites=trixie,sid engines=qjs timeout=600
. /pathplug/rig/guest/guest.sh

lio_create netapp luns=4 paths=4 vendor=NETAPP product='LUN C-Mode' alua=implicit \
  states='nonoptimized standby optimized optimized' groups='2 3 1 1'
own_host || fail "the host is owned" "no /run/pathplug/armed"
mark=$(console_mark)
lio_plug netapp
check "settle returns" pathplug settle --timeout 120

topology_now
for lun in 0 1 2 3; do
  wwid=$(lun_wwid netapp "$lun")
  mapfile -t disks < <(lio_lun_disks netapp "$lun")
  same "LUN $lun: one map, named and marked by its WWID" "mpath-$wwid" \
    "$(dmsetup info --columns --noheadings -o uuid "$wwid" 2>&1)"
  best=$(printf '%s\n' "${disks[2]}" "${disks[3]}" | sort -V | paste -sd' ')
  same "LUN $lun: groups by the real state, optimized first" "50 $best
10 ${disks[0]}
1 ${disks[1]}" "$(path_groups "$wwid")"
  for link in "dm-name-$wwid" "dm-uuid-mpath-$wwid" "scsi-$wwid" "wwn-0x${wwid#3}"; do
    same "LUN $lun: by-id/$link leads to the map" "$(realpath "/dev/mapper/$wwid")" "$(realpath "/dev/disk/by-id/$link")"
  done
done

for lun in 0 1 2 3; do
  dd if=/dev/urandom of="/dev/mapper/$(lun_wwid netapp "$lun")" bs=1M count=4 oflag=direct status=none
done
sync
for lun in 0 1 2 3; do
  same "LUN $lun: what is written to the map is on its own backing store" \
    "$(head -c 4M "$lio_stores/netapp-$lun" | sha256sum)" \
    "$(dd if="/dev/mapper/$(lun_wwid netapp "$lun")" bs=1M count=4 iflag=direct status=none | sha256sum)"
done
same "each LUN holds other data" 4 "$(for lun in 0 1 2 3; do head -c 4M "$lio_stores/netapp-$lun" | sha256sum; done | sort -u | wc -l)"
same "no I/O error on the console" "" "$(io_errors_since "$mark")"

log_dmsetup /run/dmsetup.log
for run in $(seq 20); do
  /usr/lib/pathplug/worker assemble --all 2>"/results/again-$run.log" &
  ((run % 4)) || wait
done
wait
same "assemble again, 20 times, four at once: no table is loaded" 0 "$(table_loads /run/dmsetup.log)"
check "each of them looked at the tables" test "$(grep -c '^table' /run/dmsetup.log)" -ge 20

lio_remove_maps netapp
lio_remove netapp
finish
