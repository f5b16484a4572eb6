#!/bin/sh
# fallback [--give-back | --extend]   where the worker cannot work: makes the maps of known LUNs from their stored tables.
#
# No engine, no policy: of the table that the registry remembers it keeps features and handler, and puts the disks that
# are there in their place, one to a group, which no array takes amiss. A LUN gets a map only if it has none, nobody uses
# it or has it open, and each disk is claimed, runs, and has the stored size and serial number. A map that stands is never
# touched, and one that somebody has removed is not made again over its old disks. A host that is not pathplug's any more is
# disarmed.
# --give-back: what is claimed then and can have no map goes back to the system, after the host has been disarmed; the
# next run of the worker that works arms it again. On a host that is not pathplug's any more it goes back in any case.
# --extend: maps that stand get disks of their LUN that have come since; for an initramfs without an engine, where nobody else adds one.
# worker/scripts/after-run.sh calls this, and nobody beside a worker that works.
#
# What files and devices say is compared and passed on as single words: nothing is sourced or evaluated.
set -fu
export LC_ALL=C
root=${PATHPLUG_ROOT:-}
run=$root/run/pathplug
here=${PATHPLUG_LIBEXEC:-/usr/lib/pathplug}
newline='
'
tab=$(printf '\t')
return=$(printf '\r')

# say PRIORITY KIND TEXT [FIELD=VALUE…]   as worker/scripts/say.sh has it. The lock is not for it: it may wait for the journal.
say() { "$here/say" "$@" 9>&-; }

# attribute FILE   its first line in REPLY, without trailing blanks; fails where it cannot be read.
attribute() {
  REPLY=
  [ -r "$1" ] || return 1
  IFS= read -r REPLY <"$1" || [ -n "$REPLY" ] || return 1
  REPLY=${REPLY%"${REPLY##*[! $tab]}"}
}

# has LIST WORD   whether a list of lines holds a line.
has() { case $newline$1 in *"$newline$2$newline"*) return 0 ;; *) return 1 ;; esac; }

# revoked   why an armed host must not be touched any more, in REPLY, as host/ownership/ownership.ts has it (readRevocation).
revoked() {
  owner='' mode=''
  if [ -r "$root/etc/pathplug/owner" ]; then
    while read -r line || [ -n "$line" ]; do
      line=${line%"$return"}
      case $line in '#'*) continue ;; esac
      for word in $line; do
        case $word in PATHPLUG_OWNER=* | PATHPLUG_MODE=*) word=${word#*=} ;; esac
        word=${word#\"} word=${word%\"}
        case $word in '' | *[!A-Za-z0-9_]*) continue ;; esac
        if [ -z "$owner" ]; then owner=$word; else mode=${mode:-$word}; fi
      done
    done <"$root/etc/pathplug/owner"
  fi
  case $owner:${mode:-known} in
    pathplug:known | pathplug:strict | pathplug:listed | pathplug:yes | pathplug:on | pathplug:smart) ;;
    pathplug:greedy | pathplug:off | pathplug:no) ;;
    *) REPLY="/etc/pathplug/owner does not say pathplug" && return ;;
  esac
  attribute "$root/run/multipathd.pid" || attribute "$root/run/multipathd/multipathd.pid" || return
  case $REPLY in '' | *[!0-9]*) return 1 ;; esac
  [ -e "$root/proc/$REPLY" ] && REPLY="multipathd is running"
}

# is_dying PID   whether it has been killed: it never comes back from the kernel, whatever it waits for there.
is_dying() {
  while read -r key value _; do
    case $key:$value in SigPnd:*[13579bdf]?? | ShdPnd:*[13579bdf]??) return 0 ;; esac
  done 2>/dev/null <"$root/proc/$1/status"
  return 1
}

# is_left_alone   whether whoever holds the host's lock has been killed.
is_left_alone() {
  # shellcheck disable=SC2046
  set -- $(ls -i "$run/lock")
  inode=${1:-none} holders=0
  while read -r _ kind _ _ pid place _; do
    case $kind:$place in FLOCK:*:"$inode") ;; *) continue ;; esac
    is_dying "$pid" || return 1
    holders=$((holders + 1))
  done <"$root/proc/locks"
  [ "$holders" -gt 0 ]
}

