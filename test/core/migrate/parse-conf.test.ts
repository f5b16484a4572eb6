import { describe, expect, it } from "vitest";
import { codes, parsed, shown, shownBlocks } from "./conf-text.ts";

describe("sections", () => {
  it("have values with their places", () => {
    const { conf, findings } = parsed('defaults {\n  failback immediate\n\tprio "alua"\n}\n');
    expect(findings).toEqual([]);
    expect(conf.defaults).toEqual([
      {
        section: "defaults",
        keyword: "failback",
        value: "immediate",
        place: { file: "multipath.conf", line: 2, column: 3 },
      },
      {
        section: "defaults",
        keyword: "prio",
        value: "alua",
        place: { file: "multipath.conf", line: 3, column: 2 },
      },
    ]);
  });

  it("that are there twice add up, over all files, in their order", () => {
    const { conf } = parsed(
      "defaults {\nfailback manual\n}\nblacklist {\nwwid a\n}\ndefaults {\nprio alua\n}",
      "defaults {\nfailback immediate\n}\nblacklist {\nwwid b\nwwid a\n}",
    );
    expect(conf.files).toEqual(["multipath.conf", "conf.d/1.conf"]);
    expect(shown(conf.defaults)).toEqual(["failback=manual@2", "prio=alua@8", "failback=immediate@2"]);
    expect(shown(conf.blacklist.wwid)).toEqual(["wwid=a@5", "wwid=b@5", "wwid=a@6"]);
  });

  it("have blocks of their own", () => {
    const { conf, findings } = parsed(
      [
        "blacklist {",
        " devnode sda",
        " property P",
        ' protocol "scsi:usb"',
        " device {",
        "  vendor ATA",
        " }",
        "}",
        "blacklist_exceptions {",
        " device {",
        "  product LUN",
        " }",
        "}",
        "overrides {",
        " no_path_retry 5",
        " protocol {",
        '  type "scsi:fcp"',
        " }",
        "}",
        "multipaths {",
        " multipath {",
        "  wwid 36",
        "  alias data",
        " }",
        "}",
      ].join("\n"),
    );
    expect(findings).toEqual([]);
    expect(shown(conf.blacklist.devnode)).toEqual(["devnode=sda@2"]);
    expect(shown(conf.blacklist.property)).toEqual(["property=P@3"]);
    expect(shown(conf.blacklist.protocol)).toEqual(["protocol=scsi:usb@4"]);
    expect(shownBlocks(conf.blacklist.device)).toEqual([["vendor=ATA@6"]]);
    expect(shownBlocks(conf.blacklist_exceptions.device)).toEqual([["product=LUN@11"]]);
    expect(shown(conf.overrides)).toEqual(["no_path_retry=5@15"]);
    expect(shownBlocks(conf.protocols)).toEqual([["type=scsi:fcp@17"]]);
    expect(shownBlocks(conf.multipaths)).toEqual([["wwid=36@22", "alias=data@23"]]);
  });

  it("merge blocks about the same subject, at the place of the last", () => {
    const device = (product: string, more: string) => `device {\nvendor V\nproduct ${product}\n${more}\n}\n`;
    const { conf, findings } = parsed(
      `devices {\n${device("A", "prio alua")}${device("B", "")}${device("A", "failback manual")}}`,
      `devices {\n${device("A", "revision 1")}}\nmultipaths {\nmultipath {\nwwid 1\nalias a\n}\nmultipath {\nwwid 1\nalias b\n}\n}`,
    );
    expect(findings).toEqual([]);
    expect(shownBlocks(conf.devices)).toEqual([
      ["vendor=V@8", "product=B@9"],
      ["vendor=V@3", "product=A@4", "prio=alua@5", "vendor=V@13", "product=A@14", "failback=manual@15"],
      ["vendor=V@3", "product=A@4", "revision=1@5"],
    ]);
    expect(shownBlocks(conf.multipaths)).toEqual([["wwid=1@10", "alias=a@11", "wwid=1@14", "alias=b@15"]]);
  });
});

