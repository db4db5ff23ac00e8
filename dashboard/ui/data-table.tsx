import type { ReactNode } from "react";
import { Link } from "wouter";
import { classNames } from "./class-names.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "end";
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
  /** Its header is for screen readers only: buttons explain themselves. */
  readonly isActions?: boolean;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Where the first cell, and with it the whole row, leads. */
  readonly hrefOf?: (row: Row) => string;
  /** What is shown instead when there are no rows. */
  readonly empty: ReactNode;
}

/** A table that becomes a list of cards on a phone; it says what it is by roles, since that takes the table's own away. */
export function DataTable<Row>({ caption, columns, rows, keyOf, hrefOf, empty }: DataTableProps<Row>) {
  if (rows.length === 0) return empty;
  return (
    <div className="table-wrap">
      <table className="table" role="table" aria-label={caption}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ header, align, isMinor, isActions }) => (
              <th
                key={header}
                scope="col"
                role="columnheader"
                className={classNames(align === "end" && "align-end", isMinor && "minor")}
              >
                {isActions ? <span className="visually-hidden">{header}</span> : header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row" className={hrefOf && "table__row--link"}>
              {columns.map(({ header, cell, align, isMinor, isActions }, index) => (
                <td
                  key={header}
                  role="cell"
                  data-label={isActions ? undefined : header}
                  className={classNames(
                    align === "end" && "align-end",
                    isMinor && "minor",
                    isActions && "table__actions",
                  )}
                >
                  {index === 0 && hrefOf !== undefined ? (
                    <Link href={hrefOf(row)} className="table__link">
                      {cell(row)}
                    </Link>
                  ) : (
                    cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
