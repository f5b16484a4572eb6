#!/bin/sh
# As the system goes down it comes back here, to end the queueing of its maps.
type need_shutdown >/dev/null 2>&1 && need_shutdown
