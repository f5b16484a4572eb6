#!/bin/bash
# Four paths of 24 LUNs arrive one by one, each LUN's in another order, so that every order there is, is played: two optimized, one
# non-optimized, one in standby. Each map is read from the moment it is there: nobody meets an I/O error, and in the end all are the same.
# rig: when=asked engines=qjs timeout=900
. /pathplug/rig/guest/guest.sh
directory=/run/standby-first
mkdir -p "$directory"

mapfile -t orders < <(printf '%s\n' {0..3}' '{0..3}' '{0..3}' '{0..3} | awk '{ delete seen; for (i = 1; i <= 4; i++) seen[$i] } length(seen) == 4')
same "all orders of four paths" 24 "${#orders[@]}"
# LIO makes its NAA id of 25 digits of the serial number, so the maps' names are known before there is a disk.
serial=57a9db1f1257000000000ff
lio_create order luns=24 paths=4 size=16 vendor=NETAPP product='LUN C-Mode' serial=$serial states='optimized optimized nonoptimized standby'
for lun in "${!orders[@]}"; do printf -v "wwid[lun]" '36001405%s%02x' "$serial" "$lun"; done
check "the host is owned" own_host
mark=$(console_mark)
for lun in "${!orders[@]}"; do
  qjs --std /pathplug/rig/guest/map-reader.js "${wwid[lun]}" "$directory" >"$directory/read-$lun" 2>&1 &
  readers[lun]=$!
done
# first_serve   WWIDs of the LUNs whose first path can serve I/O.
first_serve() {
  local lun
  for lun in "${!orders[@]}"; do [[ ${orders[lun]} == 3* ]] || echo "${wwid[lun]}"; done | sort
}

plug_step order 0
wait_for '[[ $(maps | wc -l) -ge 18 ]]' 30
same "first paths: a map for each LUN that can serve I/O, none for the six that begin with standby" "$(first_serve)" "$(maps)"
plug_step order 1
wait_for '[[ $(maps | wc -l) -ge 24 ]]' 30
plug_step order 2
plug_step order 3
check "settle returns" pathplug settle --timeout 120
touch "$directory/stop"
wait "${readers[@]}"
topology_now

for lun in "${!orders[@]}"; do
  mapfile -t disks < <(lio_lun_disks order "$lun")
  # In the order of path_groups: sdc before sday.
  best=$(printf '%s\n' "${disks[0]}" "${disks[1]}" | awk '{ print length, $0 }' | sort -k1,1n -k2 | cut -d' ' -f2 | paste -sd' ')
  read -r read errors longest <"$directory/read-$lun"
  same "paths in order ${orders[lun]}: grouped by state, no read failed, none is missing" "50 $best
10 ${disks[2]}
1 ${disks[3]}
0 errors, read" "$(path_groups "${wwid[lun]}")
$errors errors, $([[ ${read:-0} -gt 0 ]] && echo read)"
  [[ ${longest:-99999} -le ${worst:-0} ]] || worst=$longest
done
echo "reads: $(cut -d' ' -f1 "$directory"/read-* | paste -sd' ')"
within "the longest read of all" 2000 "$worst" ms
same "no I/O error on the console" "" "$(io_errors_since "$mark")"

lio_remove_maps order
lio_remove order
finish