# read_uses   numbers and names of all that is mounted or swapped on, in `uses`. Process 1 has the host's mounts; the unit's
# sandbox has lost those below /home, /root and /run/user.
read_uses() {
  uses=
  mounts=$root/proc/1/mountinfo
  [ -r "$mounts" ] || mounts=$root/proc/self/mountinfo
  while read -r _ _ devt _ _ _ rest; do
    source=" $rest"
    source=${source##* - }
    source=${source#* }
    uses="$uses$devt$newline"
    case $source in /dev/*) source=${source%% *} uses="$uses${source##*/}$newline" ;; esac
  done <"$mounts"
  while read -r file _; do
    case $file in /dev/*) uses="$uses${file##*/}$newline" ;; esac
  done <"$root/proc/swaps"
  set +f
  for member in "$root"/sys/fs/btrfs/*/devices/*; do uses="$uses${member##*/}$newline"; done
  read_kernel_openers
  set -f
}

# read_kernel_openers   adds to `uses` what the kernel itself has open for somebody, without a holder and not exclusively: below loop
# devices, and exported by its SCSI and NVMe targets (host/uses/kernel-openers.ts).
read_kernel_openers() {
  config=$root/sys/kernel/config
  for file in "$root"/sys/block/loop*/loop/backing_file "$config"/nvmet/subsystems/*/namespaces/*/device_path; do
    if attribute "$file"; then note_opened "$REPLY"; fi
  done
  for file in "$config"/target/core/*/*/info; do
    [ -r "$file" ] || continue
    while read -r line; do
      case $line in *'File: '*) line=${line##*File: } && note_opened "${line%% *}" ;; esac
    done <"$file"
  done
}

