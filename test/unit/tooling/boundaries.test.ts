import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = join(import.meta.dirname, "../../../scripts/check-boundaries.mjs");
let folder: string;

async function plant(file: string, text: string): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function check(): Promise<{ code: number; output: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, "src"], { cwd: folder });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
}

describe("the check of module boundaries", () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "boundaries-"));
    await plant("tsconfig.json", "{}");
    await plant("src/domain/money.ts", "export const zero = 0;\n");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("passes imports that point inward", async () => {
    await plant("src/services/pay.ts", 'import { zero } from "../domain/money.ts";\nexport const pay = zero;\n');
    expect(await check()).toMatchObject({ code: 0 });
  });

  it("refuses an import that points outward", async () => {
    await plant("src/lib/clock.ts", 'import { zero } from "../domain/money.ts";\nexport const clock = zero;\n');
    const { code, output } = await check();
    expect(code).toBe(1);
    expect(output).toContain("lib-knows-nothing: src/lib/clock.ts → src/domain/money.ts");
  });

  it("keeps the client apart from everything it is copied without", async () => {
    await plant("src/client/pay.ts", 'import { zero } from "../domain/money.ts";\nexport const pay = zero;\n');
    await plant("src/client/hash.ts", 'import { createHash } from "node:crypto";\nexport const hash = createHash;\n');
    const { code, output } = await check();
    expect(code).toBe(1);
    expect(output).toContain("client-stands-alone: src/client/pay.ts → src/domain/money.ts");
    expect(output).toContain("client-stands-alone: src/client/hash.ts → crypto");
  });

  it("refuses to have seen nothing", async () => {
    await rm(join(folder, "src"), { recursive: true });
    await mkdir(join(folder, "src"));
    expect((await check()).code).toBe(1);
  });
});
