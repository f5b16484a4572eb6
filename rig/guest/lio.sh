# Disk arrays made with the kernel's own SCSI target (LIO), looped back by tcm_loop, through configfs alone.
# Each LUN has its own backing store. Facts found by trying, kernels 6.1 to 7.2:
#  - vendor, product and revision must be written before the store is enabled, they are refused afterwards;
#  - linking a LUN into a port scans it at once, in the default port group. A port that is offline at that moment adds no
#    disk, so the port group is right from a path's first INQUIRY on, and arrays can be built first and plugged in later;
#  - a scan finds LUN 0 of target 1 alone (tcm_loop's max_lun is 0, its max_id 2), so each path of each LUN is a SCSI host
#    of its own, and a rescan of all hosts finds everything again.

target=/sys/kernel/config/target
lio_stores=/run/lio
lio_rtpi=0

# A fork costs 10 ms and more in an emulated machine, so what is called per LUN and path answers in REPLY and forks nothing.

lio_state_number() {
  case $1 in
    optimized) REPLY=0 ;; nonoptimized) REPLY=1 ;; standby) REPLY=2 ;; unavailable) REPLY=3 ;;
    offline) REPLY=14 ;; transitioning) REPLY=15 ;; *) REPLY=$1 ;;
  esac
}

declare -gA lio_hashes=()

