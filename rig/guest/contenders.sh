# Who multipaths the guest, in turn: what the benchmarks of rig/ share. A guest with multipath-tools installed.

# mask_rules WHOSE, unmask_rules   rules of the other side are masked, so that each contender works with its own alone.
mask_rules() {
  mkdir -p /run/udev/rules.d
  local file
  for file in /usr/lib/udev/rules.d/*"$1"*.rules; do ln -sf /dev/null "/run/udev/rules.d/${file##*/}"; done
}
unmask_rules() { rm -rf /run/udev/rules.d; }

# contender_begin CONTENDER   gives it the host: floor (nobody), multipath-tools, pathplug-qjs or pathplug-node.
contender_begin() {
  modprobe -a dm_multipath dm_service_time scsi_dh_alua
  unmask_rules
  [[ $1 == multipath-tools ]] || systemctl mask --runtime --now multipathd.service multipathd.socket 2>/dev/null
  case $1 in
    floor)
      mask_rules multipath
      mask_rules pathplug
      ;;
    multipath-tools)
      mask_rules pathplug
      # As Debian ships it nothing new is ever multipathed (find_multipaths strict); this is the one word changed.
      printf 'defaults {\n\tfind_multipaths off\n}\n' >/etc/multipath.conf
      rm -f /etc/multipath/wwids /etc/multipath/bindings
      systemctl unmask --runtime multipathd.service multipathd.socket 2>/dev/null
      # Running since the boot, it has not read what was just written.
      systemctl restart multipathd.service
      ;;
    pathplug-*)
      mask_rules multipath
      systemctl set-environment "PATHPLUG_ENGINE=${1#pathplug-}"
      rm -rf /etc/pathplug/luns.d/* /run/pathplug/in-use/*
      own_host
      ;;
  esac
  udevadm control --reload
  udevadm settle
}

# contender_end CONTENDER   takes the host back; nothing may use a map any more.
contender_end() {
  systemctl stop multipathd.service multipathd.socket 2>/dev/null
  maps | xargs -rn 1 dmsetup remove --retry
  [[ $1 != pathplug-* ]] || disown_host
  # udev looks at each disk that a map gave back.
  udevadm settle --timeout=600
}
