# Playing the cable with sysfs, and storms of disks with scsi_debug.

# scsi_debug_storm LUNS PATHS [PARAMETER=VALUE…]   disks in one burst: LUNS × PATHS. All share one store of 64 MiB, so
# this serves for storms, never where contents matter.
scsi_debug_storm() {
  modprobe scsi_debug add_host="$2" max_luns="$1" num_tgts=1 vpd_use_hostno=0 dev_size_mb=64 "${@:3}"
}

# path_delete DISK   the kernel forgets a SCSI disk.
path_delete() { echo 1 >"/sys/block/$1/device/delete"; }

# path_state DISK [running|offline|…]   reads or writes the SCSI device's state.
path_state() { if [[ $# -gt 1 ]]; then echo "$2" >"/sys/block/$1/device/state"; else cat "/sys/block/$1/device/state"; fi; }

# rescan_all   every SCSI host looks for devices again.
rescan_all() {
  local host
  for host in /sys/class/scsi_host/host*; do echo '- - -' >"$host/scan"; done
}

# hctl DISK   host:channel:target:lun of a SCSI disk.
hctl() { basename "$(realpath "/sys/block/$1/device")"; }

# scsi_disks   kernel names of all SCSI disks, in natural order.
scsi_disks() { for disk in /sys/block/sd*; do [[ -e $disk ]] && basename "$disk"; done | sort -V; }

# disks_with_wwid WWID   kernel names of the disks whose kernel id (sysfs wwid) is WWID.
disks_with_wwid() {
  local disk
  for disk in $(scsi_disks); do
    [[ $(cat "/sys/block/$disk/device/wwid" 2>/dev/null) == "$1" ]] && echo "$disk"
  done
}

# qmp COMMAND   one QMP command (JSON) to the guest's own QEMU, for true hotplug:
#   qmp '{"execute":"device_del","arguments":{"id":"lun0-path1"}}'
qmp() {
  local port name
  for name in /sys/class/virtio-ports/*/name; do
    [[ $(<"$name") == rig.qmp ]] && port=/dev/$(basename "$(dirname "$name")")
  done
  {
    echo '{"execute":"qmp_capabilities"}' "$1" >&9
    # The greeting and the answer to qmp_capabilities come before ours; events may come in between.
    local line answers=0
    while read -r -t 10 -u 9 line; do
      case $line in
        *'"QMP"'*) ;;
        *'"return"'* | *'"error"'*)
          answers=$((answers + 1))
          if ((answers == 2)); then
            echo "$line"
            [[ $line != *'"error"'* ]]
            return
          fi
          ;;
      esac
    done
    return 1
  } 9<>"$port"
}