# note_opened FILE   adds the device to `uses` to which a name below /dev leads. Any other may lie on a server that is dead.
note_opened() {
  case $1 in /dev/*) ;; *) return ;; esac
  number=$(stat -L -c '%t:%T' "$root$1" 2>/dev/null) || return
  uses="$uses$((0x${number%:*})):$((0x${number#*:}))$newline"
}

# is_used DISK ID   whether it, or a partition of it, is used or marked as used; a map of ours counts too.
is_used() {
  set +f
  set -- "$1" "$2" "$root/sys/block/$1" "$root/sys/block/$1/$1"*
  set -f
  [ ! -e "$run/in-use/$2" ] || return 0
  attribute "$3/diskseq" && [ -e "$run/in-use/$REPLY" ] && return 0
  shift 2
  for each in "$@"; do
    [ -e "$each/dev" ] || continue
    attribute "$each/dev" || return 0
    ! has "$uses" "$REPLY" && ! has "$uses" "${each##*/}" || return 0
    set +f
    for holder in "$each"/holders/*; do [ ! -e "$holder" ] || return 0; done
    set -f
  done
  return 1
}

# read_entry ID   what the registry remembers of a LUN, in wwid, alias, sectors, serial and table; fails where it knows
# nothing of it, or what could not have been written by us. What /run keeps is newer; a file without a WWID, as a power failure
# leaves it, says nothing.
read_entry() {
  for file in "$run/luns.d/$1" "$root/etc/pathplug/luns.d/$1"; do
    wwid='' alias='' sectors='' serial='' table='' format=''
    [ -r "$file" ] || continue
    while IFS= read -r line || [ -n "$line" ]; do
      value=${line#*=}
      case $value in '"'*'"') value=${value#?} value=${value%?} ;; esac
      case ${line%%=*} in
        PATHPLUG_FORMAT) format=$value ;;
        PATHPLUG_WWID) wwid=$value ;;
        PATHPLUG_ALIAS) alias=$value ;;
        PATHPLUG_SECTORS) sectors=$value ;;
        PATHPLUG_SERIAL) serial=$value ;;
        PATHPLUG_TABLE) table=$value ;;
      esac
    done <"$file"
    [ -z "$wwid" ] || break
  done
  [ "$format" = 1 ] && is_name "$wwid" 122 || return 1
  case $sectors in *[!0-9]* | ????????????????*) return 1 ;; esac
  case $table in *[!A-Za-z0-9._:\ -]*) return 1 ;; esac
  [ -z "$alias" ] || is_name "$alias" 127 || alias=
}

# is_name TEXT LENGTH   whether device-mapper takes it for a name or UUID as it is, and no program for an option.
is_name() {
  case $1 in '' | [.-]* | control | *[!A-Za-z0-9#+.:=@_-]*) return 1 ;; esac
  [ "${#1}" -le "$2" ]
}

# count WORD   whether it is a number of words that a table may have.
count() { case $1 in '' | *[!0-9]* | ???*) return 1 ;; esac; }

# keep_words TABLE   features and handler of a stored table, each with its number in front, in `kept`.
keep_words() {
  # Only words without a meaning to the shell are left in a table, and names are not expanded.
  # shellcheck disable=SC2086
  set -- $1
  [ "${3:-}" = multipath ] || return 1
  shift 3
  kept=
  for part in features handler; do
    count "${1:-}" || return 1
    words=$1 number=$1
    shift
    [ "$#" -ge "$number" ] || return 1
    while [ "$number" -gt 0 ]; do
      words="$words $1" number=$((number - 1))
      shift
    done
    kept="$kept $words"
  done
}

# has_serial DISK   whether its unit serial number (page 80h, SPC-6 7.7.19), or that of its NVMe subsystem, is the stored one.
has_serial() {
  [ -n "$serial" ] || return 0
  case $1 in
    nvme*) attribute "$root/sys/block/$1/device/serial" && told=$REPLY || told= ;;
    *) told=$(tail -c +5 "$root/sys/block/$1/device/vpd_pg80" 2>/dev/null | tr -d '\000') ;;
  esac
  told=${told#"${told%%[! ]*}"}
  [ "${told%"${told##*[! ]}"}" = "$serial" ]
}

# is_suspect DISK   whether it may be another LUN than the kernel's id for it says (suspect.sh): nobody would find out here.
is_suspect() {
  attribute "$root/sys/block/$1/diskseq" || return 1
  [ -e "$run/suspect/$REPLY" ] || [ -e "$run/suspect/$REPLY.test" ]
}

# fits DISK   whether it may stand in the table of the entry that was read.
fits() {
  [ -n "$table" ] || return 1
  ! is_suspect "$1" || return 1
  attribute "$root/sys/block/$1/device/state" || return 1
  case $REPLY in running | live) ;; *) return 1 ;; esac
  attribute "$root/sys/block/$1/size" && [ "$REPLY" = "$sectors" ] || return 1
  has_serial "$1"
}

# is_wanted   whether a map of the LUN `id` is made here: in an initramfs, of those that boot needs.
is_wanted() { [ ! -d "$root/etc/pathplug/frozen" ] || [ -e "$root/etc/pathplug/frozen/$id" ]; }

# was_mapped WWID DISKSEQ   whether the LUN's map, which somebody has removed, stood over this disk: it is not made again over it. One
# that is new, or was plugged in again, has another diskseq (host/run/removed-maps.ts).
was_mapped() {
  for file in "$run/removed/$1" "$run/made/$1"; do
    [ -e "$file" ] || continue
    [ "$2" != - ] && attribute "$file" || return 0
    case " $REPLY " in *" $2 "*) return 0 ;; esac
  done
  return 1
}

# read_claim NUMBER   what udev stored for the disk with this number, in `claimed` and `id`.
read_claim() {
  claimed='' id=''
  [ -r "$root/run/udev/data/b$1" ] || return 0
  while IFS= read -r line; do
    case $line in
      E:DM_MULTIPATH_DEVICE_PATH=1) claimed=1 ;;
      E:PATHPLUG_ID=*) id=${line#E:PATHPLUG_ID=} ;;
    esac
  done <"$root/run/udev/data/b$1"
}

# read_disks   in `found`, a line for each disk that may become a path of a new map: WWID, number, name, diskseq, id; WWIDs
# of LUNs that somebody uses in `used`; a line for each disk in `disks` and for each claimed one in `claims`: name and WWID, or id;
# one for each disk of a map that was removed in `old`: WWID and diskseq.
read_disks() {
  found='' used='' disks='' claims='' old=''
  set +f
  set -- "$root"/sys/block/sd* "$root"/sys/block/nvme*n*
  set -f
  for block in "$@"; do
    dev=${block##*/}
    # Of an NVMe disk that the kernel multipaths, or hides, udev has stored no claim.
    case $dev in sd | sd*[!a-z]*) continue ;; nvme*) file=$block/wwid ;; *) file=$block/device/wwid ;; esac
    attribute "$block/dev" || continue
    number=$REPLY
    read_claim "$number"
    attribute "$file" || continue
    # As udev spells it where it has nothing to replace. Of a disk that had this number before, it says nothing.
    case $REPLY in '' | .* | *[!A-Za-z0-9#+.:=@_\ -]*) continue ;; esac
    [ "$claimed" != 1 ] || [ "$id" = "$REPLY" ] || claimed=
    id=$REPLY
    read_entry "$id" || wwid=
    disks="$disks$dev ${wwid:-=$id}$newline"
    [ -z "$claimed" ] || claims="$claims$dev ${wwid:-=$id}$newline"
    if is_used "$dev" "$id"; then
      used="$used${wwid:-=$id}$newline"
    elif [ -n "$wwid" ] && ! has "$maps" "mpath-$wwid"; then
      attribute "$block/diskseq" || REPLY=-
      seq=$REPLY
      if was_mapped "$wwid" "$seq"; then
        old="$old$wwid $seq$newline"
      elif [ -n "$claimed" ] && is_wanted && fits "$dev"; then
        found="$found$wwid $number $dev $seq $id$newline"
      fi
    fi
  done
}

