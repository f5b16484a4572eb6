#!/bin/bash
# What an initramfs needs so that the maps of known LUNs stand before anything reads their disks: `worker freeze` says what that is.
# After dracut's module multipath: on a host that is pathplug's its programs, which would be started whatever the host says, go again.

# Units that work in an initramfs as they do on the system.
units=(pathplug-arm.service pathplug-assemble.path pathplug-assemble.service pathplug-retry.path pathplug-retry.service
  pathplug-recheck.path pathplug-recheck.service)

check() {
  grep -qsE '^[[:space:]]*(PATHPLUG_OWNER=)?"?pathplug"?([[:space:]]|$)' /etc/pathplug/owner
}

depends() {
  echo dm udev-rules
}

# frozen_items   what is to be taken along, once for the whole image. Maps of the devices that the image is made for, as kdump's, too.
frozen_items() {
  [[ -z ${pathplug_items:-} ]] || return 0
  local wwids=()
  # shellcheck disable=SC2317 # called by for_each_host_dev_and_slaves_all
  note_map() {
    local uuid
    read -r uuid 2>/dev/null <"/sys/dev/block/$1/dm/uuid" || return 1
    [[ $uuid != mpath-* ]] || wwids+=("${uuid#mpath-}")
    return 1
  }
  for_each_host_dev_and_slaves_all note_map
  # shellcheck disable=SC2154 # of dracut's
  for device in "${user_devs[@]}"; do note_map "$(get_maj_min "$device")"; done
  pathplug_items=$(/usr/lib/pathplug/worker freeze needed "${wwids[@]}") && [[ -n $pathplug_items ]] && return
  dfatal "pathplug: what the initramfs needs could not be told; no initramfs is made, for it would take paths for disks"
  exit 1
}

installkernel() {
  frozen_items
  # shellcheck disable=SC2046 # one word per module
  hostonly='' dracut_instmods -o $(sed -n 's/^module //p' <<<"$pathplug_items")
}

install() {
  local kind what
  frozen_items
  mkdir -p "$initdir/etc/pathplug/frozen"
  while read -r kind what; do
    case $kind in
      file) inst_simple "$what" ;;
      program) inst_binary "$what" ;;
      lun) if [[ $what == all ]]; then rmdir "$initdir/etc/pathplug/frozen"; else : >"$initdir/etc/pathplug/frozen/$what"; fi ;;
    esac || dwarning "pathplug: $what is missing in the initramfs"
  done <<<"$pathplug_items"
  take_multipath_away
  install_hwdb
  # shellcheck disable=SC2154 # of dracut's
  inst_hook shutdown 20 "$moddir/end-queueing.sh"
  inst_hook cleanup 80 "$moddir/need-shutdown.sh"
  inst_hook initqueue/timeout 20 "$moddir/make-all.sh"
  if dracut_module_included systemd; then install_units; else install_hooks; fi
}

take_multipath_away() {
  local program
  for program in multipathd multipath; do rm -f "$initdir/usr/sbin/$program" "$initdir/sbin/$program"; done
  # shellcheck disable=SC2154 # of dracut's
  rm -f "$initdir$systemdsystemunitdir"/multipathd{,-configure}.service "$initdir"/etc/systemd/system/*.wants/multipathd{,-configure}.service
  rm -f "$initdir"/usr/lib/udev/rules.d/*-multipath.rules "$initdir"/usr/lib/udev/rules.d/*-dm-mpath.rules "$initdir"/usr/lib/dracut/hooks/{pre-trigger,cleanup,shutdown}/*multipath*
}

# Of the hardware database what is about multipathing, where the image has none.
install_hwdb() {
  local sources source
  ! dracut_module_included hwdb || return 0
  [[ ! -e $initdir/usr/lib/udev/hwdb.bin && ! -e $initdir/etc/udev/hwdb.bin ]] || return 0
  sources=$(mktemp -d)
  mkdir -p "$sources/etc/udev/hwdb.d"
  for source in /usr/lib/udev/hwdb.d/60-pathplug.hwdb /etc/udev/hwdb.d/60-pathplug.hwdb; do
    [[ ! -e $source ]] || cp "$source" "$sources/etc/udev/hwdb.d/"
  done
  systemd-hwdb update --root="$sources"
  inst_simple "$sources/etc/udev/hwdb.bin" /etc/udev/hwdb.bin
  rm -rf "$sources"
}

# Where systemd runs in the initramfs its units do the work. It is not waited for maps there: dracut waits for the root.
install_units() {
  local unit
  for unit in "${units[@]}"; do inst_simple "$systemdsystemunitdir/$unit"; done
  for unit in pathplug-arm.service pathplug-assemble.path; do
    mkdir -p "$initdir$systemdsystemunitdir/sysinit.target.wants"
    ln -sfn "../$unit" "$initdir$systemdsystemunitdir/sysinit.target.wants/$unit"
  done
  inst_multiple /usr/lib/pathplug/{pause,after-run,retry}
  # By the one a run that takes long says that it goes on.
  inst_multiple -o systemd-notify logger
  drop_in pathplug-arm.service 'ExecStart=/usr/lib/pathplug/frozen arm'
  # Without an engine there is no run that could fail.
  [[ -e $initdir/usr/lib/pathplug/worker.js ]] ||
    drop_in pathplug-assemble.service 'ExecStart=/usr/lib/pathplug/frozen make' 'ExecStartPre=' 'ExecStopPost='
}

# drop_in UNIT EXECSTART LINE…   has a unit start another program in the initramfs.
drop_in() {
  local directory=$initdir$systemdsystemunitdir/$1.d
  shift
  mkdir -p "$directory"
  printf '%s\n' '[Service]' 'ExecStart=' "$@" >"$directory/initramfs.conf"
}

# Where dracut's own shell runs the initramfs.
install_hooks() {
  inst_hook pre-udev 20 "$moddir/begin.sh"
  inst_hook cleanup 20 "$moddir/end.sh"
}
