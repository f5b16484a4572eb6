import type { Command } from "@oclif/core";
import { Apply } from "./apply.ts";
import { Assemble } from "./assemble.ts";
import { Diff } from "./diff.ts";
import { Disable } from "./disable.ts";
import { Doctor } from "./doctor.ts";
import { Enable } from "./enable.ts";
import { Explain } from "./explain.ts";
import { Inspect } from "./inspect.ts";
import { ListMaps } from "./list-maps.ts";
import { ListPaths } from "./list-paths.ts";
import { ListProfiles } from "./list-profiles.ts";
import { Plan } from "./plan.ts";
import { ProfileCheck } from "./profile-check.ts";
import { ProfileList } from "./profile-list.ts";
import { ProfileShow } from "./profile-show.ts";
import { RecordMachine } from "./record.ts";
import { Refresh } from "./refresh.ts";
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
  plan: Plan,
  apply: Apply,
  diff: Diff,
  enable: Enable,
  disable: Disable,
  assemble: Assemble,
  settle: Settle,
  "profile:list": ProfileList,
  "profile:show": ProfileShow,
  "profile:check": ProfileCheck,
  "rules:render": RulesRender,
  "rules:check": RulesCheck,
  "rules:install": RulesInstall,
  "table:render": TableRender,
  "table:check": TableCheck,
  refresh: Refresh,
  record: RecordMachine,
  doctor: Doctor,
};