# is_found WWID   whether it may get a map.
is_found() { case $newline$found in *"$newline$1 "*) return 0 ;; *) return 1 ;; esac; }

# read_numbers   in `numbers`, a line for each number by which a disk of such a LUN can be opened: its own, its partitions', those of
# its SCSI generic nodes, and the WWID. LUNs of which one was open exclusively when it was asked last (host/run/exclusive-opens.ts)
# in `opened`.
read_numbers() {
  numbers='' opened=''
  while read -r dev wwid; do
    is_found "$wwid" || continue
    block=$root/sys/block/$dev
    if attribute "$block/diskseq" && [ -e "$run/exclusive/$REPLY" ]; then opened="$opened$wwid$newline"; fi
    set +f
    set -- "$block" "$block/$dev"* "$block"/device/scsi_generic/* "$block"/device/bsg/*
    set -f
    for each in "$@"; do
      attribute "$each/dev" || continue
      case $each in */device/*) numbers="${numbers}c$REPLY $wwid$newline" ;; *) numbers="${numbers}b$REPLY $wwid$newline" ;; esac
    done
  done <<END
$disks
END
}

# path_of PROGRAM   where it is: by its name alone busybox' shell takes its own, which knows less.
path_of() {
  path=$(command -v "$1")
  case $path in /*) echo "$path" ;; *) echo "/usr/bin/$1" ;; esac
}

# look_at_files TEST…   name, number and kind of the open files of all processes whose links pass a test of find(1), in `seen`; fails
# where they could not be told in time, and with 2 where they could not be written down.
look_at_files() {
  set +f
  find=$(path_of find) stat=$(path_of stat)
  # By a file: a program that a dead server holds in the kernel would keep a pipe open for ever.
  timeout -k 1 5 "$find" "$root"/proc/[0-9]*/fd -maxdepth 1 "$@" -exec "$stat" -L -c '%n %t:%T %F' {} + >"$run/opens" 2>/dev/null 9>&-
  status=$?
  set -f
  # Of a /run that is full the end is missing.
  echo end >>"$run/opens"
  seen=$(cat "$run/opens")
  rm -f "$run/opens"
  case $seen in end | *"${newline}end") seen=${seen%end} ;; *) return 2 ;; esac
  case $status in 124 | 137) return 1 ;; esac
}