describe("what is wrong is read as libmultipath reads it, and reported", () => {
  it.each<[string, string, readonly string[]]>([
    ["a section without a brace", "defaults\nfailback 5\n}", ["conf-brace 1:1"]],
    ["a section with something else", "defaults x\nfailback 5\n}", ["conf-brace 1:10"]],
    ["overrides without a brace", "overrides\nfailback 5", ["conf-value-missing 1:1", "conf-keyword 2:1"]],
    ["a brace alone", "{\ndefaults {\n}", ["conf-brace 1:1"]],
    ["a brace too many", "defaults {\n}\n }", ["conf-brace 3:2"]],
    ["a brace too few", "defaults {\nfailback 5", ["conf-brace 2:1"]],
    ["two braces too few", "devices {\ndevice {\nvendor v\nproduct p\n", ["conf-brace 5:1"]],
    ["text behind braces", "defaults { prio alua\n} x", ["conf-extra 1:12", "conf-extra 2:3"]],
    ["two values", "defaults {\nfeatures 1 queue_if_no_path\n}", ["conf-extra 2:12"]],
    ["text behind a quote", 'defaults {\nprio "alua" now\n}', ["conf-extra 2:13"]],
    ["text behind an empty quote", 'defaults {\nprio "" now\n}', ["conf-extra 2:9"]],
    ["an open quote", 'defaults {\nprio "alua\n}', ["conf-quote 2:6"]],
    ["an open quote of nothing", 'defaults {\nprio "\n}', ["conf-quote 2:6"]],
    ["no value", "defaults {\nprio\n}", ["conf-value-missing 2:1"]],
    ["an unknown keyword", "defaults {\npath_prio 1\n}", ["conf-keyword 2:1"]],
    ["a keyword of another section", "defaults {\nalias x\n}", ["conf-keyword 2:1"]],
    ["a keyword in quotes", '"defaults" {\n}', ["conf-extra 1:10", "conf-keyword 1:1", "conf-brace 2:1"]],
    ["a keyword outside", "failback 5", ["conf-keyword 1:1"]],
    ["an unknown section", "colours {\nred 1\n}", ["conf-keyword 1:1", "conf-keyword 2:1", "conf-brace 3:1"]],
    ["a section within another", "defaults {\ndevices {\n}\n}", ["conf-keyword 2:1", "conf-brace 4:1"]],
    ["a keyword twice", "defaults {\nprio a\nprio b\n}", ["conf-duplicate 3:1"]],
    ["a section twice", "defaults {\n}\ndefaults {\n}", ["conf-duplicate 3:1"]],
    ["a list entry twice, which is none", "blacklist {\nwwid a\nwwid a\n}", []],
    ["a device without product", "devices {\ndevice {\nvendor v\n}\n}", ["conf-block 2:1"]],
    ["a multipath without wwid", "multipaths {\nmultipath {\nalias a\n}\n}", ["conf-block 2:1"]],
    ["a protocol without type", "overrides {\nprotocol {\ndev_loss_tmo 5\n}\n}", ["conf-block 2:1"]],
    ["an old name of a keyword", "defaults {\nselector x\n}", ["conf-keyword 2:1"]],
    [
      "a long line",
      `defaults {\nprio ${" ".repeat(1100)}alua\n}`,
      ["conf-value-missing 2:1", "conf-line-length 2:1024", "conf-value-missing 2:1106"],
    ],
  ])("%s", (_, text, expected) => {
    expect(codes(parsed(text))).toEqual(expected);
  });

  it.each<[string, string, readonly string[]]>([
    ["a brace that is missing", "defaults\nfailback 5\n}", ["failback=5@2"]],
    ["text behind the value", "defaults {\nfailback 5 6\n}", ["failback=5@2"]],
    ["an open quote", 'defaults {\nprio "alua \n}', ["prio=alua @2"]],
    ["a brace as a value", "defaults {\nprio { \n}", ["prio={@2"]],
    ["a section that ends with an unknown one within", "defaults {\nfoo {\n}\nprio alua\n}", []],
  ])("the values of %s", (_, text, expected) => {
    expect(shown(parsed(text).conf.defaults)).toEqual(expected);
  });

  it("names what it does not know, with its place", () => {
    const { conf, findings } = parsed("defaults {\n  colour red\n}");
    expect(shown(conf.unknown)).toEqual(["colour=red@2"]);
    expect(findings[0]).toMatchObject({
      severity: "warning",
      subject: "multipath.conf",
      message: '"colour" is no keyword in defaults',
      place: { file: "multipath.conf", line: 2, column: 3 },
    });
  });
});
