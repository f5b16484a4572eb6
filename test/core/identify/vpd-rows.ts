/** A handful of rows of our own, in the shape of the shared ones, for where those are absent. */
export const ownRows = [
  { test: "NAA 6", page: "83", wwid_buf: 128, hex: "0083001401030010600507680c80012345670000000000a1", ret: 33, wwid: "3600507680c80012345670000000000a1" },
  { test: "NAA 6, cut to whole bytes", page: "83", wwid_buf: 12, hex: "0083001401030010600507680c80012345670000000000a1", ret: 11, wwid: "3600507680c" },
  { test: "EUI-64", page: "83", wwid_buf: 128, hex: "0083000c010200080025b5a1b2c3d4e5", ret: 17, wwid: "20025b5a1b2c3d4e5" },
  { test: "T10 with blanks", page: "83", wwid_buf: 128, hex: "00830012020100" + "0e" + "41434d45202020206c756e20302020", ret: 0, wwid: "" },
  { test: "a designator past the end", page: "83", wwid_buf: 128, hex: "0083000801030010600507680c", ret: -75, wwid: null },
  { test: "NAA 5 of seven bytes", page: "83", wwid_buf: 128, hex: "0083000b0103000750050763c80123", ret: -22, wwid: null },
  { test: "a port's NAA only", page: "83", wwid_buf: 128, hex: "0083000c0113000850050763c8012345", ret: -61, wwid: null },
  { test: "serial number", page: "80", wwid_buf: 128, hex: "0080000a20204142432d30312020", ret: 6, wwid: "ABC-01" },
  { test: "serial number, cut", page: "80", wwid_buf: 4, hex: "0080000a20204142432d30312020", ret: 3, wwid: "ABC" },
] as const;
