import { Button } from "./button.tsx";
import { Callout } from "./callout.tsx";
import { CopyText } from "./copy-text.tsx";
import { DialogBox } from "./dialog.tsx";

interface SecretDialogProps {
  readonly title: string;
  /** Names and values to take away; null: closed. */
  readonly secrets: readonly (readonly [name: string, value: string])[] | null;
  readonly onClose: () => void;
}

/** Shows what is shown once. It is in no cache and no storage: closed, it is gone. */
export function SecretDialog({ title, secrets, onClose }: SecretDialogProps) {
  return (
    <DialogBox isOpen={secrets !== null} onClose={onClose} title={title} isSticky>
      <div className="stack">
        <Callout tone="warning">Copy it now: it is shown this once and can never be seen again.</Callout>
        <dl className="facts facts--wide">
          {(secrets ?? []).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <CopyText text={value} what={name.toLowerCase()} />
              </dd>
            </div>
          ))}
        </dl>
        <div className="actions actions--end">
          <Button variant="primary" onClick={onClose}>
            I have it
          </Button>
        </div>
      </div>
    </DialogBox>
  );
}
