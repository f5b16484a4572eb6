# reading.sh [MAPS]   runs in a guest with multipath-tools installed; rig/bench-reading calls it. The CPU (user and
# system) of looking at MAPS maps of four scsi_debug paths: `multipath -ll`, which asks every path for its state,
# `multipath -l`, which does not, and `pathplug topology`; then of the recordings of larger machines, where there are any.
. /pathplug/rig/guest/guest.sh
maps=${1:-100} rounds=3

# All maps in one dmsetup; what makes them is not measured here.
make_maps() {
  local disk id
  for disk in $(scsi_disks); do
    read -r id <"/sys/block/$disk/device/wwid"
    echo "3${id#naa.} $(<"/sys/block/$disk/dev") $(<"/sys/block/$disk/size")"
  done | awk '
    { size[$1] = $3; paths[$1] = paths[$1] " " $2 " 1"; count[$1]++ }
    END {
      for (lun in size) {
        printf "%s%s,mpath-%s,,rw,0 %d multipath 0 1 alua 1 1 service-time 0 %d 1%s", sep, lun, lun, size[lun], count[lun], paths[lun]
        sep = ";"
      }
    }' >/run/concise
  local cookie
  cookie=$(dmsetup udevcreatecookie)
  dmsetup create --concise --udevcookie "$cookie" </run/concise
  dmsetup udevreleasecookie "$cookie"
  udevadm settle --timeout=600
}

# measured WHAT COMMAND…   one line with the median CPU of some runs, and how many lines the command printed.
measured() {
  local what=$1 lines round
  shift
  for ((round = 0; round < rounds; round++)); do
    { TIMEFORMAT='%U %S'; time "$@" >/run/seen 2>/run/complaints; } 2>&1 | awk '{ print $1 + $2 }'
  done | sort -n >/run/figures
  lines=$(wc -l </run/seen)
  printf '%-52s %s s CPU (%s), %d lines\n' "$what" "$(sed -n "$(((rounds + 1) / 2))p" /run/figures)" "$(paste -sd' ' /run/figures)" "$lines"
}

systemctl mask --runtime --now multipathd.service multipathd.socket 2>/dev/null
modprobe -a dm_multipath dm_service_time scsi_dh_alua
printf 'defaults {\n\tfind_multipaths off\n}\n' >/etc/multipath.conf
mask_rules multipath
mask_rules pathplug
udevadm control --reload
scsi_debug_storm "$maps" 4 'inq_vendor="NETAPP  "' 'inq_product="LUN C-Mode      "'
udevadm settle --timeout=900
make_maps
same "maps stand" "$maps" "$(dmsetup table --target multipath | wc -l)"

measured "multipath -ll, $maps maps of 4 paths" multipath -ll
measured "multipath -l, $maps maps of 4 paths" multipath -l
measured "pathplug topology, $maps maps of 4 paths" pathplug topology
pathplug record -o /run/here.ppb
measured "pathplug topology --replay, $maps maps of 4 paths" pathplug topology --replay /run/here.ppb
measured "node -e 0" node -e 0
for file in /pathplug/.rig/many-maps-*.ppb; do
  [[ -e $file ]] || continue
  file_maps=${file##*-}
  measured "pathplug topology --replay, ${file_maps%.ppb} maps of 4 paths" pathplug topology --replay "$file"
done
finish
