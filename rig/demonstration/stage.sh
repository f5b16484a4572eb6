# What the play is told with: words, commands as typed, and checks. DEMO_COLOUR (always, never), DEMO_COLUMNS and
# DEMO_PACE (seconds of a pause) say what the terminal can do; the guest has none of its own.

export LC_ALL=C.UTF-8
if [[ ${DEMO_COLOUR:-never} == always ]]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' cyan=$'\e[36m' off=$'\e[0m'
else
  bold='' dim='' green='' red='' cyan='' off=''
fi
columns=${DEMO_COLUMNS:-80}
((columns <= 96)) && rule_width=$columns || rule_width=96

scene_number=0 seen=0 missed=0
misses=()

# pause   time to read, where somebody does.
pause() { [[ ${DEMO_PACE:-0} == 0 ]] || sleep "$DEMO_PACE"; }

# scene TITLE   a new chapter, with a line across.
scene() {
  scene_number=$((scene_number + 1))
  local head="── $scene_number. $1 " line
  printf -v line '%*s' "$((rule_width - ${#head}))" ''
  pause
  printf '\n%s%s%s%s\n' "$bold$cyan" "$head" "${line// /─}" "$off"
}

# say WORDS…   narration, wrapped to the terminal, at most 96 wide.
say() {
  echo
  fold -s -w "$((rule_width - 1))" <<<"$*" | sed 's/ *$//'
  pause
}

# typed COMMAND   a command line as somebody types it.
typed() { printf '\n%s$ %s%s\n' "$bold" "$1" "$off"; }

# saw WHAT CONDITION…   the play's own check of what it has just told; the summary counts them.
saw() {
  local what=$1
  shift
  if "$@" >/dev/null 2>&1; then
    seen=$((seen + 1))
    printf '%s  ✓ %s%s\n' "$green" "$what" "$off"
  else
    missed=$((missed + 1)) misses+=("$what")
    printf '%s  ✗ %s%s\n' "$red" "$what" "$off"
  fi
}

# curtain   the sum, as the last line, and the status.
curtain() {
  local miss
  for miss in "${misses[@]}"; do printf '%sdid not happen: %s%s\n' "$red" "$miss" "$off"; done
  printf '%s%d steps seen, %d missed%s\n' "$bold" "$seen" "$missed" "$off"
  [[ $missed -eq 0 && $seen -gt 0 ]]
  exit
}
