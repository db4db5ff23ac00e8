import { Field } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";

interface TextFieldProps extends Omit<ComponentProps<"input">, "size" | "value" | "defaultValue" | "onChange"> {
  readonly label: ReactNode;
  readonly name: string;
  readonly hint?: ReactNode;
  /** Why the gateway refused what was given, or undefined. */
  readonly error?: string | undefined;
  readonly value?: string;
  readonly defaultValue?: string;
  readonly onChange?: (value: string) => void;
}

/** A labelled line of text, tied to its hint and error for screen readers. */
export function TextField({ label, name, hint, error, onChange, ...input }: TextFieldProps) {
  return (
    <Field.Root name={name} invalid={error !== undefined} className="field">
      <Field.Label className="field__label">
        {label}
        {!input.required && <span className="field__optional"> optional</span>}
      </Field.Label>
      <Field.Control
        {...input}
        className="input"
        {...(onChange === undefined ? {} : { onValueChange: (value: string) => onChange(value) })}
      />
      {hint !== undefined && <Field.Description className="field__hint">{hint}</Field.Description>}
      <Field.Error className="field__error" match={error !== undefined}>
        {error}
      </Field.Error>
    </Field.Root>
  );
}
