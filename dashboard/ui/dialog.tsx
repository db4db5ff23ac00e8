import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";

interface DialogBoxProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Nothing but its own buttons closes it: what it shows is not shown again. */
  readonly isSticky?: boolean;
}

/** A dialog: traps the focus, gives it back, and closes with Escape. */
export function DialogBox({ isOpen, onClose, title, description, children, isSticky = false }: DialogBoxProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()} disablePointerDismissal={isSticky}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Viewport className="dialog-viewport">
          <Dialog.Popup className="dialog">
            <div className="dialog__head">
              <Dialog.Title className="dialog__title">{title}</Dialog.Title>
              {!isSticky && (
                <Dialog.Close className="icon-button" aria-label="Close">
                  <X size={18} aria-hidden="true" />
                </Dialog.Close>
              )}
            </div>
            {description !== undefined && <Dialog.Description className="faint">{description}</Dialog.Description>}
            {children}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
