import { bytes, designator, fromHex, name, portGroup, relativePort, vpd } from "../decode/valid-pages.ts";

/** One LUN of an array: page 83 as one of its ports gives it, and its WWID in our spelling. */
export interface CorpusLun {
  readonly title: string;
  readonly page: Uint8Array;
  readonly wwid: string;
}

const ports = [relativePort(1), portGroup(1), designator(1, 1, 3, fromHex("50050763c8012345"))];
const naa = (hex: string) => designator(1, 0, 3, fromHex(hex));
const eui = (hex: string) => designator(1, 0, 2, fromHex(hex));
const t10 = (vendor: string, id: string) => designator(2, 0, 1, vendor.padEnd(8), id);

/** Neighbours differ in one bit or one digit, as LUNs of one array do. */
const numbers = ["0", "1", "2", "3", "4", "8"];

/** What arrays send, each family with six LUNs. */
export const corpus: readonly CorpusLun[] = numbers.flatMap((digit): readonly CorpusLun[] => {
  const six = `600507680c80012345670000000000a${digit}`;
  const early = `600507680c80012${digit}4567000000000b10`;
  const five = `50050763c801234${digit}`;
  const serial = `lun-serial-000${digit}`;
  return [
    {
      title: `NAA 6 and T10 ${digit}`,
      page: vpd(0x83, naa(six), t10("ACME", serial), ...ports),
      wwid: `3${six}`,
    },
    {
      title: `T10 first, then NAA 6, name ${digit}`,
      page: vpd(0x83, t10("OTHER", serial), naa(early), name(0, `naa.${early}`), ...ports),
      wwid: `3${early}`,
    },
    {
      title: `NAA 5 and EUI-64 ${digit}`,
      page: vpd(0x83, naa(five), eui(`0025b5a1b2c3d4e${digit}`)),
      wwid: `3${five}`,
    },
    {
      title: `EUI-64 of 16 bytes ${digit}`,
      page: vpd(0x83, ...ports, eui(`0025b5a1b2c3d4e50000000000000b0${digit}`)),
      wwid: `20025b5a1b2c3d4e50000000000000b0${digit}`,
    },
    {
      title: `EUI-64 of 12 bytes ${digit}`,
      page: vpd(0x83, eui(`0025b5a1b2c3d4e500000b0${digit}`), ...ports),
      wwid: `20025b5a1b2c3d4e500000b0${digit}`,
    },
    {
      title: `EUI-64 of 8 bytes ${digit}`,
      page: vpd(0x83, eui(`0025b5a1b2c3d5e${digit}`)),
      wwid: `20025b5a1b2c3d5e${digit}`,
    },
    {
      title: `an iqn name ${digit}`,
      page: vpd(0x83, name(0, `iqn.2001-04.com.example:lun${digit}`), ...ports),
      wwid: `82001-04.com.example:lun${digit}`,
    },
    {
      title: `T10 only ${digit}`,
      page: vpd(0x83, t10("ACME", `only-t10-000${digit}`), ...ports),
      wwid: `1ACME_only-t10-000${digit}`,
    },
    {
      title: `NAA 2 and vendor specific ${digit}`,
      page: vpd(0x83, designator(1, 0, 0, bytes(1, 2, 3, Number(digit))), naa(`20050763c801234${digit}`)),
      wwid: `320050763c801234${digit}`,
    },
  ];
});
