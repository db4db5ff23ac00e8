import { type ReactNode, useId } from "react";

interface SelectFieldProps {
  readonly label: ReactNode;
  readonly name?: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** Labels that the surroundings make clear are there for screen readers only. */
  readonly isLabelHidden?: boolean;
}

/** One of several, as the platform's own control: the best there is on phones and for screen readers. */
export function SelectField({
  label,
  name,
  value,
  options,
  onChange,
  hint,
  error,
  isLabelHidden = false,
}: SelectFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={isLabelHidden ? "visually-hidden" : "field__label"}>
        {label}
      </label>
      <select
        id={id}
        name={name}
        className="input select"
        value={value}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-more`}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {(error ?? hint) !== undefined && (
        <p id={`${id}-more`} className={error === undefined ? "field__hint" : "field__error"}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
