import { Args, type Command } from "@oclif/core";
import type { AnyCode } from "../core/diagnostic/all-codes.ts";
import { diagnoseAny } from "../core/diagnostic/all-codes.ts";
import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import type { OwnRequest } from "../core/own/plan-own.ts";
import { keyText, type OwnKey, parseKey } from "../core/own/reservation-key.ts";
import { type SeenLun, surplusOf } from "../core/own/seen.ts";
import { diagnosticJson } from "../core/render/diagnostic-json.ts";
import { reportOwn } from "../core/render/own.ts";
import { renderOwn } from "../core/render/own-text.ts";
import { findOwnedLun } from "../host/own/find-owned.ts";
import { withOwnLock } from "../host/own/own-lock.ts";
import { type OwnedLun, performRequest } from "../host/own/own-request.ts";
import { requireNoMultipathd } from "../host/ownership/ownership.ts";
import { withHostLock } from "../host/requests/host-lock.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { readView } from "./view.ts";

/** The map that a command of `own` is about. */
export const ownArgs = {
  map: Args.string({ ignoreStdin: true, description: "a map, a WWID, or one of its disks", required: true }),
};

/** What the commands of `own` share: they find a LUN, ask for a change of it, and print what it is then. */
export abstract class OwnChange<C extends typeof Command> extends PathplugCommand<C> {
  /** Reads a key from the command line. */
  protected readKey(text: string): bigint {
    const key = parseKey(text);
    if (key !== undefined) return key;
    return fail("usage", "own-key-unfit", text, `${text} is no number of 64 bits, such as 0x1a2b0001`);
  }

  protected async findLun(what: string): Promise<OwnedLun> {
    const { machine, judgement } = await readView(this.source);
    return findOwnedLun(this.system, machine, judgement, what);
  }

  /** Has a request performed while nobody else changes maps, and prints the LUN as it is then. */
  protected async change(what: string, requestFor: (lun: OwnedLun) => OwnRequest): Promise<void> {
    this.requireRoot();
    requireNoMultipathd(this.system);
    const changing = withHostLock(async () => {
      const owned = await this.findLun(what);
      const request = requestFor(owned);
      const outcome = await withOwnLock(this.system, owned.lun.wwid, () =>
        performRequest(this.system, owned, request),
      );
      return { owned, outcome };
    });
    const { owned, outcome } = await this.working("asking the LUN", changing);
    const { seen, own, changed, problem, note } = outcome;
    if (seen !== undefined)
      this.report(owned, own, seen, { changed, ...(problem === undefined ? {} : { problem }) });
    if (note !== undefined) this.noteFindings([note]);
    if (problem === undefined) return;
    if (seen === undefined || !this.flags.json)
      fail("failed", problem.code as AnyCode, problem.subject, problem.message);
    this.endWith("failed");
  }

  /** Prints who owns the LUN. */
  protected report(
    { lun, live, entry }: OwnedLun,
    own: OwnKey | undefined,
    seen: SeenLun,
    done: { readonly changed?: boolean; readonly problem?: Diagnostic } = {},
  ): void {
    const name = live?.name ?? entry.alias;
    const report = reportOwn({ wwid: lun.wwid, ...(name === undefined ? {} : { map: name }) }, own, seen);
    const { problem, ...rest } = done;
    if (this.flags.json) {
      const error = problem === undefined ? {} : { error: diagnosticJson(problem) };
      this.printJson({ schema: "pathplug.own/1", ...report, ...rest, ...error });
    } else this.print(renderOwn(report, this.style, this.layout));
    this.noteFindings(notesOf(lun.wwid, own, seen));
  }
}

function notesOf(wwid: string, own: OwnKey | undefined, seen: SeenLun): readonly Diagnostic[] {
  if (own === undefined) return [];
  if (own.key === 0n) {
    return [diagnoseAny("own-key-left", wwid, "paths that are away may still be registered.")];
  }
  const surplus = surplusOf(seen, own.key);
  const said = `${keyText(own.key)} is registered ${surplus} times more than this host has paths.`;
  return surplus === 0 ? [] : [diagnoseAny("own-key-shared", wwid, said)];
}
