import { describe, expect, it } from "vitest";
import { toCsv } from "../../../src/lib/csv.ts";

describe("toCsv", () => {
  it("ends every row with CRLF and quotes only what needs it (RFC 4180)", () => {
    expect(toCsv([["a", 1, null, 'say "hi"', "x,y", "two\nlines", "ü "]])).toBe(
      'a,1,,"say ""hi""","x,y","two\nlines",ü \r\n',
    );
    expect(toCsv([["a"], ["b"]])).toBe("a\r\nb\r\n");
    expect(toCsv([])).toBe("");
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("does not let a spreadsheet run %j", (text) => {
    const cell = toCsv([[text]]);
    expect(cell.replace(/^"/, "").startsWith(`'${text[0]}`)).toBe(true);
  });

  it("leaves numbers alone, negative ones too", () => {
    expect(toCsv([[-1, 1e21, 0.5]])).toBe("-1,1e+21,0.5\r\n");
  });
});
