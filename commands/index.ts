import type { Command } from "@oclif/core";
import { Adopt } from "./adopt.ts";
import { Apply } from "./apply.ts";
import { Assemble } from "./assemble.ts";
import { Diff } from "./diff.ts";
import { Disable } from "./disable.ts";
import { Doctor } from "./doctor.ts";
import { Enable } from "./enable.ts";
import { Ensure } from "./ensure.ts";
import { Explain } from "./explain.ts";
import { ExplainSense } from "./explain-sense.ts";
import { Freeze } from "./freeze.ts";
import { Inspect } from "./inspect.ts";
import { ListMaps } from "./list-maps.ts";
import { ListPaths } from "./list-paths.ts";
import { ListProfiles } from "./list-profiles.ts";
import { MapRemove } from "./map-remove.ts";
import { MapRename } from "./map-rename.ts";
import { MapRescan } from "./map-rescan.ts";
import { OwnClear } from "./own-clear.ts";
import { OwnPreempt } from "./own-preempt.ts";
import { OwnRegister } from "./own-register.ts";
import { OwnRelease } from "./own-release.ts";
import { OwnReserve } from "./own-reserve.ts";
import { OwnStatus } from "./own-status.ts";
import { OwnUnregister } from "./own-unregister.ts";
import { PathMark } from "./path-mark.ts";
import { PathUnmark } from "./path-unmark.ts";
import { Plan } from "./plan.ts";
import { ProfileCheck } from "./profile-check.ts";
import { ProfileList } from "./profile-list.ts";
import { ProfileShow } from "./profile-show.ts";
import { RecordMachine } from "./record.ts";
import { Refresh } from "./refresh.ts";
import { Release } from "./release.ts";
import { Remove } from "./remove.ts";
import { Resize } from "./resize.ts";
import { RulesCheck } from "./rules-check.ts";
import { RulesInstall } from "./rules-install.ts";
import { RulesRender } from "./rules-render.ts";
import { Settle } from "./settle.ts";
import { Status } from "./status.ts";
import { TableCheck } from "./table-check.ts";
import { TableRender } from "./table-render.ts";
import { Topology } from "./topology.ts";

/** Every command by its id; a colon stands for a blank on the command line. */
export const COMMANDS: Readonly<Record<string, Command.Class>> = {
  status: Status,
  topology: Topology,
  "list:paths": ListPaths,
  "list:maps": ListMaps,
  "list:profiles": ListProfiles,
  inspect: Inspect,
  explain: Explain,
  "explain:sense": ExplainSense,
  plan: Plan,
  apply: Apply,
  diff: Diff,
  adopt: Adopt,
  release: Release,
  enable: Enable,
  disable: Disable,
  assemble: Assemble,
  freeze: Freeze,
  settle: Settle,
  "path:mark": PathMark,
  "path:unmark": PathUnmark,
  ensure: Ensure,
  resize: Resize,
  remove: Remove,
  "map:remove": MapRemove,
  "profile:list": ProfileList,
  "profile:show": ProfileShow,
  "profile:check": ProfileCheck,
  "rules:render": RulesRender,
  "rules:check": RulesCheck,
  "rules:install": RulesInstall,
  "table:render": TableRender,
  "table:check": TableCheck,
  "map:rename": MapRename,
  "map:rescan": MapRescan,
  refresh: Refresh,
  record: RecordMachine,
  doctor: Doctor,
  "own:status": OwnStatus,
  "own:register": OwnRegister,
  "own:unregister": OwnUnregister,
  "own:reserve": OwnReserve,
  "own:release": OwnRelease,
  "own:preempt": OwnPreempt,
  "own:clear": OwnClear,
};