# lio_hash NAME   ten hexadecimal digits that stand for an array's name.
lio_hash() {
  REPLY=${lio_hashes[$1]:-}
  [[ -z $REPLY ]] || return 0
  local i code hash=5381
  for ((i = 0; i < ${#1}; i++)); do
    printf -v code %d "'${1:i:1}"
    hash=$(((hash * 33 + code) & 0xffffffffff))
  done
  printf -v REPLY %010x "$hash"
  lio_hashes[$1]=$REPLY
}

# lio_port ARRAY PATH LUN   the configfs folder of the port that is one path of one LUN.
lio_port() {
  lio_hash "$1"
  printf -v REPLY '%s/loopback/naa.5001405%s%02x%03x/tpgt_1' "$target" "${REPLY: -4}" "$3" "$2"
}

# lio_store ARRAY LUN   the configfs folder of one LUN's backing store.
lio_store() { REPLY=$target/core/fileio_0/$1-$2; }

# lio_host ARRAY PATH LUN   the number of the SCSI host that one path of one LUN is.
lio_host() {
  lio_port "$1" "$2" "$3"
  read -r REPLY <"$REPLY/address"
  REPLY=${REPLY%%:*}
}

# lio_create ARRAY [KEY=VALUE…]   builds an array, unplugged. Keys, with what they are when left out:
#   luns=1 paths=2 size=64 (MiB)       how much; paths=0 for an array that is reached by iSCSI alone (iscsi.sh)
#   vendor=LIO-ORG product=ARRAY revision=4.0   what INQUIRY says
#   serial=PREFIX                      unit serial numbers are PREFIX and the LUN as two hex digits; the default PREFIX is
#                                      hexadecimal, 26 digits, and the NAA id follows from the first 25
#   alua=implicit|explicit|both|none   TPGS (1, 2, 3, 0)
#   states='optimized …'               one per path (the last one repeats): optimized nonoptimized standby unavailable
#   groups='1 2 …'                     target port group of each path (default: one group per state)
#   preferred='1 0 …'                  preferred bit of each path's group
lio_create() {
  local array=$1 luns=1 paths=2 size=64 vendor=LIO-ORG product=$1 revision=4.0 serial='' alua=implicit
  local states=optimized groups='' preferred='' pair
  shift
  for pair in "$@"; do
    case ${pair%%=*} in
      luns | paths | size | vendor | product | revision | serial | alua | states | groups | preferred) local "$pair" ;;
      *) echo "lio_create: no such key: ${pair%%=*}" >&2 && return 64 ;;
    esac
  done
  local type lun path
  case $alua in none) type=0 ;; implicit) type=1 ;; explicit) type=2 ;; both) type=3 ;; esac

  modprobe -a target_core_mod target_core_file tcm_loop || return
  mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
  mkdir -p "$target/core/fileio_0" "$target/loopback" "$lio_stores"
  mountpoint -q "$lio_stores" || mount -t tmpfs -o size=60% lio "$lio_stores"

  [[ -n $serial ]] || { lio_hash "$array" && serial=${REPLY}00000; }

  local -a state_of group_of preferred_of
  read -ra state_of <<<"$states"
  read -ra group_of <<<"$groups"
  read -ra preferred_of <<<"$preferred"
  for ((path = 0; path < paths; path++)); do
    : "${state_of[path]:=${state_of[path - 1]}}"
    lio_state_number "${state_of[path]}"
    : "${group_of[path]:=$((REPLY + 1))}"
    : "${preferred_of[path]:=0}"
  done

  # Folders are made by as few processes as can be; in configfs each mkdir makes an object of the kernel.
  local -a stores=() ports=() links=() group_folders=()
  for ((lun = 0; lun < luns; lun++)); do
    lio_store "$array" "$lun"
    stores+=("$REPLY")
    for ((path = 0; path < paths; path++)); do
      group_folders+=("${stores[lun]}/alua/group${group_of[path]}")
      lio_port "$array" "$path" "$lun"
      ports+=("$REPLY")
      links+=("$REPLY/lun/lun_0")
    done
  done
  mkdir "${stores[@]}" || return
  [[ $paths -eq 0 ]] || { mkdir -p "${ports[@]}" && mkdir "${links[@]}"; } || return

  local store group port i
  for ((lun = 0; lun < luns; lun++)); do
    store=${stores[lun]}
    truncate -s "${size}M" "$lio_stores/$array-$lun"
    echo -n "fd_dev_name=$lio_stores/$array-$lun,fd_dev_size=$((size << 20))" >"$store/control" || return
    echo -n "$vendor" >"$store/wwn/vendor_id" || return
    echo -n "$product" >"$store/wwn/product_id" || return
    echo -n "$revision" >"$store/wwn/revision" || return
    echo 1 >"$store/enable" || return
    printf '%s%02x' "$serial" "$lun" >"$store/wwn/vpd_unit_serial" || return
  done

  if [[ $type -ne 0 && $paths -ne 0 ]]; then
    mkdir -p "${group_folders[@]}" || return
    for ((i = 0; i < luns * paths; i++)); do
      group=${group_folders[i]} path=$((i % paths))
      # A group that has its number was set up for an earlier path.
      read -r REPLY <"$group/tg_pt_gp_id"
      [[ $REPLY != "${group_of[path]}" ]] || continue
      echo "${group_of[path]}" >"$group/tg_pt_gp_id" || return
      # Implicit while the state is set by hand, then what was asked for.
      echo 1 >"$group/alua_access_type"
      lio_write_state "$group" "${state_of[path]}" || return
      echo "$type" >"$group/alua_access_type"
      echo "${preferred_of[path]}" >"$group/preferred"
    done
  fi

  for ((i = 0; i < luns * paths; i++)); do
    port=${ports[i]} path=$((i % paths))
    printf 'naa.5001405fffffff%02x' "$path" >"$port/nexus" || return
    # Kernels from 6.4 on leave the relative target port at 0 for tcm_loop; older ones count by themselves.
    if [[ -e $port/rtpi ]]; then echo "$((++lio_rtpi))" >"$port/rtpi"; fi
    echo offline >"$port/transport_status"
    ln -s "${stores[i / paths]}" "${links[i]}/store" || return
    [[ $type -eq 0 ]] || echo "group${group_of[path]}" >"${links[i]}/alua_tg_pt_gp" || return
  done
}

# lio_write_state GROUP-FOLDER STATE   a state is refused unless the group says that it supports it.
lio_write_state() {
  local bit
  for bit in standby unavailable offline transitioning; do echo 1 >"$1/alua_support_$bit"; done
  lio_state_number "$2"
  echo "$REPLY" >"$1/alua_access_state"
}

# lio_luns ARRAY   numbers of its LUNs.
lio_luns() {
  local lun=0
  while lio_store "$1" "$lun" && [[ -d $REPLY ]]; do
    echo "$lun"
    lun=$((lun + 1))
  done
}

# lio_paths ARRAY   numbers of the paths it has; those that were taken away for good are left out.
lio_paths() {
  local path
  for ((path = 0; path < 64; path++)); do
    lio_port "$1" "$path" 0
    [[ ! -d $REPLY ]] || echo "$path"
  done
}

