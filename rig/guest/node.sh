# Node in an emulated machine.

# interpret_node   has Node interpret what it runs, where the processor is emulated: code that it compiles on the way would
# be translated once more, and a command takes half the time without. (Not by NODE_OPTIONS: Node 20 would say at each
# start that there is no WebAssembly then. Later ones say nothing, and know no option against it.)
interpret_node() {
  [[ $(systemd-detect-virt) == qemu && ! -e /usr/bin/node-compiling ]] || return 0
  local flags=--jitless
  ! node --jitless --no-expose-wasm -e 0 2>/dev/null || flags+=' --no-expose-wasm'
  mv /usr/bin/node /usr/bin/node-compiling
  printf '#!/bin/sh\nexec /usr/bin/node-compiling %s "$@"\n' "$flags" >/usr/bin/node
  chmod +x /usr/bin/node
}