# read_opens   a line for each process that has one of the `numbers` open, in `opens`: process and number. Fails where nobody knows.
# A file on a dead server blocks whoever asks what it is: what is not below /dev is looked at last, and does without an answer.
read_opens() {
  opens=
  look_at_files -lname '/dev/*' && [ -n "$seen" ] || return 1
  below=$seen
  look_at_files -lname '/*' ! -lname '/dev/*' || { [ "$?" -ne 2 ] && seen=; } || return 1
  while read -r file number kind; do
    case $kind in block*) kind=b ;; character*) kind=c ;; *) continue ;; esac
    case $number in :* | *: | *[!0-9a-f:]*) continue ;; esac
    number=$kind$((0x${number%:*})):$((0x${number#*:}))
    case $newline$numbers in *"$newline$number "*) ;; *) continue ;; esac
    pid=${file#"$root/proc/"}
    opens="$opens${pid%%/*} $number$newline"
  done <<END
$below
$seen
END
}

# find_opened   adds the LUNs to `opened` of which a process has a disk open, still at a second look: who only passes by has closed it
# then. Another one than at the first counts, too, for there will be a next time. Who never counts: PASSERS_BY in
# host/uses/openers.ts. Fails where nobody knows.
find_opened() {
  read_numbers
  read_opens || return 1
  [ -n "$opens" ] || return 0
  sleep 2
  read_opens || return 1
  while read -r pid number; do
    attribute "$root/proc/$pid/comm"
    case $REPLY in '(udev-worker)' | systemd-udevd | udevd | sg_rtpg) continue ;; esac
    while read -r each wwid; do
      [ "$each" != "$number" ] || opened="$opened$wwid$newline"
    done <<END
$numbers
END
  done <<END
$opens
END
}

# read_maps   UUIDs of all device-mapper devices, in `maps`.
read_maps() {
  maps=
  set +f
  for block in "$root"/sys/block/dm-*; do if attribute "$block/dm/uuid"; then maps="$maps$REPLY$newline"; fi; done
  set -f
}

# make_map WWID ID DISK:NUMBER:DISKSEQ…   makes a map, in a process of its own: it may hang.
make_map() {
  read_entry "$2" && [ "$wwid" = "$1" ] && keep_words "$table" || return
  shift 2
  groups='' mode=''
  for path in "$@"; do
    dev=${path%%:*} number=${path#*:}
    # Since its turn has come it may have told that it is another LUN.
    ! is_suspect "$dev" || return
    groups="$groups service-time 0 1 1 ${number%:*} 1"
    if attribute "$root/sys/block/$dev/ro" && [ "$REPLY" = 1 ]; then mode=--readonly; fi
  done
  link=
  case ${#wwid}:$wwid in *:3*[!0-9a-f]*) ;; 17:3* | 33:3*) link="DM_WWN=0x${wwid#3}$newline" ;; esac
  rm -f "$run/shrunk/mpath-$wwid"
  printf 'DM_TYPE=scsi\nDM_SERIAL=%s\n%s' "$wwid" "$link" >"$run/maps/mpath-$wwid"
  dmsetup create "${alias:-$wwid}" --uuid "mpath-$wwid" ${mode:+"$mode"} ${cookie:+--udevcookie "$cookie"} \
    --table "0 $sectors multipath$kept $# 1$groups" || return
  seqs=
  for path in "$@"; do
    dev=${path%%:*}
    attribute "$root/sys/block/$dev/diskseq" || REPLY=-
    seqs="$seqs $REPLY"
    [ "$REPLY" = "${path##*:}" ] && continue
    # Another disk got the number meanwhile.
    dmsetup remove ${cookie:+--udevcookie "$cookie"} "${alias:-$wwid}" ||
      dmsetup wipe_table --noflush --nolockfs "${alias:-$wwid}"
    return 1
  done
  # What has told so just now knew of no map that would have to do without it.
  for path in "$@"; do
    dev=${path%%:*} number=${path#*:}
    is_suspect "$dev" || continue
    dmsetup message --uuid "mpath-$wwid" 0 queue_if_no_path
    dmsetup message --uuid "mpath-$wwid" 0 fail_path "${number%:*}"
  done
  # Who removes it does not want it back.
  case $seqs in *-*) ;; *) printf '%s' "${seqs# }" >"$run/made/$wwid" ;; esac
  say 3 fallback "${alias:-$wwid} was made of $# paths from its stored table, without any policy: the worker cannot work" \
    "WWID=$wwid" "MAP=${alias:-$wwid}"
}

# doubt_old WWID   has the disks of a map that was removed say who they are before they are in one again: nothing was sent to them
# meanwhile, so nothing has told whether the LUN has changed.
doubt_old() {
  # Names of its own: whoever calls it is reading the next disk.
  while read -r of diskseq; do
    case $of:$diskseq in "$1":*[0-9]) ;; *) continue ;; esac
    echo "nothing since its map was removed" >"$run/suspect/$diskseq"
    printf '' >"$run/recheck/removed"
  done <<END