# lio_each ARRAY FUNCTION [PATH…]   calls FUNCTION ARRAY PATH LUN for each LUN on the paths given, else on all.
lio_each() {
  local array=$1 each=$2 path lun
  local -a luns
  shift 2
  # shellcheck disable=SC2046 # one word per path
  [[ $# -gt 0 ]] || set -- $(lio_paths "$array")
  mapfile -t luns < <(lio_luns "$array")
  for path in "$@"; do
    for lun in "${luns[@]}"; do "$each" "$array" "$path" "$lun"; done
  done
}

# lio_break ARRAY [PATH…], lio_mend ARRAY [PATH…]   the cable fails while the disks stay: I/O on them ends in transport
# errors until it is mended. The …_one forms take ARRAY PATH LUN.
lio_break_one() { lio_port "$@" && echo offline >"$REPLY/transport_status"; }
lio_mend_one() { lio_port "$@" && echo online >"$REPLY/transport_status"; }
lio_break() { lio_each "$1" lio_break_one "${@:2}"; }
lio_mend() { lio_each "$1" lio_mend_one "${@:2}"; }

# lio_plug ARRAY [PATH…]   plugs in all paths, or those given; returns when their disks are in sysfs, before udev is done.
lio_plug() { lio_each "$1" lio_plug_one "${@:2}"; }
lio_plug_one() {
  lio_mend_one "$@"
  lio_host "$@"
  echo '0 1 -' >"/sys/class/scsi_host/host$REPLY/scan"
}

# lio_unplug ARRAY [PATH…]   the cable is pulled and the transport gives the disks up: they vanish.
lio_unplug() { lio_each "$1" lio_unplug_one "${@:2}"; }
lio_unplug_one() {
  lio_break_one "$@"
  lio_host "$@"
  if [[ -e /sys/bus/scsi/devices/$REPLY:0:1:0/delete ]]; then echo 1 >"/sys/bus/scsi/devices/$REPLY:0:1:0/delete"; fi
}

# lio_disk ARRAY PATH LUN   the kernel name of the disk that is one path of one LUN.
lio_disk() {
  local device
  lio_host "$@"
  for device in /sys/bus/scsi/devices/"$REPLY":0:1:0/block/*; do [[ ! -e $device ]] || echo "${device##*/}"; done
}

# lio_disks ARRAY [PATH…]   kernel names of all disks of an array, or of those on some paths.
lio_disks() { lio_each "$1" lio_disk "${@:2}"; }

# lio_lun_disks ARRAY LUN   kernel names of all paths of one LUN.
lio_lun_disks() {
  local path
  for path in $(lio_paths "$1"); do lio_disk "$1" "$path" "$2"; done
}

# lio_set_state ARRAY GROUP STATE [LUN]   an array moves a target port group to another state, on all LUNs or one.
lio_set_state() {
  local lun group type
  for lun in ${4:-$(lio_luns "$1")}; do
    lio_store "$1" "$lun"
    group=$REPLY/alua/group$2
    type=$(<"$group/alua_access_type")
    echo 1 >"$group/alua_access_type"
    lio_write_state "$group" "$3" || return
    case $type in
      None) echo 0 ;; Implicit) echo 1 ;; Explicit) echo 2 ;; *) echo 3 ;;
    esac >"$group/alua_access_type"
  done
}

# lio_set_preferred ARRAY GROUP 0|1 [LUN]   an array prefers a target port group, or no more. It tells nobody.
lio_set_preferred() {
  local lun
  for lun in ${4:-$(lio_luns "$1")}; do
    lio_store "$1" "$lun"
    echo "$3" >"$REPLY/alua/group$2/preferred" || return
  done
}

# lio_resize ARRAY LUN MIB   the backing file grows, and LIO is told; a path learns it at its next rescan.
lio_resize() {
  truncate -s "$3M" "$lio_stores/$1-$2"
  lio_store "$1" "$2" && echo -n "fd_dev_size=$(($3 << 20))" >"$REPLY/control"
}

# lio_remove_path ARRAY PATH   takes a path's disks and its ports away for good.
lio_remove_path() { lio_each "$1" lio_remove_one "$2"; }
lio_remove_one() {
  lio_port "$@"
  # The disk goes with the link. Deleting it first would make the kernel complain that it misses it.
  rm -f "$REPLY/lun/lun_0/store"
  rmdir "$REPLY/lun/lun_0" "$REPLY" "${REPLY%/*}"
}

# lio_remove ARRAY   takes an array away with all it has. Maps over it must be gone.
lio_remove() {
  local lun store group
  lio_each "$1" lio_remove_one
  for lun in $(lio_luns "$1" | sort -rn); do
    lio_store "$1" "$lun"
    store=$REPLY
    for group in "$store"/alua/group*; do [[ -d $group ]] && rmdir "$group"; done
    rmdir "$store"
    rm -f "$lio_stores/$1-$lun"
  done
}
