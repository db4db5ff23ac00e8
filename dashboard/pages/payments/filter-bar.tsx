import { Search, X } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { toWords } from "../../format/words.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { useProviderOptions } from "../../ui/use-provider-options.ts";
import { PAYMENT_STATUSES, type PaymentFilters } from "./payment-filters.ts";

interface FilterBarProps {
  readonly filters: PaymentFilters;
  readonly onChange: (filters: PaymentFilters) => void;
}

const SEARCHES = [
  ["reference", "Reference"],
  ["customer", "Customer id"],
  ["id", "Payment id"],
] as const;
type SearchBy = (typeof SEARCHES)[number][0];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What narrows the list. Everything but an id, which leads to its payment, is kept in the address. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const providers = useProviderOptions();
  const set = (name: keyof PaymentFilters) => (value: string) => onChange({ ...filters, [name]: value || undefined });
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <div className="filters">
      <SearchForm
        // Filters may change from elsewhere: then the form begins anew with them.
        key={`${filters.reference ?? ""}|${filters.customer ?? ""}`}
        filters={filters}
        onChange={onChange}
      />
      <SelectField
        label="Status"
        isLabelHidden
        value={filters.status ?? ""}
        options={[["", "Any status"], ...PAYMENT_STATUSES.map((status) => [status, toWords(status)] as const)]}
        onChange={set("status")}
      />
      <SelectField
        label="Provider"
        isLabelHidden
        value={filters.provider ?? ""}
        options={[["", "Any provider"], ...providers]}
        onChange={set("provider")}
      />
      <DayField label="From day" value={filters.from} onChange={set("from")} />
      <span className="filters__to" aria-hidden="true">
        –
      </span>
      <DayField label="To day" value={filters.to} onChange={set("to")} />
      {isFiltered && (
        <Button variant="ghost" onClick={() => onChange({})}>
          <X size={16} aria-hidden="true" /> Clear
        </Button>
      )}
    </div>
  );
}

function SearchForm({ filters, onChange }: FilterBarProps) {
  const [, navigate] = useLocation();
  const state = useHistoryState<{ readonly focus?: string } | null>();
  const input = useRef<HTMLInputElement>(null);
  const [by, setBy] = useState<SearchBy>(filters.customer === undefined ? "reference" : "customer");
  const wantsFocus = state?.focus === "search";
  useEffect(() => {
    if (wantsFocus) input.current?.focus();
  }, [wantsFocus]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = input.current?.value.trim() || undefined;
    if (text !== undefined && (by === "id" || UUID.test(text)))
      return navigate(`/payments/${encodeURIComponent(text)}`);
    onChange({
      ...filters,
      reference: by === "reference" ? text : undefined,
      customer: by === "customer" ? text : undefined,
    });
  };
  return (
    <search className="search">
      <form className="search__form" onSubmit={submit}>
        <SelectField
          label="Search by"
          isLabelHidden
          value={by}
          options={SEARCHES}
          onChange={(value) => setBy(SEARCHES.find(([name]) => name === value)?.[0] ?? "reference")}
        />
        <input
          ref={input}
          type="search"
          className="input"
          aria-label="Search payments"
          aria-keyshortcuts="/"
          placeholder="Search…  ( / )"
          defaultValue={filters.reference ?? filters.customer ?? ""}
          spellCheck={false}
          autoComplete="off"
        />
        <button type="submit" className="icon-button" aria-label="Search">
          <Search size={18} aria-hidden="true" />
        </button>
      </form>
    </search>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

function DayField({ label, value = "", onChange }: DayFieldProps) {
  return (
    <input
      type="date"
      className="input"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
