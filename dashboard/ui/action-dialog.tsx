import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { DialogBox } from "./dialog.tsx";
import { ProblemCallout } from "./problem-callout.tsx";

interface ActionDialogProps<Result> {
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly triggerVariant?: "primary" | "secondary" | "danger" | "ghost";
  readonly triggerSize?: "small" | "normal";
  readonly title: string;
  readonly description?: ReactNode;
  /** What it asks besides, if anything. */
  readonly children?: ReactNode;
  readonly confirm: string;
  readonly isDanger?: boolean;
  /** Carries it out; what it throws is shown, and it may be tried again. */
  readonly onConfirm: (form: FormData) => Promise<Result>;
  readonly onDone?: (result: Result) => void;
}

/** A button behind which something happens only after it has been said what, and confirmed. */
export function ActionDialog<Result>({
  trigger,
  triggerVariant = "secondary",
  triggerSize = "normal",
  title,
  description,
  children,
  confirm,
  isDanger = false,
  onConfirm,
  onDone,
}: ActionDialogProps<Result>) {
  const [isOpen, setOpen] = useState(false);
  const action = useMutation({
    // What it answers may be a secret: it is handed on and kept nowhere.
    mutationFn: async (form: FormData) => {
      const result = await onConfirm(form);
      setOpen(false);
      onDone?.(result);
    },
  });
  const open = () => {
    action.reset();
    setOpen(true);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    action.mutate(new FormData(event.currentTarget));
  };
  return (
    <>
      <Button variant={triggerVariant} size={triggerSize} onClick={open}>
        {trigger}
      </Button>
      <DialogBox isOpen={isOpen} onClose={() => setOpen(false)} title={title} description={description}>
        <form className="stack" onSubmit={submit}>
          {children}
          {action.isError && <ProblemCallout error={action.error} />}
          <div className="actions actions--end">
            <Button onClick={() => setOpen(false)}>Go back</Button>
            <Button type="submit" variant={isDanger ? "danger" : "primary"} isBusy={action.isPending}>
              {confirm}
            </Button>
          </div>
        </form>
      </DialogBox>
    </>
  );
}
