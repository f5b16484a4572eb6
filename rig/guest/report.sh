# Results of a guest script: one line per check, and `N passed, N failed` as the last line, over all its boots.
passed=0 failed=0
[[ ! -e /rig/tally ]] || read -r passed failed </rig/tally

pass() {
  passed=$((passed + 1))
  echo "ok   $1"
}

# fail NAME REASON…
fail() {
  failed=$((failed + 1))
  echo "FAIL $1${2:+: ${*:2}}"
}

# check NAME COMMAND…   passes when the command does; its output is shown only when it fails.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then pass "$name"; else fail "$name" "status $? from: $*${output:+
$output}"; fi
}

# same NAME EXPECTED ACTUAL   passes when both texts are equal.
same() {
  if [[ $2 == "$3" ]]; then pass "$1"; else
    fail "$1" "not what was expected"
    diff --label expected --label actual -u <(echo "$2") <(echo "$3") | tail -n +3
  fi
}

# within NAME LIMIT ACTUAL UNIT   passes when a measured number is at most LIMIT, and shows it either way.
within() {
  if awk -v a="$3" -v l="$2" 'BEGIN { exit !(a <= l) }'; then pass "$1 ($3 $4)"; else fail "$1" "$3 $4, at most $2 wanted"; fi
}

# finish   prints the sum as the last line and ends the script.
finish() {
  echo "$passed passed, $failed failed"
  [[ $failed -eq 0 && $passed -gt 0 ]]
  exit
}
