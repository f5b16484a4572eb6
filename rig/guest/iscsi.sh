# The arrays of lio.sh by iSCSI over the loopback interface: real sessions, and a target that really says that its LUNs, their
# size or their access states have changed. Needs the package open-iscsi (# rig: with=open-iscsi).
#
# Each path is a target of its own at an address of its own, and one session; all LUNs of the array are behind each.

iscsi_name() { REPLY=iqn.2026-11.test.rig:$1-$2; }
iscsi_portal() { REPLY=127.0.1.$(($1 + 1)):3260; }

# iscsi_target ARRAY PATH   the configfs folder of the target that is one path of all LUNs.
iscsi_target() { iscsi_name "$@" && REPLY=$target/iscsi/$REPLY/tpgt_1; }

# iscsi_export ARRAY PATHS   makes the LUNs of an array reachable on so many paths. Nobody logs in yet.
iscsi_export() {
  local array=$1 paths=$2 path lun port
  modprobe -a iscsi_target_mod iscsi_tcp || return
  mkdir -p "$target/iscsi"
  for ((path = 0; path < paths; path++)); do
    iscsi_target "$array" "$path" && port=$REPLY
    mkdir -p "$port" || return
    iscsi_portal "$path"
    mkdir "$port/np/$REPLY" || return
    echo 0 >"$port/attrib/authentication"
    echo 1 >"$port/attrib/generate_node_acls"
    echo 0 >"$port/attrib/demo_mode_write_protect"
    # The sessions' own place in the target: it is where what they have to be told is kept.
    echo 1 >"$port/attrib/cache_dynamic_acls"
    for lun in $(lio_luns "$array"); do iscsi_map "$array" "$path" "$lun" "$array" "$lun"; done
    echo 1 >"$port/enable" || return
  done
}

# iscsi_map ARRAY PATH LUN ARRAY2 LUN2   has a path show the store of ARRAY2's LUN2 as its LUN.
iscsi_map() {
  local port store
  iscsi_target "$1" "$2" && port=$REPLY
  lio_store "$4" "$5" && store=$REPLY
  mkdir -p "$port/lun/lun_$3" && ln -s "$store" "$port/lun/lun_$3/store"
}

# iscsi_unmap ARRAY PATH LUN   the path shows this LUN no more.
iscsi_unmap() {
  iscsi_target "$1" "$2"
  rm "$REPLY/lun/lun_$3/store" && rmdir "$REPLY/lun/lun_$3"
}

# iscsi_login ARRAY [PATH…]   logs in; returns when the kernel has the sessions' disks.
iscsi_login() {
  local array=$1 path name portal
  shift
  systemctl start iscsid.service
  for path in "$@"; do
    iscsi_name "$array" "$path" && name=$REPLY
    iscsi_portal "$path" && portal=$REPLY
    iscsiadm --mode node --op new --targetname "$name" --portal "$portal" >/dev/null || return
    # How long the kernel holds back what is sent to a lost session before it fails it.
    iscsiadm --mode node --op update --targetname "$name" --name node.session.timeo.replacement_timeout --value 5 || return
    iscsiadm --mode node --op update --targetname "$name" --name 'node.conn[0].timeo.noop_out_interval' --value 2 || return
    iscsiadm --mode node --op update --targetname "$name" --name 'node.conn[0].timeo.noop_out_timeout' --value 2 || return
    iscsiadm --mode node --targetname "$name" --portal "$portal" --login >/dev/null || return
  done
}

# iscsi_logout ARRAY [PATH…]   the sessions end, and their disks go.
iscsi_logout() {
  local array=$1 path
  shift
  for path in "$@"; do
    iscsi_name "$array" "$path"
    iscsiadm --mode node --targetname "$REPLY" --logout >/dev/null
    iscsiadm --mode node --op delete --targetname "$REPLY"
  done
}

# iscsi_cut ARRAY PATH, iscsi_splice ARRAY PATH   the network of one path is gone, and is there again. The disks stay.
iscsi_cut() { iscsi_target "$@" && echo 0 >"$REPLY/enable"; }
iscsi_splice() { iscsi_target "$@" && echo 1 >"$REPLY/enable"; }

# iscsi_host ARRAY PATH   the number of the SCSI host of a path's session.
iscsi_host() {
  local session name
  iscsi_name "$@" && name=$REPLY
  for session in /sys/class/iscsi_session/*; do
    [[ $(<"$session/targetname") == "$name" ]] || continue
    REPLY=$(realpath "$session/device/..")
    REPLY=${REPLY##*/host}
    return
  done
  return 1
}

# iscsi_disk ARRAY PATH LUN   the kernel name of the disk that is one path of one LUN.
iscsi_disk() {
  local device
  iscsi_host "$1" "$2" || return
  for device in /sys/bus/scsi/devices/"$REPLY":0:0:"$3"/block/*; do [[ ! -e $device ]] || echo "${device##*/}"; done
}

# iscsi_remove ARRAY PATHS   takes the targets away; the sessions have been logged out. Then lio_remove.
iscsi_remove() {
  local path lun
  for ((path = 0; path < $2; path++)); do
    iscsi_target "$1" "$path"
    echo 0 >"$REPLY/enable"
    for lun in $(lio_luns "$1"); do iscsi_unmap "$1" "$path" "$lun"; done
    iscsi_target "$1" "$path"
    rmdir "$REPLY"/np/* "$REPLY" "${REPLY%/*}"
  done
}
