import type { DepositRow } from "../../domain/projection.ts";
import { findProvider } from "../../providers/registry.ts";
import { type DepositQuery, listDeposits as readDeposits } from "../../storage/postgres/deposit-repository.ts";
import type { Gateway } from "../gateway.ts";
import { type Page, readPage } from "../read-database.ts";

/** Money that nobody asked for, newest first, for operators. An alias of a provider finds its deposits too. */
export function listDeposits(gateway: Gateway, query: DepositQuery): Promise<Page<DepositRow>> {
  const provider = query.provider && (findProvider(query.provider)?.description.name ?? query.provider);
  return readPage(() => readDeposits(gateway.postgres, { ...query, provider }));
}
