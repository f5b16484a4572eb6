# What the cases about pathplug itself share.

# own_host [MODE]   makes pathplug the owner of this guest, as an administrator does.
own_host() {
  pathplug enable --yes --mode "${1:-known}" >/dev/null || return
  [[ -e /run/pathplug/armed ]]
}

# disown_host   gives the guest back; maps must be unused.
disown_host() { pathplug disable >/dev/null; }

# lun_wwid ARRAY LUN   the WWID of a LUN of a LIO array, from its serial number as LIO makes its NAA id of it.
lun_wwid() {
  local -a disks
  mapfile -t disks < <(lio_lun_disks "$1" "$2")
  printf '3%s\n' "$(sed 's/^naa\.//' "/sys/block/${disks[0]}/device/wwid")"
}

# topology_now   asks pathplug for the topology once, for all path_groups until it is called again: a start of Node is dear
# in a guest.
topology_now() { topology=$(pathplug topology --json); }

# path_groups WWID   the path groups of a map, best first: priority and kernel names in natural order, one group a line.
path_groups() {
  jq -r --arg wwid "$1" '
    .maps[] | select(.wwid == $wwid) | .pathGroups[]
    | "\(.prio) \([.paths[].dev] | sort_by([length, .]) | join(" "))"' <<<"${topology:-$(pathplug topology --json)}"
}

# path_states MAP   one letter for each of its paths, in the order of the status: A used, F failed.
path_states() { dmsetup status "$1" | grep -oE ' [0-9]+:[0-9]+ [AF]' | cut -d' ' -f3 | paste -sd ''; }

# plug_step ARRAY N   plugs the Nth path of each LUN's order, as the list `orders` has it by LUN, and waits until the worker has
# taken what came of it.
plug_step() {
  local lun
  local -a order
  for lun in "${!orders[@]}"; do
    read -ra order <<<"${orders[lun]}"
    lio_plug_one "$1" "${order[$2]}" "$lun"
  done
  udevadm settle --timeout=60
  wait_for '[[ -z $(ls /run/pathplug/queue) ]]' 30
}

# maps   names of all multipath maps.
maps() { dmsetup info --columns --noheadings --separator ' ' -o name,uuid | awk '$2 ~ /^mpath-/ { print $1 }' | sort; }

# log_dmsetup FILE   from now on, each dmsetup of this script and of the assemble unit is a line of FILE.
log_dmsetup() {
  local real=/usr/sbin/dmsetup directory=/run/dmsetup-log
  mkdir -p "$directory"
  : >"$1"
  printf '#!/bin/sh\necho "$*" >>%s\nexec %s "$@"\n' "$1" "$real" >"$directory/dmsetup"
  chmod +x "$directory/dmsetup"
  PATH=$directory:${PATH#"$directory:"}
  systemctl set-environment "PATH=$PATH"
}

# table_loads FILE   how many of the logged calls load a table.
table_loads() { grep -cE '^(create|load|reload) ' "$1"; }

# lio_remove_maps ARRAY   removes the maps over an array's LUNs, which nobody uses any more.
lio_remove_maps() {
  local lun
  for lun in $(lio_luns "$1"); do dmsetup remove --retry "$(lun_wwid "$1" "$lun")"; done
}
