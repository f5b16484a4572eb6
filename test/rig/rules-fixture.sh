# Sourced by the cases that try rules on their own: the committed rules in force, state written by hand, no worker.
# What the installed package had is put aside by rules_begin and comes back with rules_end.

if [[ -e /usr/lib/udev/rules.d/55-dm.rules || -e /lib/udev/rules.d/55-dm.rules ]]; then rules_style=debian; else rules_style=fedora; fi
rules_own=(/pathplug/rules/*.rules /pathplug/rules/"$rules_style"/*.rules)

rules_begin() {
  rules_path_unit=$(systemctl is-active pathplug-assemble.path)
  systemctl stop pathplug-assemble.path pathplug-assemble.service 2>/dev/null
  local directory
  for directory in /run/pathplug /etc/pathplug; do
    [[ ! -e $directory ]] || mv "$directory" "$directory.aside"
  done
  mkdir -p /run/pathplug/{queue,reload,in-use,maps,luns.d} /etc/pathplug/luns.d /etc/udev/rules.d /etc/udev/hwdb.d
  cp "${rules_own[@]}" /etc/udev/rules.d/
  udevadm control --reload
}

rules_end() {
  local rule directory
  for rule in "${rules_own[@]}"; do rm -f "/etc/udev/rules.d/${rule##*/}"; done
  if [[ -e /etc/udev/hwdb.d/90-rules-test.hwdb ]]; then
    rm -f /etc/udev/hwdb.d/90-rules-test.hwdb
    systemd-hwdb update
  fi
  udevadm control --reload
  for directory in /run/pathplug /etc/pathplug; do
    rm -rf "$directory"
    [[ ! -e $directory.aside ]] || mv "$directory.aside" "$directory"
  done
  [[ $rules_path_unit != active ]] || systemctl start pathplug-assemble.path
}

# arm MODE   what the early unit writes.
arm() { printf 'PATHPLUG_ARMED=1\nPATHPLUG_MODE=%s\n' "$1" >/run/pathplug/armed; }

# register ID   what the worker writes to have a LUN claimed by its id alone.
register() { echo 'PATHPLUG_WWID="x"' >"/etc/pathplug/luns.d/$1"; }

# reread   udevd reads rules and hwdb again. (An hwdb.bin where there was none it finds only when it is restarted.)
reread() {
  touch /etc/udev/rules.d
  udevadm control --reload
}

# knowledge VENDOR POLICY…   vendor profiles as the hwdb has them, replacing those of the package.
knowledge() {
  {
    while [[ $# -ge 2 ]]; do
      printf 'pathplug:scsi:v%s:m*:r*:\n PATHPLUG_PROFILE=test/%s\n PATHPLUG_CLAIM=%s\n\n' "$1" "$2" "$2"
      shift 2
    done
  } >/etc/udev/hwdb.d/90-rules-test.hwdb
  systemd-hwdb update
  reread
}

# event DEVICE [ACTION]   a synthetic event, processed when this returns.
event() { udevadm trigger --settle --action="${2:-change}" "/sys/class/block/$1"; }

# property DEVICE NAME   what udev stored; nothing where it is not set.
property() { udevadm info --query=property --name="/dev/$1" | sed -n "s/^$2=//p"; }

# link NAME   kernel name of what a link below /dev/disk leads to.
link() { basename "$(readlink -f "/dev/disk/$1")" 2>/dev/null; }

# marker DEVICE   takes a kick; fails where there is none.
marker() { rm "/run/pathplug/queue/$1" 2>/dev/null; }
