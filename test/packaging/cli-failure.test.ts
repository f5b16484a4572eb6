import { expect, it } from "vitest";
import { renderFailure } from "../../packaging/cli-failure.ts";

const commands = ["topology", "plan", "profile:list", "explain"];
const thrown = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);
const add = "\nhint: add --help to see what the command takes";

it.each([
  ["keeps the status a command asked for", thrown("EEXIT: 2", { code: "EEXIT", oclif: { exit: 2 } }), "", 2],
  [
    "suggests the command that was meant",
    thrown("command topologi not found"),
    'pathplug: bad-argument: there is no command "topologi"\nhint: did you mean `pathplug topology`?',
    64,
  ],
  [
    "spells topics with a blank",
    thrown("command profile:lst not found"),
    'pathplug: bad-argument: there is no command "profile lst"\nhint: did you mean `pathplug profile list`?',
    64,
  ],
  [
    "suggests nothing where nothing is near",
    thrown("command frobnicate not found"),
    'pathplug: bad-argument: there is no command "frobnicate"\nhint: `pathplug --help` lists the commands',
    64,
  ],
  [
    "calls a wrong flag a mistake in use",
    thrown("Nonexistent flag: --nope\nSee more help with --help", { parse: {}, oclif: { exit: 2 } }),
    `pathplug: bad-argument: Nonexistent flag: --nope${add}`,
    64,
  ],
  [
    "calls a value that is none a mistake in use",
    thrown("Parsing --timeout \n\tExpected an integer but received: abc", { oclif: { exit: 2 } }),
    `pathplug: bad-argument: --timeout: Expected an integer but received: abc${add}`,
    64,
  ],
  [
    "prints an error that carries a status",
    thrown("needs root", { oclif: { exit: 77 } }),
    "pathplug: needs root",
    77,
  ],
  [
    "calls the unforeseen an internal error",
    thrown("x is undefined"),
    "pathplug: internal error: x is undefined\nhint: this is a mistake in pathplug; run again with DEBUG=1 and report what it prints",
    1,
  ],
])("%s", (_, error, text, status) => {
  expect(renderFailure(error, commands, false)).toEqual({ text, status });
});

it("shows the stack when asked", () => {
  expect(renderFailure(thrown("odd"), commands, true).text).toContain("cli-failure.test.ts");
});