$old
END
  rm -f "$run/made/$1" "$run/removed/$1"
}

# begin_make WWID ID DISK:NUMBER:DISKSEQ…   begins to make it, if nobody uses it.
begin_make() {
  ! has "$used" "$1" || return
  if has "$opened" "$1"; then
    say 4 left "no map for $1 from its stored table: one of its disks is open" "WWID=$1"
    return
  fi
  begun=$((begun + 1))
  doubt_old "$1"
  # The lock is not for those who may hang.
  { make_map "$@" </dev/null || say 4 failed "no map for $1 from its stored table" "WWID=$1"; : >"$scratch/$begun"; } 9>&- &
}

# all_ended   whether each map that was begun is made, or has failed.
all_ended() {
  set +f
  set -- "$scratch"/*
  set -f
  [ -e "$1" ] || set --
  [ "$#" -ge "$begun" ]
}

# make_all   makes all maps at the same time, with one udev cookie, and gives up waiting after a while.
make_all() {
  scratch=$run/fallback.$$
  mkdir "$scratch" || return
  # As the worker does it: written down, because nobody takes a cookie away when its owner is killed. What a killed run has announced
  # itself is left to the next one.
  coming=$run/cookies/coming
  if [ -e "$coming" ]; then coming=; else date +%s >"$coming"; fi
  cookie=$(dmsetup udevcreatecookie) || cookie=
  case $cookie in '' | *[!0-9A-Fa-fx]*) cookie= ;; *) : >"$run/cookies/$cookie" ;; esac
  [ -z "$coming" ] || rm -f "$coming"
  begun=0
  set --
  while read -r wwid number dev seq id; do
    if [ "${1:-$wwid}" != "$wwid" ]; then
      begin_make "$@"
      set --
    fi
    [ "$#" -gt 0 ] || set -- "$wwid" "$id"
    set -- "$@" "$dev:$number:$seq"
  done <<END
$(printf '%s' "$found" | sort)
END
  [ "$#" -eq 0 ] || begin_make "$@"
  patience=20
  until all_ended || [ "$patience" -eq 0 ]; do
    patience=$((patience - 1))
    sleep 1
  done
  rm -rf "$scratch"
  if [ -n "$cookie" ]; then
    timeout 30 dmsetup udevreleasecookie "$cookie" 9>&- && rm -f "$run/cookies/$cookie"
  fi
}

# extend_map WWID   gives the map that stands the claimed disks of its LUN which it has not. It keeps its features, handler and disks.
extend_map() {
  live=$(timeout 5 dmsetup table --uuid "mpath-$1" 9>&-) && keep_words "$live" || return
  groups='' paths=0 added=''
  while read -r dev wwid; do
    [ "$wwid" = "$1" ] && attribute "$root/sys/block/$dev/dev" || continue
    number=$REPLY
    case " $live " in
      *" $number "*) ;;
      *)
        attribute "$root/sys/block/$dev/device/wwid" || attribute "$root/sys/block/$dev/wwid" || continue
        id=$REPLY
        ! is_used "$dev" "$id" && read_entry "$id" && fits "$dev" || continue
        added="$added $dev"
        ;;
    esac
    groups="$groups service-time 0 1 1 $number 1" paths=$((paths + 1))
  done <<END
$claims
END
  [ -n "$added" ] || return 0
  # shellcheck disable=SC2086
  set -- "$1" ${live%% multipath *}
  if dmsetup load --uuid "mpath-$1" --table "0 $3 multipath$kept $paths 1$groups" 9>&- &&
    timeout 30 dmsetup resume --noflush --nolockfs --uuid "mpath-$1" 9>&-; then
    say 4 fallback "$1 has got$added from its stored table, without any policy" "WWID=$1"
  else
    dmsetup clear --uuid "mpath-$1" 9>&-
    say 4 failed "$1 could not be given$added" "WWID=$1"
  fi
}

# extend_all   does so for each map whose LUN has claimed disks.
extend_all() {
  read_maps
  for each in $(printf '%s' "$claims" | cut -d' ' -f2 | sort -u); do
    if has "$maps" "mpath-$each"; then extend_map "$each"; fi
  done
}

# find_unmapped   the claimed disks whose LUN has no map and is used by nobody, in `left`; fails where there is none.
find_unmapped() {
  read_maps
  left=
  while read -r dev wwid; do
    [ -n "$dev" ] || continue
    has "$used" "$wwid" || has "$maps" "mpath-$wwid" || left="$left $dev"
  done <<END
$claims
END
  [ -n "$left" ]
}

# say_returned TEXT   that these disks are given back, and why.
say_returned() {
  text=$1
  set --
  for dev in $left; do set -- "$@" "DEV=$dev"; done
  say 3 given-back "$text, and these disks, which have no map, are given back:$left" "$@"
}

# return_left   gives them back, on a host that is disarmed.
return_left() {
  set +f
  # All of them before the first that may hang.
  for dev in $left; do udevadm trigger --action=change "$root/sys/block/$dev" 9>&-; done
  for dev in $left; do
    # A map that is gone by now may have had their partitions taken away. Only those that are missing are added.
    timeout 5 partx --add "/dev/$dev" 2>/dev/null 9>&-
    set -- "$root/sys/block/$dev/$dev"*
    [ ! -e "$1" ] || udevadm trigger --action=change "$@" 9>&-
  done
  set -f
}

# give_back   disarms the host, until a run works, and gives the claimed disks back whose LUN has no map.
give_back() {
  find_unmapped || return 0
  say_returned "the worker cannot work: the host is disarmed until it can"
  : >"$run/disarmed-by-failure"
  rm -f "$run/armed"
  : >"$run/queue/all"
  return_left
}

# is_ours   whether the host is armed, or left disarmed until a run works.
is_ours() { [ -e "$run/armed" ] || [ -e "$run/disarmed-by-failure" ]; }

is_ours || exit 0
exec 9>>"$run/lock"
if ! flock --nonblock 9 && ! is_left_alone; then
  say 5 worker-failed "fallback: another run is at work, nothing is done"
  exit 75
fi
# Whoever had the lock may have given the host up.
is_ours || exit 0
if revoked; then
  say 4 stands-back "fallback: $REPLY: nothing is made, and the host is disarmed"
  rm -f "$run/armed"
  read_uses
  read_maps
  read_disks
  # What was claimed for a map that nobody makes would be nobody's.
  if find_unmapped; then
    say_returned "the host is disarmed"
    return_left
  fi
  exit 0
fi
read_uses
read_maps
read_disks
# Where the host is disarmed, what is claimed still is being given back.
if [ -n "$found" ] && [ -e "$run/armed" ]; then
  if find_opened; then make_all; else say 4 in-doubt "fallback: nobody can tell which disks are open, no map is made"; fi
fi
case ${1:-} in
  --give-back) give_back ;;
  --extend) extend_all ;;
esac
